import { describe, expect, it } from "vitest";
import { alongStroke, clip, Inked, placeLabels, touches, type Wish } from "../src/chart/labels";

const BOUNDS = { x0: 0, y0: 0, x1: 400, y1: 300 };

function wish(id: string, x: number, y: number, part: Partial<Wish> = {}): Wish {
  return { id, text: id, tone: "ink", x, y, width: 60, height: 16, sides: ["right", "left", "above", "below"], rows: 2, ...part };
}

/** Numbers in [0, 1) that are the same every time. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

describe("labels", () => {
  it("never collide and never leave the plot, however crowded", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const next = numbers(seed);
      const wishes = Array.from({ length: 60 }, (_, i) => wish(`w${i}`, next.next().value * 400, next.next().value * 300, { must: i % 2 === 0 }));
      const boxes = placeLabels(wishes, BOUNDS).map((label) => label.box);
      expect(boxes.filter((a) => a.x0 < 0 || a.y0 < 0 || a.x1 > 400 || a.y1 > 300)).toEqual([]);
      expect(boxes.filter((a, i) => boxes.slice(i + 1).some((b) => touches(a, b)))).toEqual([]);
    }
  });

  it("keep to their anchor when there is room", () => {
    const [label] = placeLabels([wish("a", 100, 100)], BOUNDS);
    expect(label).toMatchObject({ x: 108, y: 100, away: false });
  });

  it("give the room to the more important", () => {
    const only = { sides: ["right"] as const, rows: 0 };
    expect(placeLabels([wish("first", 100, 100, only), wish("second", 102, 101, only)], BOUNDS).map((l) => l.id)).toEqual(["first"]);
  });

  it("step aside from drawn lines", () => {
    const inked = new Inked(BOUNDS);
    inked.stroke({ x: 100, y: 100 }, { x: 400, y: 100 });
    const [label] = placeLabels([wish("a", 100, 100)], BOUNDS, inked);
    expect(label && inked.under(label.box)).toBe(0);
  });

  it("are left out rather than laid over lines, unless they must stand", () => {
    const inked = new Inked(BOUNDS);
    inked.box(BOUNDS);
    expect(placeLabels([wish("shy", 100, 100)], BOUNDS, inked)).toEqual([]);
    expect(placeLabels([wish("must", 100, 100, { must: true })], BOUNDS, inked)).toHaveLength(1);
  });

  it("keep off texts already standing", () => {
    const taken = alongStroke({ x: 110, y: 100 }, { x: 170, y: 100 }, 8);
    const [label] = placeLabels([wish("a", 100, 100)], BOUNDS, undefined, taken);
    expect(taken.some((box) => touches(box, label!.box))).toBe(false);
  });
});

describe("clipping", () => {
  it("keeps the part inside", () => {
    expect(clip({ x: -100, y: 150 }, { x: 500, y: 150 }, BOUNDS)).toEqual([{ x: 0, y: 150 }, { x: 400, y: 150 }]);
  });
  it("knows what lies outside", () => expect(clip({ x: -10, y: -10 }, { x: 500, y: -1 }, BOUNDS)).toBeNull());
  it("takes an upright stroke", () => expect(clip({ x: 5, y: -10 }, { x: 5, y: 20 }, BOUNDS)).toEqual([{ x: 5, y: 0 }, { x: 5, y: 20 }]));
});

import { describe, expect, it } from "vitest";
import { between, Frame, leanSpan, tidy, within, zoom } from "../src/chart/frame";
import { LINE } from "./made";

const PLOT = { left: 40, top: 10, width: 900, height: 500 };
const WHOLE = { u0: 0, u1: 36_000, m0: 0, m1: 42_195 };
const PACE = LINE.pace_s_per_m;

describe("the frame", () => {
  it("puts clock across and course up", () => {
    const frame = new Frame(WHOLE, PLOT, 0, PACE);
    expect(frame.at(0, 0)).toEqual({ x: 40, y: 510 });
    expect(frame.at(36_000, 42_195)).toEqual({ x: 940, y: 10 });
  });

  it("stands the virtual line upright when leaning", () => {
    const frame = new Frame(WHOLE, PLOT, 1, PACE);
    const zero = 360;
    const xs = [0, 10_000, 42_195].map((m) => frame.x(zero + PACE * m, m));
    for (const x of xs) expect(x).toBeCloseTo(frame.xu(zero), 9);
  });

  it("shows four minutes behind as the same distance at every mile when leaning", () => {
    const frame = new Frame(WHOLE, PLOT, 1, PACE);
    const gap = (m: number): number => frame.x(PACE * m + 240, m) - frame.x(PACE * m, m);
    expect(gap(5_000)).toBeCloseTo(gap(40_000), 9);
  });

  it.each([0, 0.4, 1])("finds the point under a pixel at lean %d", (lean) => {
    const frame = new Frame(WHOLE, PLOT, lean, PACE);
    const { x, y } = frame.at(20_000, 30_000);
    const { u, m } = frame.under(x, y);
    expect(m).toBeCloseTo(30_000, 6);
    expect(u).toBeCloseTo(frame.u(20_000, 30_000), 6);
  });

  it.each([0, 0.4, 1])("draws the field's cells where the marks are, at lean %d", (lean) => {
    const frame = new Frame(WHOLE, PLOT, lean, PACE);
    const [a, b, c, d, e, f] = frame.gridTransform(600, 120, 200);
    const [i, j] = [37, 81];
    const mark = frame.at(600 + i * 120, j * 200);
    expect(a * i + c * j + e).toBeCloseTo(mark.x, 6);
    expect(b * i + d * j + f).toBeCloseTo(mark.y, 6);
  });
});

describe("windows", () => {
  it("are put in order and kept from vanishing", () => {
    expect(tidy({ u: 500, m: 900 }, { u: 100, m: 200 })).toEqual({ u0: 100, u1: 500, m0: 200, m1: 900 });
    expect(tidy({ u: 5, m: 5 }, { u: 5, m: 5 })).toEqual({ u0: 5, u1: 65, m0: 5, m1: 205 });
  });

  it("zoom keeps the point looked at in its place", () => {
    const about = { u: 20_000, m: 30_000 };
    const near = zoom(WHOLE, 0.5, about, WHOLE);
    expect((about.u - near.u0) / (near.u1 - near.u0)).toBeCloseTo(20_000 / 36_000, 9);
    expect(near.m1 - near.m0).toBeCloseTo(42_195 / 2, 6);
  });

  it("zooming out never leaves the whole", () => expect(zoom(WHOLE, 3, { u: 1, m: 1 }, WHOLE)).toEqual(WHOLE));

  it("pushed over the edge they stop at it", () => {
    expect(within({ u0: -100, u1: 900, m0: 42_000, m1: 43_000 }, WHOLE)).toEqual({ u0: 0, u1: 1000, m0: 41_195, m1: 42_195 });
  });

  it("pass from one into the other", () => {
    const other = { u0: 100, u1: 200, m0: 0, m1: 42_195 };
    expect(between(WHOLE, other, 0)).toEqual(WHOLE);
    expect(between(WHOLE, other, 1)).toEqual(other);
  });
});

describe("how much the lean view shows", () => {
  it("holds everything given, the line inside, on whole five minutes", () => expect(leanSpan([-700, 1300])).toEqual([-900, 1500]));
  it("shows some ground either side of a lone line", () => expect(leanSpan([])).toEqual([-600, 600]));
  it("does not follow the far field", () => expect(leanSpan([-9000, 9000])[0]).toBeGreaterThanOrEqual(-3900));
});

/**
 * Labels that never collide.
 *
 * Labels are placed in order of importance, each at the first of its candidate places that lies inside
 * the plot and touches no label placed before, preferring one that also keeps off the drawn lines. A
 * label that finds no room is left out; its line still says its sentence when pointed at.
 */

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export type Side = "right" | "left" | "above" | "below";

export interface Wish {
  id: string;
  text: string;
  tone: string;
  x: number;
  y: number;
  width: number;
  height: number;
  sides: readonly Side[];
  /** May stand this many rows above or below the anchor when the row beside it is taken. */
  rows?: number;
  /** Placed even over lines (never over another label). */
  must?: boolean;
}

export interface Label {
  id: string;
  text: string;
  tone: string;
  /** Left edge and middle of the text. */
  x: number;
  y: number;
  box: Box;
  /** True when the label had to stand away from its anchor and wants a thin leader. */
  away: boolean;
  anchor: { x: number; y: number };
}

const GAP = 8;

export function touches(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

function inside(box: Box, bounds: Box): boolean {
  return box.x0 >= bounds.x0 && box.x1 <= bounds.x1 && box.y0 >= bounds.y0 && box.y1 <= bounds.y1;
}

function candidate(wish: Wish, side: Side, row: number): Box {
  const dy = row * (wish.height + 2);
  const half = wish.height / 2;
  const middle = wish.y + dy;
  if (side === "right") return { x0: wish.x + GAP, x1: wish.x + GAP + wish.width, y0: middle - half, y1: middle + half };
  if (side === "left") return { x0: wish.x - GAP - wish.width, x1: wish.x - GAP, y0: middle - half, y1: middle + half };
  const y = side === "above" ? wish.y - GAP - wish.height + dy : wish.y + GAP + dy;
  return { x0: wish.x - wish.width / 2, x1: wish.x + wish.width / 2, y0: y, y1: y + wish.height };
}

function* candidates(wish: Wish): Generator<[Box, number]> {
  for (let step = 0; step <= (wish.rows ?? 0); step += 1) {
    for (const row of step === 0 ? [0] : [step, -step]) {
      for (const side of wish.sides) yield [candidate(wish, side, row), row];
    }
  }
}

/**
 * Place the wished labels, most important first.
 *
 * `lines` are boxes along what is drawn, to be kept off where possible; `taken` are boxes of texts
 * already standing.
 */
export function placeLabels(wishes: readonly Wish[], bounds: Box, lines: readonly Box[] = [], taken: readonly Box[] = []): Label[] {
  const standing: Box[] = [...taken];
  const labels: Label[] = [];
  for (const wish of wishes) {
    const free = [...candidates(wish)].filter(([box]) => inside(box, bounds) && !standing.some((other) => touches(box, other)));
    const chosen = free.find(([box]) => !lines.some((line) => touches(box, line))) ?? (wish.must ? free[0] : undefined);
    if (chosen === undefined) continue;
    const [box, row] = chosen;
    standing.push(box);
    labels.push({
      id: wish.id,
      text: wish.text,
      tone: wish.tone,
      x: box.x0,
      y: (box.y0 + box.y1) / 2,
      box,
      away: row !== 0,
      anchor: { x: wish.x, y: wish.y },
    });
  }
  return labels;
}

/** Small boxes along a straight stroke, so that labels can keep off a slanted line. */
export function alongStroke(a: { x: number; y: number }, b: { x: number; y: number }, half = 3, every = 8): Box[] {
  const n = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / every));
  return Array.from({ length: n + 1 }, (_, i) => {
    const x = a.x + ((b.x - a.x) * i) / n;
    const y = a.y + ((b.y - a.y) * i) / n;
    return { x0: x - half, x1: x + half, y0: y - half, y1: y + half };
  });
}

/** The part of a stroke inside a box (Liang and Barsky), or null if none is. */
export function clip(a: { x: number; y: number }, b: { x: number; y: number }, box: Box): [{ x: number; y: number }, { x: number; y: number }] | null {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  let t0 = 0;
  let t1 = 1;
  const edges: [number, number][] = [
    [-dx, a.x - box.x0],
    [dx, box.x1 - a.x],
    [-dy, a.y - box.y0],
    [dy, box.y1 - a.y],
  ];
  for (const [p, q] of edges) {
    if (p === 0) {
      if (q < 0) return null;
      continue;
    }
    const r = q / p;
    if (p < 0) t0 = Math.max(t0, r);
    else t1 = Math.min(t1, r);
  }
  if (t0 > t1) return null;
  return [
    { x: a.x + t0 * dx, y: a.y + t0 * dy },
    { x: a.x + t1 * dx, y: a.y + t1 * dy },
  ];
}

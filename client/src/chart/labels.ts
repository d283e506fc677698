/**
 * Labels that never collide.
 *
 * Labels are placed in order of importance, each at the best of its candidate places that lies inside
 * the plot and touches no label placed before: the one that covers least of the drawn lines and stands
 * nearest its anchor. A label that finds no room is left out; its line still says its sentence when
 * pointed at.
 */

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Spot {
  x: number;
  y: number;
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
  anchor: Spot;
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

/** A coarse picture of where lines are drawn, for labels to keep off. */
export class Inked {
  static readonly CELL = 4;
  readonly #across: number;
  readonly #cells: Uint8Array;

  constructor(readonly bounds: Box) {
    this.#across = Math.max(1, Math.ceil((bounds.x1 - bounds.x0) / Inked.CELL));
    this.#cells = new Uint8Array(this.#across * Math.max(1, Math.ceil((bounds.y1 - bounds.y0) / Inked.CELL)));
  }

  stroke(a: Spot, b: Spot): void {
    const seen = clip(a, b, this.bounds);
    if (seen === null) return;
    const [from, to] = seen;
    const n = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 2));
    for (let i = 0; i <= n; i += 1) {
      const at = this.#index(from.x + ((to.x - from.x) * i) / n, from.y + ((to.y - from.y) * i) / n);
      if (at < this.#cells.length) this.#cells[at] = 1;
    }
  }

  box(box: Box): void {
    for (let y = box.y0; y < box.y1; y += Inked.CELL) this.stroke({ x: box.x0, y }, { x: box.x1, y });
  }

  /** How many inked cells a box covers. */
  under(box: Box): number {
    const { x0, y0, x1, y1 } = this.bounds;
    let sum = 0;
    for (let y = Math.max(box.y0, y0); y < Math.min(box.y1, y1); y += Inked.CELL) {
      for (let x = Math.max(box.x0, x0); x < Math.min(box.x1, x1); x += Inked.CELL) sum += this.#cells[this.#index(x, y)] ?? 0;
    }
    return sum;
  }

  #index(x: number, y: number): number {
    const column = Math.min(this.#across - 1, Math.floor((x - this.bounds.x0) / Inked.CELL));
    return Math.floor((y - this.bounds.y0) / Inked.CELL) * this.#across + column;
  }
}

/**
 * Place the wished labels, most important first; `taken` are boxes of texts already standing.
 */
export function placeLabels(wishes: readonly Wish[], bounds: Box, inked: Inked = new Inked(bounds), taken: readonly Box[] = []): Label[] {
  const standing: Box[] = [...taken];
  const labels: Label[] = [];
  for (const wish of wishes) {
    const chosen = best(wish, bounds, inked, standing);
    if (chosen === null) continue;
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

function best(wish: Wish, bounds: Box, inked: Inked, standing: readonly Box[]): [Box, number] | null {
  let found: [Box, number] | null = null;
  let least = Infinity;
  for (const [box, row] of candidates(wish)) {
    if (!inside(box, bounds) || standing.some((other) => touches(box, other))) continue;
    const covered = inked.under(box);
    if (covered > 0 && !wish.must) continue;
    const cost = covered + 2 * Math.abs(row);
    if (cost < least) {
      found = [box, row];
      least = cost;
    }
  }
  return found;
}

/** Small boxes along a straight stroke: the room a slanted text takes. */
export function alongStroke(a: Spot, b: Spot, half: number, every = 8): Box[] {
  const n = Math.max(1, Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / every));
  return Array.from({ length: n + 1 }, (_, i) => {
    const x = a.x + ((b.x - a.x) * i) / n;
    const y = a.y + ((b.y - a.y) * i) / n;
    return { x0: x - half, x1: x + half, y0: y - half, y1: y + half };
  });
}

/** The part of a stroke inside a box (Liang and Barsky), or null if none is. */
export function clip(a: Spot, b: Spot, box: Box): [Spot, Spot] | null {
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

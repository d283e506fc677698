/** Which labels the chart wishes for, most important first. */

import { alongStroke, type Box, clip, Inked, type Label, placeLabels, type Side, type Wish } from "./labels";
import type { HoldItem } from "./decided";
import type { Point } from "./frame";
import type { LineItem, RunnerItem, Scene } from "./scene";

export type Measure = (text: string, bold: boolean) => number;

export interface Slanted {
  text: string;
  x: number;
  y: number;
  degrees: number;
}

export interface Callouts {
  labels: Label[];
  /** The virtual line's own label, written along it. */
  along: Slanted | null;
}

const HEIGHT = 16;

/** A stroke across the plot with a name. */
export interface Hairline {
  label: string;
  from: Point;
  to: Point;
}

/** Every label of the chart inside `bounds`; a `narrow` chart names only what matters most. */
export function callouts(scene: Scene, now: Hairline, bounds: Box, measure: Measure, narrow = false): Callouts {
  const inked = ink(scene, bounds);
  inked.stroke(now.from, now.to);
  const along = scene.line === null ? null : writeAlong(scene, scene.line, bounds, measure);
  const taken = along === null ? [] : along.boxes;
  const shy = narrow ? { gates: [], stations: [], vehicles: [] } : scene;
  const wishes: Wish[] = [
    ...foot("now", now.label, "ink", now, bounds, measure),
    ...(scene.line === null ? [] : foot("limit", scene.line.limit.label, "limit", scene.line.limit, bounds, measure)),
    ...scene.holds.flatMap((h) => holdWishes(h, bounds, measure, narrow)),
    ...lanternWishes(scene.runners, measure, narrow),
    ...scene.vehicles.filter((v) => v.sweep).flatMap((v) => tip(v.id, narrow ? v.name : v.label, "limit", v.tip, measure, false, ["right", "left"])),
    ...shy.gates.filter((g) => !g.past).flatMap((g) => tip(g.id, g.label, g.held ? "open" : "limit", g.at, measure, true, ["right", "below", "left"])),
    ...shy.stations.filter((s) => s.needed).reverse().flatMap((s) => tip(s.id, s.label, "open", s.to, measure, true, ["right"])),
    ...shy.gates.filter((g) => g.past).flatMap((g) => tip(g.id, g.label, "dim", g.at, measure, true, ["right"])),
    ...shy.vehicles.filter((v) => !v.sweep).flatMap((v) => tip(v.id, v.label, "dim", v.tip, measure, true, ["right", "left", "above", "below"])),
  ].filter((wish) => wish.x >= bounds.x0 && wish.x <= bounds.x1 && wish.y >= bounds.y0 && wish.y <= bounds.y1);
  return { labels: placeLabels(wishes, bounds, inked, taken), along: along?.slanted ?? null };
}

function tip(id: string, text: string, tone: string, at: Point | null, measure: Measure, shy: boolean, sides: readonly Side[]): Wish[] {
  if (at === null) return [];
  return [{ id, text, tone, x: at.x, y: at.y, width: measure(text, false), height: HEIGHT, sides, rows: shy ? 1 : 7, must: !shy }];
}

/** A hold's labels beside its end: until when, and under it whose it is for. */
function holdWishes(hold: HoldItem, bounds: Box, measure: Measure, narrow: boolean): Wish[] {
  const seen = clip(hold.from, hold.to, bounds);
  if (seen === null) return [];
  const [a, b] = seen;
  const wish = (id: string, text: string, down: number): Wish => ({
    id, text, tone: "open", x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + down, width: measure(text, false), height: HEIGHT, sides: ["right", "left"], rows: 6, must: true,
  });
  return [wish(hold.id, hold.label, 0), ...(narrow || hold.whose === "" ? [] : [wish(`${hold.id} whose`, hold.whose, HEIGHT)])];
}

/** A label at the lower end of a stroke through the plot. */
function foot(id: string, text: string, tone: string, stroke: Omit<Hairline, "label">, bounds: Box, measure: Measure): Wish[] {
  const seen = clip(stroke.from, stroke.to, bounds);
  if (seen === null) return [];
  const low = seen[0].y > seen[1].y ? seen[0] : seen[1];
  const y = Math.min(low.y, bounds.y1 - HEIGHT / 2 - 2);
  return [{ id, text, tone, x: Math.min(low.x, bounds.x1), y, width: measure(text, false), height: HEIGHT, sides: ["right", "left"], rows: 3, must: true }];
}

/** The last one, or the last two under one label when their last evidence lies together. */
function lanternWishes(runners: readonly RunnerItem[], measure: Measure, narrow: boolean): Wish[] {
  const carriers = runners.filter((r) => r.lantern && r.tip !== null).reverse();
  const [first, second] = carriers;
  const sides: Side[] = ["right", "below", "left", "above"];
  const wish = (r: RunnerItem, text: string): Wish => ({
    id: r.id, text, tone: "lantern", x: r.tip!.x, y: r.tip!.y, width: measure(text, true), height: HEIGHT + 2, sides, rows: 4, must: true,
  });
  if (first === undefined) return [];
  if (second !== undefined && Math.hypot(first.tip!.x - second.tip!.x, first.tip!.y - second.tip!.y) < 40) {
    return [wish(first, lanternText(first, `${first.bib}, ${second.bib}`, narrow))];
  }
  return carriers.map((r) => wish(r, lanternText(r, r.bib, narrow)));
}

function lanternText(runner: RunnerItem, bibs: string, narrow: boolean): string {
  return narrow || runner.seenAt === "" ? bibs : `${bibs} · ${runner.seenAt}`;
}

/** Everything drawn that a label should keep off. */
function ink(scene: Scene, bounds: Box): Inked {
  const inked = new Inked(bounds);
  const strokes = [
    ...scene.runners.map((r) => r.strokes),
    ...scene.vehicles.map((v) => v.strokes),
    ...scene.stations.filter((s) => s.needed).map((s) => [s.from, s.to]),
    ...scene.holds.map((h) => [h.from, h.to]),
    ...scene.gates.map((g) => [
      { x: g.at.x, y: g.at.y - 9 },
      { x: g.at.x, y: g.at.y + 9 },
    ]),
    ...(scene.line === null ? [] : [[scene.line.from, scene.line.to]]),
  ];
  for (const points of strokes) {
    for (let i = 1; i < points.length; i += 1) inked.stroke(points[i - 1]!, points[i]!);
  }
  return inked;
}

/** Text along the virtual line, on its later side, where it covers least; none if the line is too short. */
function writeAlong(scene: Scene, line: LineItem, bounds: Box, measure: Measure): { slanted: Slanted; boxes: Box[] } | null {
  const seen = clip(line.from, line.to, bounds);
  if (seen === null) return null;
  const [a, b] = seen[0].x <= seen[1].x ? seen : [seen[1], seen[0]];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const width = measure(line.label, false);
  if (length < width + 24) return null;
  const ux = (b.x - a.x) / length;
  const uy = (b.y - a.y) / length;
  const inked = ink(scene, bounds);
  // The labels that will stand beside these marks need their room too.
  for (const g of scene.gates) inked.box({ x0: g.at.x - 8, x1: g.at.x + 8, y0: g.at.y - 10, y1: g.at.y + 10 });
  for (const g of scene.gates.filter((gate) => !gate.past)) inked.box(beside(g.at, measure(g.label, false)));
  for (const r of scene.runners.filter((runner) => runner.lantern && runner.tip !== null)) inked.box(beside(r.tip!, 200));
  let best: { slanted: Slanted; boxes: Box[]; cost: number } | null = null;
  for (const off of [14, 22, 30, 38, 48, 60, 74]) {
    for (const share of [0.3, 0.22, 0.38, 0.46, 0.54, 0.66]) {
      const start = Math.min(Math.max(12, share * length - width / 2), length - width - 12);
      const from = { x: a.x + ux * start - uy * off, y: a.y + uy * start + ux * off };
      const to = { x: from.x + ux * width, y: from.y + uy * width };
      const boxes = alongStroke(from, to, 8, 10);
      if (boxes.some((box) => box.x0 < bounds.x0 || box.x1 > bounds.x1 || box.y0 < bounds.y0 || box.y1 > bounds.y1)) continue;
      const cost = boxes.reduce((sum, box) => sum + inked.under(box), 0) * 4 + off;
      const slanted = { text: line.label, x: from.x, y: from.y, degrees: (Math.atan2(uy, ux) * 180) / Math.PI };
      if (best === null || cost < best.cost) best = { slanted, boxes, cost };
    }
  }
  return best;
}

function beside(at: Point, width: number): Box {
  return { x0: at.x, x1: at.x + 8 + width, y0: at.y - HEIGHT, y1: at.y + HEIGHT };
}

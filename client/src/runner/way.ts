/** Shapes of a runner's two charts: bands, steps and windows. */

import type { Frame, Point, Window } from "../chart/frame";
import type { IssuedView, RunnerForecastView } from "../wire";

const ROOM_S = 600;

/** Clock and course that show all of a runner's way, what is expected of it, and its limits. */
export function wayWindow(view: RunnerForecastView, length_m: number): Window {
  const seen = view.seen.filter((one) => one.at_m !== null).map((one) => one.at_s);
  const limits = view.gates.flatMap((gate) => (gate.limit_s === null ? [] : [gate.limit_s]));
  const last = view.fan[view.fan.length - 1];
  const to = [...seen, ...limits, ...(last === undefined ? [] : [last[5]]), ...(view.expected ? [view.as_of_s] : [])];
  return { u0: Math.min(view.start_s, ...seen) - ROOM_S, u1: Math.max(view.start_s + 3600, ...to) + ROOM_S, m0: -length_m * 0.015, m1: length_m * 1.03 };
}

/**
 * From the evidence before the last on: what is expected, large enough to be read.
 *
 * Null where nothing is expected, or nothing has been seen on the way.
 */
export function aheadWindow(view: RunnerForecastView, length_m: number): Window | null {
  const marks = view.seen.filter((one) => one.standing === "" && one.kind !== "missed" && one.at_m !== null);
  const before = marks[marks.length - 2];
  if (view.fan.length === 0 || before === undefined) return null;
  const { u1 } = wayWindow(view, length_m);
  const room_m = (length_m - before.at_m!) * 0.05;
  return { u0: before.at_s - (u1 - before.at_s) * 0.05, u1, m0: before.at_m! - room_m, m1: length_m + room_m };
}

function path(points: readonly Point[]): string {
  return points.map((p, i) => `${i === 0 ? "M" : "L"}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("");
}

/** A band of the fan between two of its columns, opening from the last evidence. */
export function fanBand(frame: Frame, from: { at_s: number; at_m: number }, fan: RunnerForecastView["fan"], low: 1 | 2, high: 4 | 5): string {
  if (fan.length === 0) return "";
  const early = fan.map((row) => frame.at(row[low], row[0]));
  const late = fan.map((row) => frame.at(row[high], row[0])).reverse();
  return `${path([frame.at(from.at_s, from.at_m), ...early, ...late])}Z`;
}

/** The middle of the fan, from the last evidence. */
export function fanMiddle(frame: Frame, from: { at_s: number; at_m: number }, fan: RunnerForecastView["fan"]): string {
  return fan.length === 0 ? "" : path([frame.at(from.at_s, from.at_m), ...fan.map((row) => frame.at(row[3], row[0]))]);
}

/** Where a runner's known way ends: the farthest evidence, or the start. */
export function lastSeen(view: RunnerForecastView): { at_s: number; at_m: number } {
  const marks = view.seen.flatMap((one) => (one.at_m !== null && one.standing === "" && one.kind !== "missed" ? [{ at_s: one.at_s, at_m: one.at_m }] : []));
  return marks.reduce((far, one) => (one.at_m >= far.at_m ? one : far), { at_s: view.start_s, at_m: 0 });
}

/** How the forecast of the finish moved: clock across, expected finish up. */
export interface MovedScale {
  x0_s: number;
  x1_s: number;
  y0_s: number;
  y1_s: number;
}

/**
 * The span of the moving forecast: its 90 % ranges since the first mat, the limit and the finish.
 *
 * Before the first mat a range is hours wide and would flatten all that follows.
 */
export function movedScale(view: RunnerForecastView): MovedScale | null {
  const first = view.issued[0];
  const end = view.issued[view.issued.length - 1];
  if (first === undefined || end === undefined) return null;
  const mat = view.issued.findIndex((one, i) => i > 0 && one.after !== "");
  const since = mat < 0 ? view.issued : view.issued.slice(mat);
  const ends = since.flatMap((one) => [one.due.p05_s, one.due.p95_s]);
  const marks = [view.finish.limit_s, view.finished_s].filter((at) => at !== null);
  return { x0_s: first.at_s, x1_s: Math.max(end.at_s, first.at_s + 1800), y0_s: Math.min(...ends, ...marks) - 240, y1_s: Math.max(...ends, ...marks) + 240 };
}

/** A forecast stands until the next is issued: its steps as points, the last one until `until_s`. */
export function steps(issued: readonly IssuedView[], value: (one: IssuedView) => number, until_s: number): [number, number][] {
  return issued.flatMap((one, i): [number, number][] => [
    [one.at_s, value(one)],
    [issued[i + 1]?.at_s ?? until_s, value(one)],
  ]);
}

/** Line through points, or the closed shape between two lines. */
export function linePath(points: readonly [number, number][], to: (at: [number, number]) => Point): string {
  return path(points.map(to));
}

export function betweenPath(low: readonly [number, number][], high: readonly [number, number][], to: (at: [number, number]) => Point): string {
  return low.length === 0 ? "" : `${path([...low, ...[...high].reverse()].map(to))}Z`;
}

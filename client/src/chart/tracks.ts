/** Lines of the chart as SVG paths, and who carries the lantern. */

import type { RunnerView, TrackView } from "../wire";
import type { Frame } from "./frame";

type Seen = readonly (readonly [number, number])[];
type Expected = readonly (readonly [number, number, number, number])[];

/** An open path from point to point. */
export function pathOf(points: readonly { x: number; y: number }[]): string {
  return points.map((p, i) => `${i === 0 ? "M" : "L"}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("");
}

/** What was seen, one straight line from evidence to evidence. */
export function seenPath(frame: Frame, seen: Seen): string {
  return pathOf(seen.map(([t, m]) => frame.at(t, m)));
}

/** The middle of what is expected, starting from the last evidence. */
export function expectedPath(frame: Frame, seen: Seen, expected: Expected): string {
  if (expected.length === 0) return "";
  const last = seen[seen.length - 1];
  const ahead = expected.map(([m, , p50]) => frame.at(p50, m));
  return pathOf(last === undefined ? ahead : [frame.at(last[0], last[1]), ...ahead]);
}

/** The 5 to 95 band of what is expected, a closed shape opening from the last evidence. */
export function bandPath(frame: Frame, seen: Seen, expected: Expected): string {
  if (expected.length === 0) return "";
  const early = expected.map(([m, p05]) => frame.at(p05, m));
  const late = expected.map(([m, , , p95]) => frame.at(p95, m)).reverse();
  const last = seen[seen.length - 1];
  return `${pathOf(last === undefined ? [...early, ...late] : [frame.at(last[0], last[1]), ...early, ...late])}Z`;
}

/** Straight virtual line between two distances. */
export function linePath(frame: Frame, zero_s: number, pace_s_per_m: number, from_m: number, to_m: number): string {
  return pathOf([frame.at(zero_s + pace_s_per_m * from_m, from_m), frame.at(zero_s + pace_s_per_m * to_m, to_m)]);
}

/**
 * Bibs that carry the lantern on a distance: the last on the course and, if they are expected at the
 * finish within `pair_s` of each other, the one before.
 *
 * `last` has the last first. Only runners on the course with a forecast are meant; one who is marked (late
 * for a mat, say) only if nobody else is left, for their forecast may rest on nothing.
 */
export function lanternBibs(last: readonly RunnerView[], distance: string, pair_s = 600): string[] {
  const running = last.filter((r) => r.distance === distance && r.state === "on_course" && r.finish !== null);
  const sure = running.filter((r) => r.mark === "");
  const [first, second] = sure.length > 0 ? sure : running;
  if (first === undefined) return [];
  const paired = second !== undefined && Math.abs(first.finish!.p50_s - second.finish!.p50_s) <= pair_s;
  return paired ? [first.bib, second.bib] : [first.bib];
}

/**
 * Where on the course someone is expected now, as `[least, likely, furthest]` metres.
 *
 * Read from the arrival quantiles: the furthest they can be is where the early quantile is now. Null
 * without a forecast. Never behind the last evidence.
 */
export function expectedNow(track: TrackView, now_s: number): [number, number, number] | null {
  const last = track.seen[track.seen.length - 1];
  if (track.expected.length === 0) return null;
  const from: [number, number, number, number][] = last === undefined ? [] : [[last[1], last[0], last[0], last[0]]];
  const rows = [...from, ...track.expected];
  return [reached(rows, 3, now_s), reached(rows, 2, now_s), reached(rows, 1, now_s)];
}

function reached(rows: readonly (readonly [number, number, number, number])[], column: 1 | 2 | 3, now_s: number): number {
  let before = rows[0]!;
  if (now_s <= before[column]) return before[0];
  for (const row of rows.slice(1)) {
    if (row[column] > now_s) {
      const share = (now_s - before[column]) / (row[column] - before[column]);
      return before[0] + share * (row[0] - before[0]);
    }
    before = row;
  }
  return before[0];
}

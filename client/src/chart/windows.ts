/** What the chart shows when nothing is zoomed: the whole day upright, or the back of the field leaning. */

import type { ChartView, LineView, RaceView } from "../wire";
import { leanSpan, type Window } from "./frame";

/** Whole hours by which the day has outrun what was planned, with half an hour to spare. */
export function overtime(race: RaceView, now_s: number): number {
  return Math.max(0, Math.ceil((now_s + 1800 - race.to_s) / 3600));
}

export function wholeWindow(race: RaceView, length_m: number, overtime_h = 0): Window {
  return { u0: race.from_s, u1: race.to_s + overtime_h * 3600, m0: -length_m * 0.01, m1: length_m * 1.02 };
}

/** Offsets from the virtual line (seconds, behind is positive) of everything drawn of the last runners and sweeps. */
export function leanOffsets(line: LineView, chart: ChartView | null, distance: string): number[] {
  const off = (t: number, m: number): number => t - line.zero_s - line.pace_s_per_m * m;
  const runners = (chart?.runners ?? []).filter((r) => r.distance === distance);
  const sweeps = (chart?.vehicles ?? []).filter((v) => v.distance === distance && v.kind === "sweep");
  return [
    ...runners.flatMap((r) => r.seen.map(([t, m]) => off(t, m))),
    ...runners.flatMap((r) => r.expected.flatMap(([m, p05, , p95]) => [off(p05, m), off(p95, m)])),
    ...sweeps.flatMap((v) => v.seen.map(([t, m]) => off(t, m))),
  ];
}

export function leanWindow(line: LineView, chart: ChartView | null, distance: string, length_m: number): Window {
  const [from, to] = leanSpan(leanOffsets(line, chart, distance));
  return { u0: line.zero_s + from, u1: line.zero_s + to, m0: -length_m * 0.01, m1: length_m * 1.02 };
}

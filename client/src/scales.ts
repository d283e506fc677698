/** Axis ticks: clock times, marks of the course in the race's unit, minutes from the virtual line. */

import { clock, zoneShift_s } from "./time";
import type { Unit } from "./wire";
import { metresPer } from "./words";

export interface Tick {
  at: number;
  label: string;
}

const CLOCK_STEPS_S = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
const LEAN_STEPS_S = [60, 120, 300, 600, 900, 1800, 3600];

function stepFor(steps: readonly number[], span: number, most: number): number {
  return steps.find((step) => span / step <= most) ?? steps[steps.length - 1]!;
}

/** Clock times on whole steps of the race's own clock, at most `most` of them. */
export function clockTicks(from_s: number, to_s: number, zone: string, most: number): Tick[] {
  const step = stepFor(CLOCK_STEPS_S, to_s - from_s, Math.max(1, most));
  const ticks: Tick[] = [];
  const shift = zoneShift_s(from_s, zone);
  for (let at = Math.ceil((from_s + shift) / step) * step - shift; at <= to_s; at += step) {
    ticks.push({ at, label: clock(at, zone) });
  }
  return ticks;
}

/** Minutes before (negative) or behind the virtual line; seconds inside, the line itself at 0. */
export function leanTicks(from_s: number, to_s: number, most: number): Tick[] {
  const step = stepFor(LEAN_STEPS_S, to_s - from_s, Math.max(1, most));
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from_s / step) * step; at <= to_s; at += step) {
    ticks.push({ at, label: leanLabel(at) });
  }
  return ticks;
}

function leanLabel(at_s: number): string {
  if (at_s === 0) return "the line";
  return `${Math.abs(at_s / 60)} min ${at_s < 0 ? "ahead" : "behind"}`;
}

/**
 * Marks along the course: start, whole miles or kilometres, half and finish.
 *
 * Whole marks stand at least twice `gap_m` apart; one closer than `gap_m` to start, half or finish gives way.
 */
export function courseMarks(length_m: number, unit: Unit, from_m: number, to_m: number, gap_m: number): Tick[] {
  const named: Tick[] = [
    { at: 0, label: "start" },
    { at: length_m, label: "finish" },
  ];
  if (length_m > 30_000) named.push({ at: length_m / 2, label: "half" });
  const metres = metresPer(unit);
  const step = ([1, 5, 10, 20].find((n) => n * metres >= 2 * gap_m) ?? 20) * metres;
  const whole: Tick[] = [];
  for (let at = step; at < length_m; at += step) {
    if (named.every((mark) => Math.abs(mark.at - at) >= gap_m)) whole.push({ at, label: String(Math.round(at / metres)) });
  }
  return [...named, ...whole].filter((mark) => mark.at >= from_m - 1 && mark.at <= to_m + 1).sort((a, b) => a.at - b.at);
}

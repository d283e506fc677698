/** The virtual line and the gates, worked out on the phone from what it last heard. */

import type { CutoffRowView, LineView } from "../wire";

/** How a place was come by: this phone's GPS, a mile or km said by hand, or the vehicle's own tracker. */
export type Source = "gps" | "said" | "tracker";

/** Where a sweep is, since when (race time), and how that is known. */
export interface Place {
  at_m: number;
  at_s: number;
  source: Source;
}

/** How far a sweep is ahead of the virtual line (behind: negative). */
export interface Offset {
  offset_s: number;
  offset_m: number;
}

/** A place this old (real seconds at speed 1) is asked for again. */
export const OLD_PLACE_S = 120;

/** The newest place; of two equally new, the phone's own. */
export function newest(places: readonly (Place | null)[]): Place | null {
  return places.reduce((best, one) => (one !== null && (best === null || one.at_s > best.at_s) ? one : best), null);
}

/**
 * How far ahead of the virtual line a place is.
 *
 * A phone stands where it last said until it says otherwise, so the line runs on past it; a tracker speaks only
 * now and then while its vehicle rolls on with the line, so its offset is the one it had.
 */
export function offsetAt(line: LineView, place: Place, now_s: number): Offset {
  const when_s = place.source === "tracker" ? place.at_s : now_s;
  const offset_s = line.zero_s + place.at_m * line.pace_s_per_m - when_s;
  return { offset_s, offset_m: offset_s / line.pace_s_per_m };
}

/** Where the virtual line is, metres; before its zero it waits at the start. */
export function lineAt_m(line: LineView, now_s: number): number {
  return Math.max(0, (now_s - line.zero_s) / line.pace_s_per_m);
}

/** The first gate of a distance beyond a place. */
export function nextGate(rows: readonly CutoffRowView[], distance: string, at_m: number): CutoffRowView | null {
  const ahead = rows.filter((row) => row.distance === distance && row.at_m > at_m);
  return ahead.reduce<CutoffRowView | null>((best, row) => (best === null || row.at_m < best.at_m ? row : best), null);
}

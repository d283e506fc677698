/** The choices before a hold is proposed: its stretch, its end, and what to ask the server. */

import type { HoldOptionsView, HoldOptionView, MayArriveView, PlaceView } from "../wire";

/** A place where a hold may begin or end. */
export interface Stop {
  name: string;
  at_m: number;
}

/** Stations of a distance in order, with its start and its finish. */
export function stops(stations: readonly PlaceView[], distance: string, length_m: number): Stop[] {
  const own = stations.flatMap(({ name, at_m }): Stop[] => (at_m[distance] === undefined ? [] : [{ name, at_m: at_m[distance] }]));
  return [{ name: "Start", at_m: 0 }, ...own.sort((a, b) => a.at_m - b.at_m), { name: "Finish", at_m: length_m }];
}

/** The last place not beyond the last of the runners: from there everything ahead of them stays open. */
export function behindThem(places: readonly Stop[], runners: readonly Pick<MayArriveView, "at_m">[]): number {
  const known = runners.flatMap(({ at_m }) => (at_m === null ? [] : [at_m]));
  const rear_m = known.length === 0 ? 0 : Math.min(...known);
  return places.filter((place) => place.at_m <= rear_m).at(-1)?.at_m ?? 0;
}

/** The option that is recommended: the first that does not end before the recommended end. */
export function recommended(options: HoldOptionsView): HoldOptionView | null {
  const by_s = options.recommended_s;
  return by_s === null ? null : (options.options.find((one) => one.until_s >= by_s - 30) ?? null);
}

export function optionsUrl(distance: string, from_m: number, to_m: number, bibs: readonly string[]): string {
  return `/api/v1/holds/options?${new URLSearchParams({ distance, from_m: String(from_m), to_m: String(to_m), bibs: bibs.join(",") })}`;
}

/** What a sweep's crew records: events without id, time, source and initials, which the phone adds. */

import type { Entry, EventFields } from "../phone/entries";
import { standing } from "../phone/standing";
import { targetOf } from "../phonewords";
import { placed, placeReport, type Where } from "../rides/steps";
import type { HoldView, SweepRunnerView, SweepView } from "../wire";

/** What a runner chose, asked or was told, in the order of the buttons. */
export const WHATS = ["going_on", "told_target", "pavement", "ride", "refused", "medical", "asks_company", "fit"] as const;
export type What = (typeof WHATS)[number];

/** Choices of somebody who is told of a hold. */
export const CHOICES = ["going_on", "pavement", "ride"] as const satisfies readonly What[];
export type Choice = (typeof CHOICES)[number];

/** A tap on one of the big buttons: with a runner of the list, a bib typed, or none yet (`""`). */
export function encounter(view: SweepView, what: What, bib: string, runner: SweepRunnerView | null, where: Where): EventFields {
  const target_s = what === "told_target" && runner !== null ? targetOf(runner) : null;
  return {
    kind: "encounter",
    vehicle: view.post,
    what,
    ...(bib === "" ? {} : { bib }),
    ...placed(where),
    ...(runner !== null && target_s !== null ? { gate: runner.gate, target: new Date(target_s * 1000).toISOString() } : {}),
  };
}

/** A runner was told of a hold, and chose. */
export function toldOf(view: SweepView, hold: HoldView, bib: string, choice: Choice, where: Where): EventFields {
  return { ...encounter(view, choice, bib, null, where), hold: hold.hold };
}

/** The hold in force on this sweep's distance, if there is one. */
export function holdInForce(view: SweepView): HoldView | null {
  return view.holds.find((one) => one.state === "in_force" && one.force?.distance === view.distance) ?? null;
}

export function isChoice(what: What): what is Choice {
  return (CHOICES as readonly What[]).includes(what);
}

/** The sweep's word that nobody of the race is left on the road behind it. */
export function roadClear(view: SweepView, where: NonNullable<Where>): EventFields {
  return { ...placeReport(view, where), road_clear: true };
}

/** An encounter recorded on this phone, as it stands with what was put right since. */
export interface Recorded {
  entry: Entry;
  fields: EventFields;
  what: What;
  bib: string;
  hold: string;
}

/** Encounters recorded on this phone and not taken back, latest first. */
export function recorded(entries: readonly Entry[]): Recorded[] {
  return standing(entries).flatMap(({ entry, fields }) => {
    if (fields.kind !== "encounter") return [];
    const text = (name: string): string => String(fields[name] ?? "");
    return [{ entry, fields, what: text("what") as What, bib: text("bib"), hold: text("hold") }];
  });
}

/** What was chosen by those told of a hold: by the view, or by what this phone recorded and has not sent. */
export function choices(hold: HoldView, own: readonly Recorded[]): Map<string, string> {
  const told = hold.told.filter((one) => one.at_s !== null).map((one): [string, string] => [one.bib, one.choice]);
  const here = own.filter((one) => one.hold === hold.hold && one.bib !== "").map((one): [string, string] => [one.bib, one.what]);
  return new Map([...told, ...here.reverse()]);
}

/** Bibs of the list that fit what was typed, `?` standing for a digit nobody could read. */
export function fitting(bibs: readonly string[], typed: string): string[] {
  const pattern = [...typed].map((key) => (key === "?" ? "." : key.replace(/\W/g, ""))).join("");
  return pattern === "" ? [] : bibs.filter((bib) => new RegExp(`^${pattern}`).test(bib)).slice(0, 4);
}

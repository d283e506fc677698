/** What race control can say has become of runners: what each asks for, and what it does to the ledger. */

import { clock } from "../time";
import type { RunnerForecastView } from "../wire";
import { detail, stateName } from "../words";
import type { SaidBy } from "./accountcommands";
import { event, type Pen, type Said } from "./commands";
import type { Matter } from "./waiting";

export type Asks = "place" | "gate" | "along" | "distance" | "medical" | "to" | "said_by";

export interface StatusChoice {
  group: "Finish" | "Out of the race" | "Going on" | "Medical";
  label: string;
  /** Status as the wire has it. */
  what: string;
  result?: "official" | "unofficial";
  asks: readonly Asks[];
  /** A reason must be given: it decides about a result or takes somebody out. */
  reason: boolean;
  /** What it does to the ledger. */
  does: string;
}

const UNTIL_MADE_OFFICIAL = "A finish after that is unofficial until it is made official.";

export const STATUS_CHOICES = {
  official: { group: "Finish", label: "Official result", what: "finished", result: "official", asks: [], reason: true, does: "Finished, official: the result counts, also after the limit." },
  unofficial: { group: "Finish", label: "Unofficial result", what: "finished", result: "unofficial", asks: [], reason: true, does: "Finished, unofficial: in the results without a place." },
  finished: { group: "Finish", label: "Finished, not read", what: "finished", asks: [], reason: true, does: "Finished. Whether it counts is left to the table." },
  did_not_start: { group: "Out of the race", label: "Did not start", what: "did_not_start", asks: [], reason: true, does: "Not started, said so. Whoever is seen beyond the start speaks against it." },
  drop: { group: "Out of the race", label: "Stopped", what: "drop", asks: ["place"], reason: true, does: "Unresolved until somebody has them: a ride, medical, or home." },
  time_cut: { group: "Out of the race", label: "Stopped at the limit", what: "time_cut", asks: ["gate"], reason: true, does: "Unresolved until somebody has them: a ride, medical, or home." },
  left: { group: "Out of the race", label: "Left the course", what: "left", asks: ["said_by", "place"], reason: true, does: "Left, and not looked for." },
  bumped: { group: "Going on", label: "Bumped ahead", what: "bumped", asks: ["along"], reason: true, does: `On the course from there. ${UNTIL_MADE_OFFICIAL}` },
  diverted: { group: "Going on", label: "Sent to the pavement", what: "diverted", asks: ["place"], reason: true, does: `On the course, and looked for like everybody else. ${UNTIL_MADE_OFFICIAL}` },
  changed_distance: { group: "Going on", label: "On another distance", what: "changed_distance", asks: ["distance"], reason: true, does: `On the course of the other distance. ${UNTIL_MADE_OFFICIAL}` },
  reinstated: { group: "Going on", label: "Found, going on", what: "reinstated", asks: ["place"], reason: true, does: "Takes back what was said before, and is a sign of life now. What was said by mistake is better undone." },
  with_medical: { group: "Medical", label: "With medical", what: "with_medical", asks: ["medical"], reason: false, does: "With medical. The lantern stays lit until they are released or taken on." },
  transported: { group: "Medical", label: "Transported", what: "transported", asks: ["to"], reason: false, does: "With medical, taken on: counts as handed over." },
  released: { group: "Medical", label: "Released", what: "released", asks: ["to"], reason: false, does: "Left, seen by staff." },
} as const satisfies Record<string, StatusChoice>;

export type StatusName = keyof typeof STATUS_CHOICES;

/** The choices by group, in order: their labels by name. */
export function choiceGroups(): [group: string, options: Record<string, string>][] {
  const all = Object.entries(STATUS_CHOICES);
  const groups = [...new Set(all.map(([, one]) => one.group))];
  return groups.map((group) => [group, Object.fromEntries(all.filter(([, one]) => one.group === group).map(([name, one]) => [name, one.label]))]);
}

export interface Filled {
  /** Station, or the gate's name. */
  place: string;
  to: string;
  /** Metres along the runners' distance, null where none are typed. */
  at_m: number | null;
  said_by: SaidBy | "";
  why: string;
}

/** The events of one choice: one for each bib. Only what the choice asks for is said. */
export function sayStatus(pen: Pen, bibs: readonly string[], name: StatusName, filled: Filled): Said[] {
  const { what, asks, ...choice }: StatusChoice = STATUS_CHOICES[name];
  const asked = (...fields: Asks[]): boolean => fields.some((field) => asks.includes(field));
  const fields = {
    place: asked("place", "gate", "medical") ? filled.place : "",
    to: asked("to", "distance") ? filled.to.trim() : "",
    result: choice.result ?? "",
    said_by: asked("said_by") ? filled.said_by : "",
    why: filled.why.trim(),
  };
  const told = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  const along = asked("along") ? { at_m: filled.at_m } : {};
  return bibs.map((bib) => event(pen, "status", { bib, what, ...told, ...along, by: pen.who }));
}

/** What is still to be filled in, "" if nothing; `length_m` is that of the runners' distance. */
export function stillAsked(name: StatusName, filled: Filled, length_m: number): string {
  const { asks, reason }: StatusChoice = STATUS_CHOICES[name];
  if (asks.includes("said_by") && filled.said_by === "") return "Say by whose word.";
  if (asks.includes("gate") && filled.place === "") return "Say at which gate.";
  if (name === "transported" && filled.to.trim() === "") return "Say to where.";
  if (asks.includes("distance") && filled.to === "") return "Say on which distance.";
  if (asks.includes("along") && filled.at_m === null) return "Say where they were let out.";
  if (asks.includes("along") && (filled.at_m! < 0 || filled.at_m! > length_m)) return "That is not on their course.";
  return reason && filled.why.trim() === "" ? "Give the reason: who decided it, or what was seen." : "";
}

/** What is known that speaks against saying it of this runner, "" if nothing does. */
export function speaksAgainst(name: StatusName, view: RunnerForecastView, at_m: number | null, zone: string): string {
  const { bib, finished_s, evidence } = view;
  const home = finished_s === null ? "" : `${bib} was read at the finish at ${clock(finished_s, zone)}: that does not fit.`;
  switch (name) {
    case "official":
    case "unofficial":
      return finished_s === null ? `${bib} was not read at the finish: the result will have no time.` : "";
    case "did_not_start":
      return home || (evidence !== null && evidence.at_m > 0 ? `${bib} was seen at ${evidence.place} at ${clock(evidence.at_s, zone)}: that does not fit.` : "");
    case "bumped":
      return home || (evidence !== null && at_m !== null && evidence.at_m > at_m ? `${bib} was seen further on, at ${evidence.place}.` : "");
    case "drop":
    case "time_cut":
    case "changed_distance":
    case "diverted":
    case "reinstated":
      return home;
    default:
      return "";
  }
}

/** `finished, after limit`. */
export function accountOf(view: RunnerForecastView): string {
  return view.detail === "" ? stateName(view.state) : `${stateName(view.state)}, ${detail(view.detail)}`;
}

/** Bibs as they are typed, apart by commas or spaces, each once. */
export function typedBibs(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((bib) => bib !== ""))];
}

/** The dialog for these bibs, with a choice made where one is proposed. */
export function statusMatter(bibs: readonly string[] = [], name: StatusName | "" = ""): Matter {
  return { kind: "status", id: `${name}/${bibs.join(",")}` };
}

/** What a matter's id holds. */
export function statusOf(id: string): { name: StatusName | ""; bibs: string } {
  const at = id.indexOf("/");
  const name = id.slice(0, at);
  return { name: name in STATUS_CHOICES ? (name as StatusName) : "", bibs: id.slice(at + 1).replaceAll(",", ", ") };
}

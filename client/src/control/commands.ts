/**
 * What race control says, as the events it makes.
 *
 * Pure: the pen brings who says it, the race's time and fresh ids. Field names and steps are those of
 * src/lanterne/events/.
 */

import type { QuestionView } from "../wire";

/** Who says it, when (UTC epoch seconds of the race), and ids nobody has used. */
export interface Pen {
  who: string;
  at_s: number;
  id: () => string;
}

/** One event as it is posted. */
export interface Said {
  kind: string;
  id: string;
  happened_at: string;
  source: string;
  [field: string]: unknown;
}

export type Ask = "asked" | "agreed" | "refused";
export type Answer = "yes" | "no" | "coming" | "done";
export type Choice = "going_on" | "ride" | "pavement";
/** What race control tells a station. */
export type Release = "counting" | "list_agreed" | "may_pack" | "may_close" | "stay";

export function instant(at_s: number): string {
  return new Date(Math.round(at_s * 1000)).toISOString();
}

/** An event of whoever holds the pen, now unless `fields` say when it happened. */
export function event(pen: Pen, kind: string, fields: Record<string, unknown>): Said {
  return { kind, id: pen.id(), happened_at: instant(pen.at_s), source: `control/${pen.who}`, ...fields };
}

/** Tells a station; `counting` opens the last list with the bibs still to come. */
export function tellStation(pen: Pen, station: string, what: Release, bibs: readonly string[] = []): Said[] {
  return [event(pen, "station", { station, what, ...(bibs.length > 0 ? { bibs } : {}), by: pen.who })];
}

export interface Terms {
  hold: string;
  distance: string;
  from_m: number;
  to_m: number;
  until_s: number;
  bibs: readonly string[];
  needs: readonly string[];
  why: string;
}

/** Proposes a hold, or other terms for it: the event's own id names them. */
export function proposeHold(pen: Pen, terms: Terms): Said[] {
  const { hold, distance, from_m, to_m, until_s, bibs, needs, why } = terms;
  const said = { hold, what: "proposed", distance, from_m, to_m, until: instant(until_s), bibs, needs, by: pen.who };
  return [event(pen, "hold", why === "" ? said : { ...said, why })];
}

/** Asks parties: each sees it on its own page at once. */
export function askParties(pen: Pen, hold: string, terms: string, parties: readonly string[]): Said[] {
  return parties.map((party) => event(pen, "hold", { hold, what: "asked", terms, party, by: pen.who }));
}

/** What a party said by voice: who said it, and that whoever holds the pen heard it and read it back. */
export function heardParty(pen: Pen, hold: string, terms: string, party: string, answer: "agreed" | "refused", by: string, condition: string): Said[] {
  const said = { hold, what: answer, terms, party, by, heard_by: pen.who };
  return [event(pen, "hold", condition === "" ? said : { ...said, condition })];
}

export function putInForce(pen: Pen, hold: string, terms: string): Said[] {
  return [event(pen, "hold", { hold, what: "in_force", terms, by: pen.who })];
}

/** Ends a hold that is in force. */
export function endHold(pen: Pen, hold: string): Said[] {
  return [event(pen, "hold", { hold, what: "ended", by: pen.who })];
}

/** Takes back terms that are not in force; those in force, if any, stay. */
export function withdrawHold(pen: Pen, hold: string, terms: string): Said[] {
  return [event(pen, "hold", { hold, what: "withdrawn", terms, by: pen.who })];
}

/** What a sweep said by radio: a runner has been told of a hold, and chose. */
export function runnerTold(pen: Pen, hold: string, vehicle: string, bib: string, choice: Choice): Said[] {
  return [event(pen, "encounter", { vehicle, what: choice, bib, hold, by: pen.who })];
}

export interface GateChange {
  gate: string;
  /** One form of limit at most: `wall` an instant of the wall clock. */
  wall?: string;
  limit_s?: number;
  behind_line_s?: number;
  grace_s?: number;
  consequence?: string;
}

export interface LineChange {
  distance: string;
  pace_s_per_m: number;
}

export interface Changes {
  gates: readonly GateChange[];
  lines: readonly LineChange[];
}

/** Proposes a new version of the cut-off table, on top of version `base`. */
export function proposeCutoff(pen: Pen, base: number, { gates, lines }: Changes, why: string): Said[] {
  const said = { cutoff: pen.id(), what: "proposed", gates, lines, base, by: pen.who };
  return [event(pen, "cutoff", why === "" ? said : { ...said, why })];
}

/** Publishes a proposal to everyone at once, or withdraws it. */
export function settleCutoff(pen: Pen, cutoff: string, what: "published" | "withdrawn"): Said[] {
  return [event(pen, "cutoff", { cutoff, what, by: pen.who })];
}

export function answer(pen: Pen, question: QuestionView, said: Answer): Said[] {
  return [event(pen, "message", { message: question.message, what: "answered", to: question.sender, answer: said, by: pen.who })];
}

/** A post acknowledged by radio: who said so there, heard by whoever holds the pen. */
export function heardKnows(pen: Pen, about: string, post: string, by: string): Said[] {
  return [event(pen, "message", { message: about, what: "acknowledged", to: post, about, by, heard_by: pen.who })];
}

export function tellMat(pen: Pen, point: string, what: "live" | "lifted" | "down"): Said[] {
  return [event(pen, "mat", { point, what, by: pen.who })];
}

/** What the police said by voice of a stretch of road: the decision is theirs. */
export function heardSegment(pen: Pen, segment: string, what: "closed" | "reopened", by: string): Said[] {
  return [event(pen, "segment", { segment, what, by, heard_by: pen.who })];
}

/** A post's link made anew: those numbered below no longer open anything. */
export function renewLink(pen: Pen, post: string, number: number): Said[] {
  return [event(pen, "link", { post, number, by: pen.who })];
}

/** Takes back what was said, the last first. */
export function undo(pen: Pen, events: readonly Said[], why = "undone"): Said[] {
  return [...events].reverse().map(({ id }) => event(pen, "correction", { target: id, why }));
}

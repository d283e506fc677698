/** What race control says in accounting for everybody, as the events it makes; see commands.ts. */

import type { ContradictionView, SettlementView } from "../wire/accounting";
import { event, type Pen, type Said } from "./commands";

export type Whom = "runner" | "contact" | "station" | "sweep" | "vehicle" | "medical" | "finish" | "police" | "hospital";
export type CallResult = "reached" | "no_answer" | "left_message" | "not_seen" | "seen" | "informed";
export type SaidBy = "self" | "family" | "staff";
export type Need = "ride" | "medical" | "help";
export type Heat = "none" | "hot" | "extreme";

/** Only what is not empty: the wire has no empty names. */
function told(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

/** Somebody was asked after a runner; `place` is the station or vehicle asked, "" = none. */
export function logCall(pen: Pen, bib: string, whom: Whom, result: CallResult, place: string): Said[] {
  return [event(pen, "call", { bib, whom, result, ...told({ place }), by: pen.who })];
}

/** Found, and going on. */
export function found(pen: Pen, bib: string, place: string, why: string): Said[] {
  return [event(pen, "status", { bib, what: "reinstated", ...told({ place }), by: pen.who, why })];
}

/** Left the course, by the word of `said_by`. */
export function left(pen: Pen, bib: string, said_by: SaidBy, place: string, why: string): Said[] {
  return [event(pen, "status", { bib, what: "left", ...told({ place }), said_by, by: pen.who, why })];
}

/** Finished without a read. */
export function finished(pen: Pen, bib: string, result: "official" | "unofficial", why: string): Said[] {
  return [event(pen, "status", { bib, what: "finished", result, by: pen.who, why })];
}

export function withMedical(pen: Pen, bib: string, place: string, why: string): Said[] {
  return [event(pen, "status", { bib, what: "with_medical", ...told({ place }), by: pen.who, why })];
}

/** Kinds of event that have no field for who says them; their source does. */
const NAMELESS: ReadonlySet<string> = new Set(["correction", "clock", "passing", "position", "start", "sighting"]);

/** A draft of the server's, given its id, its time where it has none, and who says it. */
export function drafted(pen: Pen, { kind, ...fields }: Record<string, unknown>): Said {
  const what = String(kind);
  return event(pen, what, NAMELESS.has(what) || fields["by"] ? fields : { ...fields, by: pen.who });
}

/** Settles a contradiction one way: what is drafted for it, and the decision. */
export function settle(pen: Pen, one: ContradictionView, way: SettlementView): Said[] {
  const decision = event(pen, "decision", { what: "settled", about: [`contradiction/${one.key}`], why: way.label, by: pen.who });
  return [...way.events.map((draft) => drafted(pen, draft)), decision];
}

/** Gives a vehicle a request by race control's word; `claim` is the vehicle's own, "" if it made none. */
export function assign(pen: Pen, request: string, bib: string, vehicle: string, claim: string): Said[] {
  return [event(pen, "pickup", { what: "confirmed", request, vehicle, ...told({ bib, claim }), by: pen.who })];
}

export interface NewPickup {
  bib: string;
  need: Need;
  place: string;
  distance: string;
  /** Metres along the distance, null where only a place is known. */
  at_m: number | null;
}

/** Somebody waits for a ride. */
export function reportPickup(pen: Pen, { bib, need, place, distance, at_m }: NewPickup): Said[] {
  const where = at_m === null ? {} : { distance, at_m };
  return [event(pen, "pickup", { what: "reported", need, ...told({ bib, place }), ...where, by: pen.who })];
}

/** Ends a request without a ride. */
export function closePickup(pen: Pen, request: string, bib: string, why: string): Said[] {
  return [event(pen, "pickup", { what: "closed", request, ...told({ bib }), by: pen.who, why })];
}

/** What the day is like. */
export function sayConditions(pen: Pen, wet: boolean, heat: Heat): Said[] {
  return [event(pen, "conditions", { wet, heat, by: pen.who })];
}

/** How far a source's clock is off: so many seconds are added to what it says. */
export function correctClock(pen: Pen, clock: string, offset_s: number): Said[] {
  return [event(pen, "clock", { clock, offset_s })];
}

/** Everybody is accounted for; `over` and `leaves` name what is overridden and whom that leaves. */
export function declareAllClear(pen: Pen, over: readonly string[], leaves: readonly string[], why: string): Said[] {
  const overridden = over.length === 0 ? {} : { over, leaves };
  return [event(pen, "all_clear", { what: "declared", ...overridden, ...told({ why }), by: pen.who })];
}

export function withdrawAllClear(pen: Pen, why: string): Said[] {
  return [event(pen, "all_clear", { what: "withdrawn", ...told({ why }), by: pen.who })];
}

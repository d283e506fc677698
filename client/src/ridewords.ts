/** What the pages of vehicles, medical posts and the family desk say of rides and of people handed over. */

import type { EventFields } from "./phone/entries";
import { capital, inWords, listed } from "./phonewords";
import type { Claim, Waiting } from "./rides/queue";
import type { Rider } from "./rides/riders";
import type { Taker } from "./rides/steps";
import { clock, span } from "./time";
import type { CareView, Unit } from "./wire";
import type { PickupView, PlanView } from "./wire/accounting";
import { metresPer, placeSaid } from "./words";

/** A gap that does not break, for between a number and its unit. */
const NB = "\u00a0";

/** A bib, or that nobody has read it yet. */
export function bibSaid(bib: string): string {
  return bib === "" ? "no bib yet" : bib;
}

/** `231, 377 and one without bib`. */
export function bibsSaid(bibs: readonly string[]): string {
  const named = bibs.filter((bib) => bib !== "");
  const rest = bibs.length - named.length;
  return listed(rest === 0 ? named : [...named, `${inWords(rest)} without bib`]);
}

/** What somebody needs, first word of their line. */
export function needSaid(need: string): string {
  return need === "help" ? "Called for help" : need === "medical" ? "Medical wanted" : "Wants a ride";
}

/** How long somebody waits; the long waits say so. */
export function waitSaid(waits_s: number, level: string): string {
  const waits = waits_s < 60 ? "just reported" : `waits ${span(waits_s)}`;
  return level === "alarm" ? `${waits}: far too long` : level === "warn" ? `${waits}: long` : waits;
}

/** Where somebody waits on the course: `mile 15.2`, or as it was said. */
export function whereSaid(pickup: Pick<PickupView, "place" | "at_m">, unit: Unit): string {
  return placeSaid(pickup.place, pickup.at_m, unit) || "place not said";
}

/** From this vehicle: `1.2 mi ahead of you`, nothing where either place is unknown. */
export function awaySaid(at_m: number | null, own_m: number | null, unit: Unit): string {
  if (at_m === null || own_m === null) return "";
  if (Math.abs(at_m - own_m) < 0.05 * metresPer(unit)) return "right here";
  return `${(Math.abs(at_m - own_m) / metresPer(unit)).toFixed(1)}${NB}${unit} ${at_m > own_m ? "ahead of" : "behind"} you`;
}

/** How this vehicle stands to a request. `online`: whether race control is heard now. */
export function claimSaid(one: Waiting, online: boolean): string {
  const said: Record<Claim, string> = {
    free: one.others.length === 0 ? "" : `${listed(one.others)} asked for it.`,
    unsent: ASK_FIRST,
    asked: online ? "Claimed. Waiting for race control." : ASK_FIRST,
    mine: one.going ? "Yours. On your way." : "Yours. Confirmed.",
    lost: `${one.pickup.vehicle_name} has it. Do not go.`,
    taken: `${one.pickup.vehicle_name} has it.`,
  };
  return said[one.claim];
}

const ASK_FIRST = "Not confirmed. Ask by radio before you go.";

/** Where to go next: `Next: 231 at mile 15.2, about 12:58`, or where all get out; without a plan whom they said they fetch. */
export function nextStop(plan: PlanView | null, ours: PickupView | undefined, unit: Unit, zone: string): string {
  const stop = plan?.stops[0];
  if (stop === undefined) return ours === undefined ? "Nothing to fetch now. Stay where you are." : `Next: ${bibSaid(ours.bib)} at ${whereSaid(ours, unit)}`;
  const at = whereSaid(stop, unit);
  const who = stop.request === "" ? `hand over at ${at}` : `${bibSaid(stop.bib)} at ${at}`;
  return `Next: ${who}, about ${clock(stop.eta_s, zone)}`;
}

/** How many are aboard, and seats that are left: `Aboard: 2 of 6, 4 seats left`. */
export function seatsSaid(aboard: number, seats: number): string {
  if (seats === 0) return `Aboard: ${aboard}`;
  const left = seats - aboard;
  const rest = left < 0 ? `${-left} more than seats` : left === 0 ? "no seat left" : left === 1 ? "1 seat left" : `${left} seats left`;
  return `Aboard: ${aboard} of ${seats}, ${rest}`;
}

/** Heads counted beside people named; what does not agree, and the mend. */
export function headsSaid(heads: number, riders: readonly Pick<Rider, "bib">[]): { agree: boolean; text: string } {
  const [n, who] = [riders.length, bibsSaid(riders.map((one) => one.bib))];
  if (heads === n) return { agree: true, text: n === 0 ? "You count nobody. That agrees." : `You count ${heads}. That agrees.` };
  const known = n === 0 ? "nobody is written down" : `${n} ${n === 1 ? "is" : "are"} written down: ${who}`;
  const mend = heads > n ? `Say who got in.` : "Say who got out.";
  return { agree: false, text: `You count ${heads}, but ${known}. ${mend}` };
}

/** What a hand-over says, before it is said: `231 and 377 to Family desk, Mia Tran took them.` */
export function handSaid(bibs: readonly string[], taker: string, by: string): string {
  return `${capital(bibsSaid(bibs))} to ${taker}. ${by} took ${bibs.length === 1 ? "over" : "them over"}.`;
}

/** Something said of rides on this phone, in words; null for what is not of rides. `bibOf`: whose request it is. */
export function rideSaid(fields: EventFields, takers: readonly Taker[], bibOf: (request: string) => string = () => ""): string | null {
  const text = (name: string): string => String(fields[name] ?? "");
  const who = bibSaid(text("bib") || bibOf(text("request")));
  if (fields.kind === "vehicle" && fields["aboard"] !== undefined) return `counted ${text("aboard")} aboard`;
  if (fields.kind === "vehicle" && fields["road_blocked"] === true) return "road blocked";
  if (fields.kind !== "pickup") return null;
  switch (fields["what"]) {
    case "reported":
      return `${who}: ${NEEDS[text("need")] ?? "a ride"} asked for`;
    case "claimed":
      return `${who}: claimed`;
    case "given_up":
      return `${who}: given up`;
    case "en_route":
      return `${who}: on the way`;
    case "picked_up":
      return `${who} got in`;
    case "refused":
      return `${who} does not want a ride`;
    case "dropped_off":
      return `${who} to ${takers.find(([id]) => id === text("to"))?.[1] ?? text("to")}, ${text("to_by")}`;
    default:
      return null;
  }
}

const NEEDS: Record<string, string> = { ride: "a ride", medical: "medical", help: "help" };

/** What became of somebody at a medical post: `with us since 12:50`. */
export function careSaid(care: CareView, zone: string): string {
  const at = clock(care.since_s, zone);
  switch (care.state) {
    case "transported":
      return `taken to ${care.to}, ${at}`;
    case "released":
      return `released to ${care.to}, ${at}`;
    default:
      return `with us since ${at}`;
  }
}

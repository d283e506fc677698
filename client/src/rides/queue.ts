/** Who waits for a ride, and how this vehicle stands to each of them. */

import type { Entry } from "../phone/entries";
import { type Own, standing, unheard } from "../phone/standing";
import type { PickupView } from "../wire/accounting";

/**
 * How a vehicle stands to a request: it is `free`; `unsent` and `asked` are this vehicle's claim, on the phone only
 * or on its way to be confirmed; `mine` is confirmed; `lost` was confirmed to another, `taken` too, but not wanted here.
 */
export type Claim = "free" | "unsent" | "asked" | "mine" | "lost" | "taken";

export interface Waiting {
  pickup: PickupView;
  claim: Claim;
  /** This vehicle has said that it is on its way. */
  going: boolean;
  /** Other vehicles that want it, by name. */
  others: string[];
}

const URGENT: readonly string[] = ["help", "medical"];

/** Everybody who waits: called for help first, then medical, then those who wait longest. */
export function waiting(queue: readonly PickupView[], vehicle: string, entries: readonly Entry[], as_of_s: number): Waiting[] {
  const stands = standing(entries).filter(({ entry, fields }) => fields.kind === "pickup" && entry.state !== "refused");
  return queue
    .filter((pickup) => !done(pickup, stands, as_of_s))
    .map((pickup) => waits(pickup, vehicle, stands, as_of_s))
    .sort((a, b) => rank(a.pickup) - rank(b.pickup) || a.pickup.at_s - b.pickup.at_s);
}

/** This vehicle's own, in the order of the queue; those it wanted and another has are among them. */
export function isOurs(one: Waiting): boolean {
  return one.claim !== "free" && one.claim !== "taken";
}

/** How long somebody waits is said in steps: from 15 minutes `warn`, from 30 `alarm`. */
export function levelOf(waits_s: number): "" | "warn" | "alarm" {
  return waits_s >= 1800 ? "alarm" : waits_s >= 900 ? "warn" : "";
}

function rank(pickup: PickupView): number {
  const at = URGENT.indexOf(pickup.need);
  return at < 0 ? URGENT.length : at;
}

/** Whether somebody waits no more: by the view, or by what was just said here. */
function done(pickup: PickupView, stands: readonly Own[], as_of_s: number): boolean {
  if (!["reported", "confirmed", "en_route"].includes(pickup.state)) return true;
  const ends = ["picked_up", "refused", "closed"];
  return stands.some((own) => unheard(own, as_of_s) && ends.includes(String(own.fields["what"])) && isAbout(own, pickup));
}

function isAbout({ fields }: Own, { request, bib }: PickupView): boolean {
  return fields["request"] === request || (fields["request"] === undefined && bib !== "" && fields["bib"] === bib);
}

function waits(pickup: PickupView, vehicle: string, stands: readonly Own[], as_of_s: number): Waiting {
  const own = stands.filter((one) => one.fields["request"] === pickup.request);
  const word = own.find(({ fields }) => fields["what"] === "claimed" || fields["what"] === "given_up");
  const going = pickup.state === "en_route" || own.some((one) => one.fields["what"] === "en_route" && unheard(one, as_of_s));
  const others = pickup.claims.filter((one) => one.vehicle !== vehicle).map((one) => one.name);
  const claim = claimOf(pickup, vehicle, word, as_of_s);
  return { pickup, claim, going: claim === "mine" && going, others };
}

function claimOf(pickup: PickupView, vehicle: string, word: Own | undefined, as_of_s: number): Claim {
  const known = pickup.claims.some((one) => one.vehicle === vehicle);
  const gaveUp = word?.fields["what"] === "given_up" && (unheard(word, as_of_s) || !known);
  const wanted = !gaveUp && (word?.fields["what"] === "claimed" || known);
  if (pickup.vehicle === vehicle) return gaveUp ? "free" : "mine";
  if (pickup.vehicle !== "") return wanted ? "lost" : "taken";
  if (!wanted) return "free";
  return word?.latest.state === "waiting" ? "unsent" : "asked";
}

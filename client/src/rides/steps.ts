/** What is said of rides: events without id, time, source and initials, which the phone adds. */

import type { EventFields } from "../phone/entries";
import type { PostView } from "../wire";
import type { Rider } from "./riders";

/** Where the vehicle is on its distance, if it knows. */
export type Where = { distance: string; at_m: number } | null;

export type Need = "ride" | "medical" | "help";

/** Who takes people over: id, name and role. */
export type Taker = readonly [id: string, name: string, role: string];

export function placed(where: Where): { distance?: string; at_m?: number } {
  return where === null ? {} : { distance: where.distance, at_m: Math.round(where.at_m) };
}

/** Somebody needs a ride or medical: at a station by its name, else at the vehicle's own place. */
export function report(view: PostView, need: Need, bib: string, where: Where): EventFields {
  const at = view.role === "station" || view.role === "cheer" ? { place: view.post } : placed(where);
  return { kind: "pickup", what: "reported", need, ...(bib === "" ? {} : { bib }), ...at };
}

/** A step about a request that this vehicle takes, or does not. */
export function step(view: PostView, what: "claimed" | "given_up" | "en_route" | "refused", request: string): EventFields {
  return { kind: "pickup", what, request, vehicle: view.post };
}

/** Somebody got in: whose request it was, whose bib it is; at least one of the two. */
export function pickedUp(view: PostView, request: string, bib: string, where: Where): EventFields {
  return { kind: "pickup", what: "picked_up", ...named(request, bib), vehicle: view.post, ...placed(where) };
}

/** Somebody got out, and who took them over. */
export function handedOver(view: PostView, rider: Rider, to: string, to_by: string, where: Where): EventFields {
  return { kind: "pickup", what: "dropped_off", ...named(rider.request, rider.bib), vehicle: view.post, to, to_by, ...placed(where) };
}

function named(request: string, bib: string): { request?: string; bib?: string } {
  return { ...(request === "" ? {} : { request }), ...(bib === "" ? {} : { bib }) };
}

/** Where the vehicle is, by this phone. */
export function placeReport(view: PostView, where: NonNullable<Where>): EventFields {
  return { kind: "vehicle", vehicle: view.post, ...placed(where) };
}

/** How many people the crew counts. */
export function headCount(view: PostView, aboard: number): EventFields {
  return { kind: "vehicle", vehicle: view.post, aboard };
}

/** The vehicle cannot go on here. */
export function roadBlocked(view: PostView, where: Where): EventFields {
  return { kind: "vehicle", vehicle: view.post, road_blocked: true, ...placed(where) };
}

/** Who is aboard: as race control has it, with what was said on this phone since laid over it. */

import type { Entry } from "../phone/entries";
import { type Own, standing, takenBack, unheard } from "../phone/standing";

/** Somebody aboard; `own` is what said so here, to be given a bib later. */
export interface Rider {
  bib: string;
  request: string;
  since_s: number | null;
  from: string;
  own: string;
  unsent: boolean;
}

/** Somebody aboard as a view has them. */
export interface Known {
  bib: string;
  since_s?: number;
  where?: string;
}

/** Race time of an entry, null while it is not known. */
export type Happened = (entry: Entry) => number | null;

/** Whether something said is somebody getting in or out, "" for anything else. */
export function way(own: Own): "in" | "out" | "" {
  const { fields } = own;
  if (fields.kind === "encounter" && fields["what"] === "ride") return "in";
  if (fields.kind !== "pickup") return "";
  return fields["what"] === "picked_up" ? "in" : fields["what"] === "dropped_off" ? "out" : "";
}

/** Everybody aboard, those longest aboard first. */
export function riders(known: readonly Known[], entries: readonly Entry[], as_of_s: number, happened: Happened): Rider[] {
  let aboard = known.map((one): Rider => ({ bib: one.bib, request: "", since_s: one.since_s ?? null, from: one.where ?? "", own: "", unsent: false }));
  const stands = standing(entries).filter((own) => own.entry.state !== "refused").toReversed();
  for (const own of takenBack(entries).filter((one) => unheard(one, as_of_s))) {
    if (way(own) === "in") aboard = without(aboard, own);
    if (way(own) === "out") aboard = withRider(aboard, rider(own, stands, happened), nameless(own));
  }
  for (const own of stands) {
    if (way(own) === "in" && (unheard(own, as_of_s) || nameless(own))) aboard = withRider(aboard, rider(own, stands, happened), own.entry.fields["bib"] === undefined);
    if (way(own) === "out" && (unheard(own, as_of_s) || nameless(own))) aboard = without(aboard, own);
  }
  return aboard;
}

/** Race control's list says of somebody without a bib only that they are there, so this phone's own word counts on. */
function nameless(own: Own): boolean {
  return text(own, "bib") === "";
}

function rider(own: Own, stands: readonly Own[], happened: Happened): Rider {
  const request = text(own, "request");
  // Of somebody handed over and taken back, what said that they got in.
  const inside = stands.find((one) => way(one) === "in" && (same(one, own) || one.id === own.id));
  const said = inside ?? own;
  return { bib: text(said, "bib") || text(own, "bib"), request, since_s: happened(said.entry), from: "", own: inside?.id ?? "", unsent: own.latest.state === "waiting" };
}

function same(one: Own, other: Own): boolean {
  const [bib, request] = [text(one, "bib"), text(one, "request")];
  return (bib !== "" && bib === text(other, "bib")) || (request !== "" && request === text(other, "request"));
}

/** Somebody more; whoever the list has already stays as they are, also as somebody without bib, if told so at first. */
function withRider(aboard: readonly Rider[], more: Rider, toldWithoutBib: boolean): Rider[] {
  const named = aboard.findIndex((one) => more.bib !== "" && one.bib === more.bib);
  const there = named < 0 && toldWithoutBib ? aboard.findIndex(unknown) : named;
  if (there < 0) return [...aboard, more];
  return aboard.map((one, i) => (i === there ? { ...more, since_s: one.since_s ?? more.since_s, from: one.from } : one));
}

function without(aboard: readonly Rider[], own: Own): Rider[] {
  const [bib, request] = [text(own, "bib"), text(own, "request")];
  const named = aboard.findIndex((one) => (bib !== "" && one.bib === bib) || (request !== "" && one.request === request) || one.own === own.id);
  const gone = named < 0 && nameless(own) ? aboard.findIndex(unknown) : named;
  return aboard.filter((_, i) => i !== gone);
}

/** Somebody of race control's list without a bib. */
function unknown(one: Rider): boolean {
  return one.bib === "" && one.own === "";
}

function text(own: Own, name: string): string {
  return String(own.fields[name] ?? "");
}

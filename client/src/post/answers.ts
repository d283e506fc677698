/** What those who agree to holds, roads and mats say, as events. */

import type { Entry, EventFields } from "../phone/entries";
import type { HoldTermsView, HoldView, PartyAnswerView, PostView } from "../wire";
import { fresh } from "./fresh";

/** A hold that waits for this post's answer, or has it. */
export interface HoldAsked {
  hold: HoldView;
  terms: HoldTermsView;
  party: PartyAnswerView;
  /** Said on this phone and not yet known to race control. */
  unsent: boolean;
}

/** Holds of which this post is asked, those without its answer first. */
export function holdsAsked(view: PostView, entries: readonly Entry[]): HoldAsked[] {
  const found = view.holds.flatMap((hold) => {
    if (hold.state === "ended" || hold.state === "withdrawn") return [];
    const party = hold.latest.parties.find((one) => one.post === view.post);
    if (party === undefined || !(party.asked || party.answer !== "")) return [];
    return [withOwn({ hold, terms: hold.latest, party, unsent: false }, entries, view.as_of_s)];
  });
  return found.sort((a, b) => Number(a.party.answer !== "") - Number(b.party.answer !== ""));
}

/** The answer just given on this phone stands in for the one race control has. */
function withOwn(asked: HoldAsked, entries: readonly Entry[], as_of_s: number): HoldAsked {
  const own = entries.find((one) => fresh(one, as_of_s) && one.fields.kind === "hold" && one.fields["terms"] === asked.terms.terms);
  if (own === undefined) return asked;
  const text = (name: string): string => String(own.fields[name] ?? "");
  return { ...asked, unsent: own.state === "waiting", party: { ...asked.party, answer: text("what"), by: text("by"), condition: text("condition"), at_s: own.happened_s } };
}

/** A yes, a yes on a condition, or a no, by a named person. */
export function holdAnswer(asked: HoldAsked, agrees: boolean, condition: string, by: string): EventFields {
  return {
    kind: "hold",
    hold: asked.hold.hold,
    what: agrees ? "agreed" : "refused",
    terms: asked.terms.terms,
    party: asked.party.post,
    by,
    ...(agrees && condition !== "" ? { condition } : {}),
  };
}

/** A stretch of road is given back to traffic, or closed to it again. */
export function segmentSays(segment: string, what: "closed" | "reopened", by: string): EventFields {
  return { kind: "segment", segment, what, by };
}

/** A mat is lifted, live or down. */
export function matSays(point: string, what: "live" | "lifted" | "down", by: string): EventFields {
  return { kind: "mat", point, what, by };
}

/** The latest word of this phone about a road or mat that the view may not know yet, and whether it is sent. */
export function ownWord(entries: readonly Entry[], kind: "segment" | "mat", id: string, as_of_s: number): { what: string; sent: boolean } | null {
  const field = kind === "segment" ? "segment" : "point";
  const own = entries.find((one) => fresh(one, as_of_s) && one.fields.kind === kind && one.fields[field] === id);
  return own === undefined ? null : { what: String(own.fields["what"]), sent: own.state === "sent" };
}

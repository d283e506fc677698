/** What medical posts and the family desk say of people in their care: never what is wrong, only where they are. */

import type { Entry, EventFields } from "../phone/entries";
import { type Own, standing, takenBack, unheard } from "../phone/standing";
import type { CareView, PostView } from "../wire";
import type { AboardView } from "../wire/accounting";

export type CareStep = "with_medical" | "transported" | "released";
export type SaidBy = "self" | "family";
export type CallResult = "reached" | "left_message" | "no_answer";

/** A medical post has somebody, or no longer; `to` where they were taken, or who took them. */
export function careStep(view: PostView, what: CareStep, bib: string, to = ""): EventFields {
  return { kind: "status", what, bib, place: view.post, ...(to === "" ? {} : { to }) };
}

/** Somebody has gone home, by their own or their family's word; `to` the person who took them. */
export function wentHome(view: PostView, bib: string, said_by: SaidBy, to = ""): EventFields {
  return { kind: "status", what: "left", bib, place: view.post, said_by, ...(to === "" ? {} : { to }) };
}

/** A call to a runner, or to whom they named, and what came of it. */
export function call(bib: string, whom: "runner" | "contact", result: CallResult): EventFields {
  return { kind: "call", bib, whom, result };
}

/** Somebody in care as they stand; `unsent` while this phone has not told it. */
export interface Cared extends CareView {
  unsent: boolean;
}

const STATES: Record<CareStep, string> = { with_medical: "with_us", transported: "transported", released: "released" };

/** Who is with a medical post, was taken on or released: those with it first, the latest first. */
export function patients(known: readonly CareView[], entries: readonly Entry[], as_of_s: number, happened: (entry: Entry) => number | null): Cared[] {
  const by = new Map(known.map((one): [string, Cared] => [one.bib, { ...one, unsent: false }]));
  for (const own of takenBack(entries).filter((one) => isCare(one) && unheard(one, as_of_s))) {
    const [bib, state] = [text(own, "bib"), STATES[text(own, "what") as CareStep]];
    const there = by.get(bib);
    if (there === undefined || there.state !== state) continue;
    if (state === "with_us") by.delete(bib);
    else by.set(bib, { ...there, state: "with_us", to: "", unsent: own.latest.state === "waiting" });
  }
  for (const own of said(entries, as_of_s).toReversed()) {
    const state = STATES[text(own, "what") as CareStep];
    by.set(text(own, "bib"), { bib: text(own, "bib"), state, since_s: happened(own.entry) ?? as_of_s, to: text(own, "to"), by: text(own, "by"), unsent: own.latest.state === "waiting" });
  }
  return [...by.values()].sort((a, b) => Number(a.state !== "with_us") - Number(b.state !== "with_us") || b.since_s - a.since_s);
}

/** Who waits at the family desk, without those just handed over here. */
export function stillHere(here: readonly AboardView[], entries: readonly Entry[], as_of_s: number): AboardView[] {
  const gone = new Set(standing(entries).filter((own) => isLeft(own) && unheard(own, as_of_s)).map((own) => text(own, "bib")));
  return here.filter((one) => !gone.has(one.bib));
}

/** Names and places told before with one step, the latest first: to be tapped instead of typed. */
export function toldBefore(entries: readonly Entry[], what: string): string[] {
  return [...new Set(standing(entries).filter(({ fields }) => fields.kind === "status" && fields["what"] === what).map((own) => text(own, "to")))].filter((one) => one !== "").slice(0, 4);
}

/** Something said here of people in care, in words; null for anything else. */
export function careWords({ fields }: Own): string | null {
  const at = (name: string): string => String(fields[name] ?? "");
  if (fields.kind === "call") return `${at("bib")}: ${at("whom") === "runner" ? "called the runner" : "called the contact"}, ${RESULTS[at("result")] ?? at("result")}`;
  if (fields.kind !== "status") return null;
  const to = at("to");
  switch (fields["what"]) {
    case "with_medical":
      return `${at("bib")} with us`;
    case "transported":
      return `${at("bib")} taken to ${to}`;
    case "released":
      return `${at("bib")} released to ${to}`;
    case "left":
      return to === "" ? `${at("bib")} is off the course` : `${at("bib")} left with ${to}`;
    default:
      return null;
  }
}

const RESULTS: Record<string, string> = { reached: "reached", left_message: "left a message", no_answer: "no answer" };

function said(entries: readonly Entry[], as_of_s: number): Own[] {
  return standing(entries).filter((own) => isCare(own) && own.entry.state !== "refused" && unheard(own, as_of_s));
}

function isCare(own: Own): boolean {
  return own.fields.kind === "status" && text(own, "what") in STATES;
}

function isLeft(own: Own): boolean {
  return own.fields.kind === "status" && own.fields["what"] === "left" && own.entry.state !== "refused";
}

function text(own: Own, name: string): string {
  return String(own.fields[name] ?? "");
}

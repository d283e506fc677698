/** What waits for a decision: what matters most first, then the oldest. */

import { ago, clock, clockBy, span } from "../time";
import type { ContradictionView } from "../wire/accounting";
import type { ClosingView, DecisionsView, HoldView, MatLiftView, PartyAnswerView, QuestionView } from "../wire";
import { contradictionKind, open } from "./accountwords";
import { bibList, names } from "./decisionwords";
import { statusMatter } from "./statuschoices";
import { rankOf, untold } from "./unheard";

/** What a dialog is about. */
export interface Matter {
  kind:
    | ("question" | "hold" | "propose" | "station" | "mat" | "segment" | "table" | "acks" | "said" | "links" | "together")
    | ("sought" | "banner" | "contradiction" | "contradictions" | "pickup" | "custody" | "conditions" | "allclear" | "status");
  id: string;
}

export interface Waits {
  matter: Matter;
  rank: number;
  tone: "limit" | "lantern" | "open" | "ink";
  title: string;
  text: string;
  /** Since when it waits, null if that is not known. */
  since_s: number | null;
}

/** Minutes before a hold's end at which someone should look at it. */
const NEAR_END_S = 600;
const URGENT: ReadonlySet<string> = new Set(["medical", "call_me"]);

/** What waits; `late` are bibs of holds who came in after the limit and are not decided about. */
export function waiting(view: DecisionsView, now_s: number, zone: string, contradictions: readonly ContradictionView[] = [], late: readonly string[] = []): Waits[] {
  const all = [
    ...unfitting(open(contradictions)),
    ...view.holds.flatMap((hold) => undecided(hold, late)),
    ...view.questions.filter((one) => one.answer === "").map(question),
    ...view.holds.flatMap((hold) => holdWaits(hold, now_s, zone)),
    ...acksMissing(view, zone),
    ...view.proposals.map(
      (one): Waits => ({
        matter: { kind: "table", id: one.cutoff },
        rank: 3,
        tone: one.stale ? "limit" : "ink",
        title: `Cut-offs: ${one.changes.length === 1 ? "1 change" : `${one.changes.length} changes`} proposed`,
        text: one.stale ? `by ${one.by}, on an older version: propose anew` : `by ${one.by}, not published`,
        since_s: one.at_s,
      }),
    ),
    ...view.stations.filter(againstList).map((station) => against(station, zone)),
    ...STEPS.flatMap((step) => released(step, view.stations)),
    ...lifted(view.mats),
    ...view.segments
      .filter((one) => one.proposed && one.stage !== "reopened")
      .map((one): Waits => ({ matter: { kind: "segment", id: one.segment }, rank: 7, tone: "ink", title: `${one.name}: could be reopened`, text: "For the police to decide.", since_s: null })),
  ];
  return all
    .map((one, order) => ({ one, order }))
    .sort((a, b) => a.one.rank - b.one.rank || (a.one.since_s ?? Infinity) - (b.one.since_s ?? Infinity) || a.order - b.order)
    .map(({ one }) => one);
}

export const ASKS: Readonly<Record<string, string>> = {
  hold: "asks to keep the road open",
  water: "asks for water",
  companion: "asks for a companion",
  medical: "asks for medical",
  supplies: "asks for supplies",
  ride: "asks for a ride",
  may_close: "asks whether it may close",
  call_me: "asks to be called",
};

function question(one: QuestionView): Waits {
  return {
    matter: { kind: "question", id: one.message },
    rank: URGENT.has(one.ask) ? 0 : 1,
    tone: URGENT.has(one.ask) ? "limit" : "lantern",
    title: `${one.name} ${ASKS[one.ask] ?? `asks: ${one.ask}`}`,
    text: [one.bibs.length > 0 ? `for ${bibList(one.bibs)}` : "", one.by === "" ? "" : `said by ${one.by}`].filter(Boolean).join(", "),
    since_s: one.at_s,
  };
}

/** Parties that have not agreed to terms. */
export function notAgreed(parties: readonly PartyAnswerView[]): PartyAnswerView[] {
  return parties.filter((party) => party.answer !== "agreed");
}

function holdWaits(hold: HoldView, now_s: number, zone: string): Waits[] {
  const matter: Matter = { kind: "hold", id: hold.hold };
  const terms = hold.latest;
  const until = clock(terms.until_s, zone);
  const base = { matter, since_s: terms.at_s };
  if (hold.state === "ended" || hold.state === "withdrawn") return [];
  const pending = hold.force === null || hold.force.terms !== terms.terms;
  const found: Waits[] = [];
  if (pending) {
    const missing = notAgreed(terms.parties);
    const refused = missing.filter((party) => party.answer === "refused");
    const title = hold.force === null ? `Hold until ${until} for ${bibList(terms.bibs)}` : `Hold: end moved to ${until}`;
    if (refused.length > 0) found.push({ ...base, rank: 1, tone: "limit", title, text: `${names(refused)} refused.` });
    else if (missing.length === 0) found.push({ ...base, rank: 0, tone: "open", title, text: "All have agreed. Put it in force." });
    else if (missing.some((party) => !party.asked)) found.push({ ...base, rank: 1, tone: "lantern", title, text: `Not asked yet: ${names(missing.filter((party) => !party.asked))}.` });
    else found.push({ ...base, rank: 1, tone: "lantern", title, text: `Waiting for ${names(missing)}.` });
  }
  if (hold.force !== null) found.push(...forceWaits(hold, hold.force.until_s, now_s, zone));
  return found;
}

function forceWaits(hold: HoldView, until_s: number, now_s: number, zone: string): Waits[] {
  const matter: Matter = { kind: "hold", id: hold.hold };
  const left_s = until_s - now_s;
  if (left_s < 0) return [{ matter, rank: 0, tone: "limit", title: `The hold was to end at ${clock(until_s, zone)}`, text: `${ago(-left_s)}. End it or extend it.`, since_s: until_s }];
  if (left_s < NEAR_END_S) return [{ matter, rank: 0, tone: "lantern", title: `The hold ends at ${clock(until_s, zone)}`, text: `in ${span(left_s) || "a few seconds"}. End it or extend it.`, since_s: until_s - NEAR_END_S }];
  const untold = hold.told.filter((one) => one.at_s === null);
  if (untold.length === 0) return [];
  return [{ matter, rank: 2, tone: "lantern", title: `${bibList(untold.map((one) => one.bib))} not yet told of the hold`, text: "The sweep tells them, with their choices.", since_s: hold.in_force_s }];
}

/** Who came in under a hold after the limit: whether that counts is somebody's decision. */
function undecided(hold: HoldView, late: readonly string[]): Waits[] {
  const bibs = (hold.force?.bibs ?? []).filter((bib) => late.includes(bib));
  if (bibs.length === 0) return [];
  return [{ matter: statusMatter(bibs, "official"), rank: 3, tone: "ink", title: `${bibList(bibs)} came in under the hold, after the limit`, text: "Official or not?", since_s: null }];
}

function acksMissing(view: DecisionsView, zone: string): Waits[] {
  return untold(view, zone).map((known) => ({
    matter: { kind: "acks", id: known.about },
    rank: rankOf(known),
    tone: known.radio ? "lantern" : "ink",
    title: `${known.title}: ${known.posts.length === 1 ? "not acknowledged" : `${known.posts.length} have not acknowledged`}`,
    text: known.radio ? `Say it by radio: ${names(known.posts, 3)}.` : `Told to ${names(known.posts, 3)}.`,
    since_s: known.since_s,
  }));
}

/** Packed up or closed while somebody is still to come. */
export function againstList(station: ClosingView): boolean {
  return (station.stage === "packing" || station.stage === "closed") && station.to_come > 0;
}

/** What is proposed to a station; nothing where it should stay. */
const STEPS = ["agree", "open_list", "pack", "close"] as const;
export type Step = (typeof STEPS)[number];

export const PROPOSALS: Readonly<Record<Step, string>> = {
  open_list: "open its last list",
  agree: "list agreed?",
  pack: "may pack",
  close: "may close",
};

/** Stages in their order, each with the step that is done once it is reached. */
const DONE: readonly (readonly [stage: string, step: Step | null])[] = [
  ["counting", "open_list"],
  ["list_agreed", "agree"],
  ["may_pack", "pack"],
  ["packing", null],
  ["may_close", "close"],
  ["closed", null],
];

/** The step that waits at a station, null where none does: it should stay, or has been told already. */
export function stepAt(station: ClosingView): Step | null {
  const step = STEPS.find((one) => one === station.proposal);
  if (step === undefined || againstList(station)) return null;
  const at = DONE.findIndex(([stage]) => stage === station.stage);
  return at >= DONE.findIndex(([, done]) => done === step) ? null : step;
}

function against(station: ClosingView, zone: string): Waits {
  const text = `${station.to_come} still to come${station.last_p95_s === null ? "" : `, 19 in 20 by ${clockBy(station.last_p95_s, zone)}`}. Ask it to stay.`;
  return { matter: { kind: "station", id: station.station }, rank: 0, tone: "limit", title: `${station.name}: ${station.stage} against the list`, text, since_s: station.stage_s };
}

/** Stations or mats of which so many wait for the same are one row, and are told together. */
const TOGETHER = 3;

/** Stations at which a step waits. */
export function stationsAt(step: string, stations: readonly ClosingView[]): ClosingView[] {
  return stations.filter((station) => stepAt(station) === step);
}

/** Mats that may be lifted and are not. */
export function liftable(mats: readonly MatLiftView[]): MatLiftView[] {
  return mats.filter((mat) => mat.may === "yes" && mat.stage !== "lifted");
}

function released(step: Step, stations: readonly ClosingView[]): Waits[] {
  const ready = stationsAt(step, stations);
  const rank = step === "agree" || step === "open_list" ? 3 : 4;
  const base = { rank, tone: "open", since_s: null } as const;
  // A list is opened and agreed with each station for itself.
  if (rank === 4 && ready.length >= TOGETHER) {
    return [{ ...base, matter: { kind: "together", id: step }, title: `${ready.length} stations ${PROPOSALS[step]}`, text: `${names(ready, 4)}.` }];
  }
  return ready.map((one) => ({ ...base, matter: { kind: "station", id: one.station }, title: `${one.name}: ${PROPOSALS[step]}`, text: one.reasons[0] ?? "" }));
}

function lifted(mats: readonly MatLiftView[]): Waits[] {
  const ready = liftable(mats);
  const base = { rank: 6, tone: "open", since_s: null } as const;
  if (ready.length >= TOGETHER) return [{ ...base, matter: { kind: "together", id: "mats" }, title: `${ready.length} mats may be lifted`, text: `${names(ready, 6)}.` }];
  return ready.map((mat) => ({ ...base, matter: { kind: "mat", id: mat.point }, title: `Mat ${mat.name} may be lifted`, text: mat.reasons[0] ?? "" }));
}

/** Facts that cannot all be true; several are one row. */
function unfitting(open: readonly ContradictionView[]): Waits[] {
  const base = { rank: 2, tone: "lantern", since_s: null } as const;
  if (open.length >= TOGETHER) {
    return [{ ...base, matter: { kind: "contradictions", id: "" }, title: `${open.length} matters have facts that do not fit`, text: `About ${bibList(open.map((one) => one.bib), 6)}.` }];
  }
  return open.map((one) => ({ ...base, matter: { kind: "contradiction", id: one.key }, title: `${one.bib}: ${contradictionKind(one.kind)}`, text: one.text }));
}

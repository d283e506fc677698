/** What waits for a decision, most urgent and oldest first. */

import { ago, clock, span } from "../time";
import type { ClosingView, DecisionsView, HoldView, PartyAnswerView, QuestionView } from "../wire";
import { bibList, names } from "./decisionwords";

/** What a dialog is about. */
export interface Matter {
  kind: "question" | "hold" | "propose" | "station" | "mat" | "segment" | "table" | "acks" | "said";
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

export function waiting(view: DecisionsView, now_s: number, zone: string): Waits[] {
  const all = [
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
    ...view.stations.flatMap((station) => stationWaits(station, zone)),
    ...view.mats
      .filter((mat) => mat.may === "yes" && mat.stage !== "lifted")
      .map((mat): Waits => ({ matter: { kind: "mat", id: mat.point }, rank: 6, tone: "open", title: `Mat ${mat.name} may be lifted`, text: mat.reasons[0] ?? "", since_s: null })),
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

/** Something published or in force that posts must know: its `about`, text to say, and who has not said so. */
export interface Known {
  about: string;
  title: string;
  since_s: number;
  missing: { post: string; name: string }[];
}

export function toBeKnown(view: DecisionsView, zone: string): Known[] {
  const holds = view.holds
    .filter((hold) => hold.state === "in_force" && hold.force !== null)
    .map((hold) => ({ about: `hold/${hold.hold}/${hold.force!.terms}`, title: `Hold until ${clock(hold.force!.until_s, zone)}`, since_s: hold.in_force_s ?? hold.latest.at_s, acks: hold.acks }));
  const latest = view.versions.at(-1);
  const version = latest === undefined ? [] : [{ about: `cutoff/${latest.version}`, title: `Cut-offs, version ${latest.version}`, since_s: latest.at_s, acks: latest.acks }];
  return [...holds, ...version].map(({ acks, ...rest }) => ({ ...rest, missing: acks.filter((ack) => ack.at_s === null) }));
}

function acksMissing(view: DecisionsView, zone: string): Waits[] {
  return toBeKnown(view, zone)
    .filter((known) => known.missing.length > 0)
    .map((known) => ({
      matter: { kind: "acks", id: known.about },
      rank: 2,
      tone: "lantern",
      title: `${known.title}: ${known.missing.length} not acknowledged`,
      text: names(known.missing, 3),
      since_s: known.since_s,
    }));
}

/** Packed up or closed while somebody is still to come. */
export function againstList(station: ClosingView): boolean {
  return (station.stage === "packing" || station.stage === "closed") && station.to_come > 0;
}

/** What is proposed to a station; nothing where it should stay. */
export const PROPOSALS: Readonly<Record<string, string>> = {
  open_list: "open its last list",
  agree: "list agreed?",
  pack: "may pack",
  close: "may close",
};

function stationWaits(station: ClosingView, zone: string): Waits[] {
  const matter: Matter = { kind: "station", id: station.station };
  if (againstList(station)) {
    const text = `${station.to_come} still to come${station.last_p95_s === null ? "" : `, 19 in 20 by ${clock(station.last_p95_s, zone)}`}. Ask it to stay.`;
    return [{ matter, rank: 0, tone: "limit", title: `${station.name}: ${station.stage} against the list`, text, since_s: station.stage_s }];
  }
  const proposal = PROPOSALS[station.proposal];
  if (proposal === undefined) return [];
  return [{ matter, rank: 4, tone: "open", title: `${station.name}: ${proposal}`, text: station.reasons[0] ?? "", since_s: null }];
}

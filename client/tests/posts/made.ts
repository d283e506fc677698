/** Made-up views of posts for the tests. */

import type { Entry, EventFields } from "../../src/phone/entries";
import type { AgreeView, CheerGroupView, CheerView, ClosingView, CutoffRowView, HoldTermsView, HoldView, MatLiftView, PartyAnswerView, PostView, SegmentView, SweepRunnerView, SweepView } from "../../src/wire";
import { at, LINE, ZONE } from "../made";

export const MILE = 1609.344;

export function row(part: Partial<CutoffRowView>): CutoffRowView {
  return {
    gate: "g4", name: "Mile 20", distance: "marathon", at_m: 20 * MILE, clock: "last_starter", clock_basis: "stated", rule: "15 min behind the line",
    cutoff_s: at("12:41"), grace_s: 0, held_until_s: null, table_s: null, moved_s: 0, consequence: "ride", governs: [], ...part,
  };
}

const POST: PostView = {
  as_of_s: at("12:55"), speed: 1, race: "r", name: "Made-up", zone: ZONE, unit: "mi", post: "p", post_name: "Post", role: "", at_m: {}, lantern: "lit",
  version: 1, cutoffs: [], lines: [LINE], holds: [], notices: [], questions: [],
};

export function party(post: string, part: Partial<PartyAnswerView> = {}): PartyAnswerView {
  return { post, name: post, role: post, asked: true, answer: "", by: "", at_s: null, heard_by: "", condition: "", ...part };
}

export function terms(part: Partial<HoldTermsView> = {}): HoldTermsView {
  return {
    terms: "t-1", distance: "marathon", from_m: 18 * MILE, to_m: 42_195, until_s: at("14:40"), bibs: ["4410", "5123"], by: "R. Moreno", at_s: at("12:06"),
    why: "", parties: [party("police")], ...part,
  };
}

export function hold(part: Partial<HoldView> = {}): HoldView {
  return { hold: "h", state: "asked", latest: terms(), force: null, in_force_s: null, ended_s: null, by: "R. Moreno", claimed: false, told: [], acks: [], text: "", missed: "", ...part };
}

export function sweep(part: Partial<SweepView> = {}): SweepView {
  return { ...POST, post: "sweep1", role: "sweep", distance: "marathon", sweep_m: null, fix_s: null, line_offset_s: null, seats: 14, aboard: [], ahead: 0, runners: [], others: [], takers: [], ...part };
}

export function near(part: Partial<SweepRunnerView> = {}): SweepRunnerView {
  return {
    bib: "4410", distance: "marathon", where: "ahead", at_m: null, away_m: null, seen: "", seen_m: null, seen_s: null, margin_s: null, gate: "", gate_m: null,
    gate_s: null, gate_table_s: null, p_gate: null, pace_needed_s_per_m: null, p_finish: null, said: "", said_s: null, fit: false, held: false, company: false, mark: "", ...part,
  };
}

export function closing(part: Partial<ClosingView> = {}): ClosingView {
  return {
    station: "cheer", name: "Cheer", cheer: true, stage: "opened", stage_s: null, stage_by: "", proposal: "stay", reasons: [], to_come: 2, to_come_p05: 2,
    to_come_p95: 2, last_p50_s: null, last_p95_s: null, last_list: [], list_open: false, list_agreed_s: null, sweeps: [], ...part,
  };
}

export function cheer(part: Partial<CheerView> = {}): CheerView {
  return { ...POST, post: "cheer", role: "cheer", closing: closing(), groups: [], to_come: 2, stay: true, ...part };
}

export function group(part: Partial<CheerGroupView> = {}): CheerGroupView {
  const p50_s = part.p50_s ?? at("13:03");
  return { key: "1", count: 2, names: [], firsts: 0, together: true, p05_s: p50_s - 240, p50_s, p95_s: p50_s + 390, to_go_m: 1.2 * MILE, stage: "8", ...part };
}

export function agree(part: Partial<AgreeView> = {}): AgreeView {
  return { ...POST, post: "police", role: "police", last_p50_s: null, last_p95_s: null, to_come: 0, segments: [], mats: [], stations: [], ...part };
}

export function segment(part: Partial<SegmentView> = {}): SegmentView {
  return {
    segment: "bridge", name: "The bridge", from_m: {}, to_m: {}, stage: "closed", stage_s: null, by: "", to_pass: [], last_p95_s: null, held_until_s: null,
    permit_s: null, proposed: false, reasons: [], behind: [], ...part,
  };
}

export function mat(part: Partial<MatLiftView> = {}): MatLiftView {
  return { point: "25k", name: "25K", stage: "live", may: "no", reasons: [], to_come: 0, unresolved: 0, last_p95_s: null, by: "", ...part };
}

/** Something said on the phone; the larger `n`, the later. */
export function entry(n: number, fields: EventFields, state: Entry["state"] = "waiting"): Entry {
  return { id: `e${n}`, link: "", fields, stamp: { stretch: 1, wall_ms: n, mono_ms: n }, happened_s: null, state, reason: "", stored: true };
}

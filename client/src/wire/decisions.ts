/** What waits for a decision, and what was decided: views/decisions.py. */

import type { LineView } from "../wire";

export interface CutoffRowView {
  gate: string;
  name: string;
  distance: string;
  at_m: number;
  clock: string;
  clock_basis: string;
  rule: string;
  cutoff_s: number | null;
  grace_s: number;
  held_until_s: number | null;
  table_s: number | null;
  moved_s: number;
  consequence: string;
  governs: string[];
}

export interface CutoffTableView {
  version: number;
  published_s: number | null;
  by: string;
  rows: CutoffRowView[];
  lines: LineView[];
  warnings: string[];
}

export interface CutoffChangeView {
  gate: string;
  name: string;
  distance: string;
  before: string;
  after: string;
  before_s: number | null;
  after_s: number | null;
}

export interface AckView {
  post: string;
  name: string;
  at_s: number | null;
  by: string;
  heard_by: string;
}

export interface CutoffProposalView {
  cutoff: string;
  by: string;
  at_s: number;
  why: string;
  stale: boolean;
  changes: CutoffChangeView[];
}

export interface CutoffVersionView {
  version: number;
  by: string;
  at_s: number;
  why: string;
  changes: CutoffChangeView[];
  acks: AckView[];
}

export interface PartyAnswerView {
  post: string;
  name: string;
  role: string;
  asked: boolean;
  answer: string;
  by: string;
  at_s: number | null;
  heard_by: string;
  condition: string;
}

export interface HoldTermsView {
  terms: string;
  distance: string;
  from_m: number;
  to_m: number;
  until_s: number;
  bibs: string[];
  by: string;
  at_s: number;
  why: string;
  parties: PartyAnswerView[];
}

export interface ToldView {
  bib: string;
  at_s: number | null;
  choice: string;
  by: string;
}

export interface HoldView {
  hold: string;
  state: string;
  latest: HoldTermsView;
  force: HoldTermsView | null;
  in_force_s: number | null;
  ended_s: number | null;
  by: string;
  claimed: boolean;
  told: ToldView[];
  acks: AckView[];
  text: string;
  missed: string;
}

export interface MayArriveView {
  bib: string;
  at_m: number | null;
  seen_s: number | null;
  p05_s: number;
  p50_s: number;
  p95_s: number;
  p_limit: number;
  p: number;
  fit_s: number | null;
  fit_by: string;
}

export interface HoldOptionView {
  until_s: number;
  extra_s: number;
  expected: number;
  p05: number;
  p95: number;
  p_all: number;
  station_hours: number;
  post_hours: number;
  posts: number;
  cost: number | null;
}

export interface HoldOptionsView {
  distance: string;
  from_m: number;
  to_m: number;
  limit_s: number | null;
  recommended_s: number | null;
  latest_s: number | null;
  runners: MayArriveView[];
  options: HoldOptionView[];
  stopped: [string, string][];
  needs: PartyAnswerView[];
  stations: string[];
  road_m: number;
  currency: string;
  why: string;
  missed: string;
}

export interface LastListRow {
  bib: string;
  state: string;
  here: string;
  p50_s: number | null;
  p95_s: number | null;
  why: string;
}

export interface SweepNearView {
  vehicle: string;
  name: string;
  distance: string;
  away_m: number | null;
  eta_s: number | null;
  heard_s: number | null;
  clear_behind: boolean;
}

export interface ClosingView {
  station: string;
  name: string;
  cheer: boolean;
  stage: string;
  stage_s: number | null;
  stage_by: string;
  proposal: string;
  reasons: string[];
  to_come: number;
  to_come_p05: number;
  to_come_p95: number;
  last_p50_s: number | null;
  last_p95_s: number | null;
  last_list: LastListRow[];
  list_open: boolean;
  list_agreed_s: number | null;
  sweeps: SweepNearView[];
}

export interface MatLiftView {
  point: string;
  name: string;
  stage: string;
  may: string;
  reasons: string[];
  to_come: number;
  unresolved: number;
  last_p95_s: number | null;
  by: string;
}

export interface SegmentView {
  segment: string;
  name: string;
  from_m: Record<string, number>;
  to_m: Record<string, number>;
  stage: string;
  stage_s: number | null;
  by: string;
  to_pass: string[];
  last_p95_s: number | null;
  held_until_s: number | null;
  permit_s: number | null;
  proposed: boolean;
  reasons: string[];
  behind: string[];
}

export interface QuestionView {
  message: string;
  sender: string;
  name: string;
  ask: string;
  bibs: string[];
  at_s: number;
  by: string;
  answer: string;
  answer_by: string;
  answer_s: number | null;
}

export interface UnheardView {
  post: string;
  name: string;
  role: string;
  about: string;
  text: string;
  since_s: number;
  words: string;
}

export interface DecisionsView {
  as_of_s: number;
  table: CutoffTableView;
  proposals: CutoffProposalView[];
  versions: CutoffVersionView[];
  holds: HoldView[];
  stations: ClosingView[];
  mats: MatLiftView[];
  segments: SegmentView[];
  questions: QuestionView[];
  unheard: UnheardView[];
}

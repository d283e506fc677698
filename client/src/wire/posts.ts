/** What the page of each post is sent: views/posts.py. */

import type { EvidenceView, LineView, Unit } from "../wire";
import type { AboardView, CustodyView, HeardView, PickupView, PlanView } from "./accounting";
import type {
  ClosingView,
  CutoffRowView,
  HoldView,
  LastListRow,
  MatLiftView,
  QuestionView,
  SegmentView,
  UnheardView,
} from "./decisions";

export interface NoticeView {
  about: string;
  text: string;
  at_s: number;
  acknowledged_s: number | null;
}

export interface PostView {
  as_of_s: number;
  speed: number;
  race: string;
  name: string;
  zone: string;
  unit: Unit;
  post: string;
  post_name: string;
  role: string;
  at_m: Record<string, number>;
  lantern: string;
  version: number;
  cutoffs: CutoffRowView[];
  lines: LineView[];
  holds: HoldView[];
  notices: NoticeView[];
  questions: QuestionView[];
}

export interface SweepRunnerView {
  bib: string;
  distance: string;
  where: string;
  at_m: number | null;
  away_m: number | null;
  seen: string;
  seen_m: number | null;
  seen_s: number | null;
  margin_s: number | null;
  gate: string;
  gate_m: number | null;
  gate_s: number | null;
  gate_table_s: number | null;
  p_gate: number | null;
  pace_needed_s_per_m: number | null;
  p_finish: number | null;
  said: string;
  said_s: number | null;
  fit: boolean;
  held: boolean;
  company: boolean;
  mark: string;
}

export interface SweepView extends PostView {
  distance: string;
  sweep_m: number | null;
  fix_s: number | null;
  line_offset_s: number | null;
  seats: number;
  aboard: string[];
  ahead: number;
  runners: SweepRunnerView[];
  others: ([string, string, number | null])[];
  takers: [string, string, string][];
}

export interface SupplyView {
  item: string;
  left: number | null;
  left_s: number | null;
  need: number;
  need_p95: number;
  short: boolean;
}

export interface ChangedView {
  at_s: number;
  text: string;
}

export interface SightedView {
  id: string;
  bib: string;
  what: string;
  at_s: number;
  by: string;
  candidates: string[];
}

export interface StationPageView extends PostView {
  closing: ClosingView;
  expected: number;
  here: number;
  unknown: number;
  missed: number;
  stopped: string[];
  in_out: boolean;
  sighted: SightedView[];
  last_list: LastListRow[];
  supplies: SupplyView[];
  changes: ChangedView[];
}

export interface CheerGroupView {
  key: string;
  count: number;
  names: string[];
  firsts: number;
  together: boolean;
  p05_s: number;
  p50_s: number;
  p95_s: number;
  to_go_m: number;
  stage: string;
}

export interface CheerView extends PostView {
  closing: ClosingView;
  groups: CheerGroupView[];
  to_come: number;
  stay: boolean;
}

export interface AgreeView extends PostView {
  last_p50_s: number | null;
  last_p95_s: number | null;
  to_come: number;
  segments: SegmentView[];
  mats: MatLiftView[];
  stations: ClosingView[];
}

export interface SagView extends PostView {
  distance: string;
  van_m: number | null;
  fix_s: number | null;
  seats: number;
  custody: CustodyView;
  queue: PickupView[];
  plan: PlanView | null;
  takers: [string, string, string][];
}

export interface CareView {
  bib: string;
  state: string;
  since_s: number;
  to: string;
  by: string;
}

export interface MedicalView extends AgreeView {
  patients: CareView[];
  asked: PickupView[];
  coming: AboardView[];
  near: number | null;
}

export interface FamilyView extends PostView {
  coming: AboardView[];
  here: AboardView[];
  gone: AboardView[];
}

export interface SoughtView {
  bib: string;
  evidence: EvidenceView | null;
  step: string;
  due_s: number | null;
}

export interface RadioView extends PostView {
  log: HeardView[];
  pickups: PickupView[];
  custody: CustodyView[];
  unheard: UnheardView[];
  sought: SoughtView[];
  sought_more: number;
  stands: [string, string, string][];
}

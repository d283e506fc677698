/** Everybody accounted for: views/accounting.py. */

import type { EvidenceView } from "../wire";

export interface SumView {
  state: string;
  detail: string;
  count: number;
}

export interface ExplanationView {
  what: string;
  text: string;
  p: number;
}

export interface StepView {
  step: string;
  text: string;
  whom: string;
  due_s: number;
  done_s: number | null;
  done_by: string;
  result: string;
}

export interface CallLogView {
  at_s: number;
  text: string;
  by: string;
}

export interface UnresolvedView {
  bib: string;
  name: string;
  distance: string;
  level: string;
  risk: number;
  reasons: string[];
  detail: string;
  evidence: EvidenceView | null;
  since_s: number;
  due_s: number | null;
  due_place: string;
  swept_s: number | null;
  minor: boolean;
  known: string[];
  explanations: ExplanationView[];
  steps: StepView[];
  calls: CallLogView[];
  excused: string;
}

export interface FactView {
  event: string;
  at_s: number;
  text: string;
  by: string;
}

export interface SettlementView {
  label: string;
  text: string;
  p: number;
  events: Record<string, unknown>[];
}

export interface ContradictionView {
  key: string;
  kind: string;
  bib: string;
  other_bib: string;
  text: string;
  facts: FactView[];
  ways: SettlementView[];
  settled_s: number | null;
  settled_by: string;
  settled_as: string;
}

export interface BannerView {
  key: string;
  kind: string;
  place: string;
  text: string;
  since_s: number;
  runners: number;
}

export interface ClaimView {
  claim: string;
  vehicle: string;
  name: string;
  at_s: number;
  confirmed: boolean;
}

export interface PickupView {
  request: string;
  bib: string;
  need: string;
  place: string;
  distance: string;
  at_m: number | null;
  at_s: number;
  by: string;
  state: string;
  state_s: number;
  waits_s: number;
  level: string;
  vehicle: string;
  vehicle_name: string;
  claims: ClaimView[];
  eta_s: number | null;
  to: string;
  conflict: string;
}

export interface AboardView {
  bib: string;
  since_s: number;
  where: string;
  by: string;
}

export interface CustodyView {
  vehicle: string;
  name: string;
  kind: string;
  seats: number;
  aboard: AboardView[];
  counted: number | null;
  counted_s: number | null;
  agree: boolean | null;
  heard_s: number | null;
  distance: string;
  at_m: number | null;
  blocked: boolean;
  alarm: string;
}

export interface StopView {
  request: string;
  bib: string;
  place: string;
  at_m: number | null;
  eta_s: number;
}

export interface PlanView {
  vehicle: string;
  name: string;
  stops: StopView[];
  text: string;
}

export interface BlockerView {
  key: string;
  kind: string;
  bibs: string[];
  text: string;
}

export interface AllClearView {
  lantern: string;
  may: boolean;
  blocking: number;
  blockers: BlockerView[];
  declared: string;
  declared_s: number | null;
  by: string;
  why: string;
  leaves: string[];
}

export interface ConditionsView {
  wet: boolean;
  heat: string;
  by: string;
  at_s: number | null;
}

export interface AccountingView {
  as_of_s: number;
  sums: SumView[];
  unresolved: number;
  worklist: UnresolvedView[];
  banners: BannerView[];
  contradictions: ContradictionView[];
  pickups: PickupView[];
  custody: CustodyView[];
  plans: PlanView[];
  conditions: ConditionsView;
  all_clear: AllClearView;
}

export interface BibCheckView {
  bib: string;
  known: boolean;
  text: string;
  near: string[];
}

export interface ParsedView {
  ok: boolean;
  events: Record<string, unknown>[];
  read_back: string;
  hint: string;
  warnings: string[];
  bibs: BibCheckView[];
  sender: string;
  to: string;
}

export interface HeardView {
  id: string;
  at_s: number;
  text: string;
  sender: string;
  to: string;
  form: string;
  read_back: boolean;
  by: string;
  events: string[];
  undone: boolean;
}

export interface FamilyAnswerView {
  bib: string;
  may_tell: boolean;
  say: string[];
  ask: string;
  here: boolean;
}

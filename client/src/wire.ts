/**
 * What the server sends: the shapes of src/lanterne/views/ and web/api.py, written out by hand.
 * Instants are UTC epoch seconds, distances metres; a number that is not known is null.
 */

export type * from "./wire/decisions";
export type * from "./wire/posts";
export type * from "./wire/whatif";

export type Unit = "mi" | "km";

export interface DistanceView {
  id: string;
  name: string;
  length_m: number;
  /** `[longitude, latitude, metres]` vertices. */
  line: [number, number, number][] | null;
}

export interface PlaceView {
  id: string;
  name: string;
  kinds: string[];
  at_m: Record<string, number>;
}

export interface GateView extends PlaceView {
  clock: string;
  rule: string;
  consequence: string;
}

export interface RaceView {
  id: string;
  name: string;
  zone: string;
  unit: Unit;
  notice: string | null;
  from_s: number;
  to_s: number;
  distances: DistanceView[];
  points: PlaceView[];
  stations: PlaceView[];
  gates: GateView[];
}

export interface BalanceView {
  registered: number;
  not_started: number;
  finished: number;
  on_course: number;
  in_vehicle: number;
  with_medical: number;
  left: number;
  unresolved: number;
}

export interface EvidenceView {
  kind: string;
  place: string;
  at_m: number;
  at_s: number;
}

export interface ArrivalView {
  place: string;
  at_m: number;
  p05_s: number;
  p50_s: number;
  p95_s: number;
  limit_s: number | null;
  p_in_time: number | null;
}

export interface RunnerView {
  bib: string;
  distance: string;
  state: string;
  detail: string;
  evidence: EvidenceView | null;
  margin_s: number | null;
  next_gate: ArrivalView | null;
  finish: ArrivalView | null;
  forecast_at_s: number;
  mark: string;
}

export interface StationView {
  id: string;
  distance: string;
  at_m: number;
  first_p50_s: number | null;
  last_p50_s: number | null;
  last_p95_s: number | null;
  to_come: number;
  to_come_p05: number;
  to_come_p95: number;
  line_s: number | null;
  stage: string;
}

export interface VehicleView {
  id: string;
  name: string;
  kind: string;
  seats: number;
  aboard: number | null;
  fix_s: number | null;
  longitude: number | null;
  latitude: number | null;
  at_m: number | null;
  distance: string | null;
  line_offset_s: number | null;
  health: string;
}

export interface FeedView {
  source: string;
  kind: string;
  last_s: number | null;
  received: number;
  quarantined: number;
  health: string;
}

export interface LineView {
  distance: string;
  pace: string;
  pace_s_per_m: number;
  clock: string;
  zero_s: number;
  zero_basis: string;
  at_m: number;
  finish_s: number;
}

export interface GateNowView {
  id: string;
  distance: string;
  at_m: number;
  cutoff_s: number | null;
  to_come: number;
  at_risk: number;
  /** Expected number who come too late, and its 5 and 95 in 100 quantiles. */
  late: number;
  late_p05: number;
  late_p95: number;
}

export interface MatView {
  id: string;
  passings: number;
  last_s: number | null;
  stage: string;
  /** What is odd about its place; empty if nothing is. */
  note: string;
}

export interface ControlView {
  as_of_s: number;
  speed: number;
  lantern: string;
  balance: BalanceView;
  lines: LineView[];
  gates: GateNowView[];
  last: RunnerView[];
  stations: StationView[];
  vehicles: VehicleView[];
  feeds: FeedView[];
  mats: MatView[];
  events: number;
  quarantined: number;
  /** Event ids that came with more than one content. */
  conflicts: number;
  forecast_at_s: number | null;
}

export interface TrackView {
  bib: string;
  distance: string;
  /** `[instant, metres]`. */
  seen: [number, number][];
  /** `[metres, p05, p50, p95]`. */
  expected: [number, number, number, number][];
}

export interface VehicleTrackView {
  vehicle: string;
  kind: string;
  distance: string;
  seen: [number, number][];
}

export interface ChartView {
  as_of_s: number;
  runners: TrackView[];
  vehicles: VehicleTrackView[];
}

export interface FieldView {
  as_of_s: number;
  distance: string;
  from_s: number;
  step_s: number;
  n_t: number;
  step_m: number;
  n_m: number;
  fan: string;
  along_step_m: number;
  along: number[];
}

export interface LedgerRow {
  bib: string;
  state: string;
  detail: string;
  evidence: string;
  evidence_at: string | null;
  age_s: number | null;
  by: string;
  name: string;
}

export interface LedgerPage {
  total: number;
  rows: LedgerRow[];
}

export interface QuarantinedRow {
  seq: number;
  received_at_s: number;
  source: string;
  reason: string;
  raw: string;
}

export interface QuarantinePage {
  total: number;
  rows: QuarantinedRow[];
}

/** 5, 25, 50, 75 and 95 in 100 quantiles of an instant. */
export interface SpreadView {
  p05_s: number;
  p25_s: number;
  p50_s: number;
  p75_s: number;
  p95_s: number;
}

export interface SeenView {
  place: string;
  kind: string;
  at_m: number | null;
  at_s: number;
  net_s: number | null;
  pace_s_per_m: number | null;
  by: string;
  standing: string;
  /** When it was expected, right after what was seen before it. */
  due: SpreadView | null;
}

export interface AheadView {
  place: string;
  kind: string;
  at_m: number;
  due: SpreadView;
}

export interface GateChanceView {
  id: string;
  name: string;
  at_m: number;
  rule: string;
  consequence: string;
  limit_s: number | null;
  due: SpreadView | null;
  p_in_time: number | null;
  p_late: number | null;
  p_stopped: number | null;
  needed_s_per_m: number | null;
  needed_now_s_per_m: number | null;
  expected_s_per_m: number | null;
  passed_from_s: number | null;
  passed_to_s: number | null;
}

export interface IssuedView {
  at_s: number;
  after: string;
  due: SpreadView;
  p_in_time: number | null;
}

export interface WordView {
  what: string;
  where: string;
  by: string;
  at_s: number;
}

export interface RunnerForecastView {
  as_of_s: number;
  bib: string;
  name: string;
  distance: string;
  state: string;
  detail: string;
  said: WordView | null;
  start_s: number;
  start_sd_s: number;
  refused: boolean;
  expected: boolean;
  mark: string;
  evidence: EvidenceView | null;
  /** Least, likely and furthest metres. */
  now_m: [number, number, number] | null;
  pace_s_per_m: number | null;
  seen: SeenView[];
  ahead: AheadView[];
  gates: GateChanceView[];
  finish: GateChanceView;
  /** `[metres, p05, p25, p50, p75, p95]`. */
  fan: [number, number, number, number, number, number][];
  issued: IssuedView[];
  finished_s: number | null;
}

export interface LeadView {
  from_s: number;
  to_s: number | null;
  n: number;
  came: number;
  never_came: number;
  in_window: number | null;
  early_s: number;
  late_s: number;
  grows: boolean;
  median_error_s: number | null;
  bias_s: number | null;
  held_50: number | null;
  held_90: number | null;
}

export interface MatRecordView {
  id: string;
  name: string;
  distance: string;
  at_m: number;
  n: number;
  bias_s: number | null;
  median_error_s: number | null;
  held_90: number | null;
}

export interface ReliabilityView {
  from_p: number;
  to_p: number;
  n: number;
  said: number;
  happened: number;
}

export interface DayPaceView {
  from_m: number;
  to_m: number;
  who: string;
  percent: number;
  low: number;
  high: number;
}

export interface DayMatView {
  id: string;
  name: string;
  metres: number;
  sd_m: number;
}

export interface DayView {
  pace: DayPaceView[];
  mats: DayMatView[];
}

export interface RecordView {
  as_of_s: number;
  runners: number;
  sampled: number;
  whole: LeadView;
  slow: LeadView;
  leads: LeadView[];
  slow_leads: LeadView[];
  mats: MatRecordView[];
  gates: ReliabilityView[];
  day: DayView;
}

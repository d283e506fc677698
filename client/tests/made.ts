/** Made-up views for the tests. */

import type { ControlView, LineView, RaceView, RunnerView, StationView, TrackView, VehicleView } from "../src/wire";

export const ZONE = "America/New_York";

export function at(clock: string): number {
  return Date.parse(`2026-05-03T${clock.length === 5 ? `${clock}:00` : clock}-04:00`) / 1000;
}

export function runner(part: Partial<RunnerView> & { bib: string }): RunnerView {
  return { distance: "marathon", state: "on_course", detail: "", evidence: null, margin_s: null, next_gate: null, finish: null, forecast_at_s: 0, mark: "", ...part };
}

/** On the course and expected at the finish at a clock time. */
export function due(bib: string, clock: string, part: Partial<RunnerView> = {}): RunnerView {
  const p50_s = at(clock);
  return runner({ bib, finish: { place: "Finish", at_m: 42_195, p05_s: p50_s - 300, p50_s, p95_s: p50_s + 400, limit_s: null, p_in_time: null }, ...part });
}

export function station(part: Partial<StationView>): StationView {
  return { id: "s1", distance: "marathon", at_m: 0, first_p50_s: null, last_p50_s: null, last_p95_s: null, to_come: 0, to_come_p05: 0, to_come_p95: 0, line_s: null, stage: "", ...part };
}

export function vehicle(part: Partial<VehicleView>): VehicleView {
  return { id: "v1", name: "Vehicle", kind: "sag", seats: 0, aboard: null, fix_s: null, longitude: null, latitude: null, at_m: null, distance: "marathon", line_offset_s: null, health: "ok", ...part };
}

export const LINE: LineView = {
  distance: "marathon", pace: "16:00 /mi", pace_s_per_m: 960 / 1609.344, clock: "last_starter", zero_s: at("07:06"), zero_basis: "stated", at_m: 0,
  finish_s: at("07:06") + 42_195 * (960 / 1609.344),
};

export const RACE: RaceView = {
  id: "r", name: "Made-up", zone: ZONE, unit: "mi", notice: null, from_s: at("07:00"), to_s: at("16:00"),
  distances: [{ id: "marathon", name: "Marathon", length_m: 42_195, line: null }],
  points: [],
  stations: [{ id: "s1", name: "Station 1", kinds: ["fluid"], at_m: { marathon: 30_000 } }],
  gates: [{ id: "g", name: "Mile 20", kinds: [], at_m: { marathon: 32_187 }, clock: "last_starter", rule: "15 min behind the line", consequence: "ride" }],
};

export function control(part: Partial<ControlView> = {}): ControlView {
  return {
    as_of_s: at("12:55"), speed: 1, lantern: "lit",
    balance: { registered: 3, not_started: 0, finished: 0, on_course: 3, in_vehicle: 0, with_medical: 0, left: 0, unresolved: 0 },
    lines: [LINE], gates: [], last: [], stations: [], vehicles: [], feeds: [], mats: [], events: 0, quarantined: 0, conflicts: 0, forecast_at_s: null, ...part,
  };
}

export function track(bib: string, seen: [number, number][], expected: [number, number, number, number][]): TrackView {
  return { bib, distance: "marathon", seen, expected };
}

/** What the page says: numbers and states in plain, short words. */

import { ago, clock, clockBy, span } from "./time";
import type { ArrivalView, EvidenceView, RunnerView, StationView, Unit, VehicleView } from "./wire";

export const METRES_PER_KM = 1000;
export const METRES_PER_MILE = 1609.344;

/** A gap that does not break, for between a number and its unit. */
const NB = "\u00a0";

export function metresPer(unit: Unit): number {
  return unit === "mi" ? METRES_PER_MILE : METRES_PER_KM;
}

/** `4,212`. */
export function count(n: number): string {
  return n.toLocaleString("en-GB");
}

/** A place on the course: `mile 20.9`, `km 33.6`. */
export function place(at_m: number, unit: Unit): string {
  return `${unit === "mi" ? "mile" : "km"}${NB}${(at_m / metresPer(unit)).toFixed(1)}`;
}

/** Where something is, once, though it may be known in words and as a distance: `mile 14.0`, `Station 9, mile 10.6`. */
export function placeSaid(said: string, at_m: number | null, unit: Unit): string {
  if (at_m === null) return said;
  const away = `${(at_m / metresPer(unit)).toFixed(1)} ${unit}`;
  const at = place(at_m, unit);
  if (said === "" || said === away || said === at.replace(NB, " ")) return at;
  if (said === "finish") return "the finish";
  const name = said.endsWith(`, ${away}`) ? said.slice(0, -away.length - 2) : said;
  return `${name}, ${at}`;
}

/** A probability: `31 %`, never a bare 0 or 100. */
export function percent(p: number): string {
  if (p < 0.005) return `<1${NB}%`;
  if (p > 0.995) return `>99${NB}%`;
  return `${Math.round(p * 100)}${NB}%`;
}

/** A range of clock times: `13:58 to 14:22`, or one time when both ends show the same. */
export function range(from_s: number, to_s: number, zone: string): string {
  const from = clock(from_s, zone);
  const to = clock(to_s, zone);
  return from === to ? from : `${from} to ${to}`;
}

/** How far ahead of the virtual line: `3 min ahead`, `17 min behind`, `on the line`. */
export function margin(margin_s: number): string {
  if (Math.abs(margin_s) < 30) return "on the line";
  return `${span(margin_s).replaceAll(" ", NB)} ${margin_s > 0 ? "ahead" : "behind"}`;
}

/** The same to the second: `2:40 behind the line`. */
export function offset(line_offset_s: number): string {
  const s = Math.round(Math.abs(line_offset_s));
  if (s < 5) return "on the line";
  const minutes = Math.floor(s / 60);
  const hours = Math.floor(minutes / 60);
  const seconds = String(s % 60).padStart(2, "0");
  const text = hours > 0 ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
  return `${text} ${line_offset_s > 0 ? "ahead of" : "behind"} the line`;
}

const STATES: Record<string, string> = {
  registered: "registered",
  not_started: "not started",
  finished: "finished",
  on_course: "on course",
  in_vehicle: "in vehicles",
  with_medical: "with medical",
  left: "left",
  unresolved: "unresolved",
};

/** A ledger state as it stands in the balance line. */
export function stateName(name: string): string {
  return STATES[name] ?? name.replaceAll("_", " ");
}

/** A detail of a state, such as `refused ride`. */
export function detail(name: string): string {
  return name.replaceAll("_", " ");
}

const SEEN: Record<string, string> = { passing: "read at", position: "fix at", sighting: "seen at" };

/** `read at 15K 09:12, 48 min ago`. */
export function lastSeen(evidence: EvidenceView | null, now_s: number, zone: string): string {
  if (evidence === null) return "never seen";
  const verb = SEEN[evidence.kind] ?? "seen at";
  return `${verb} ${evidence.place} ${clock(evidence.at_s, zone)}, ${ago(now_s - evidence.at_s)}`;
}

/** `finish 13:58 to 14:22`. */
export function arrival(name: string, view: ArrivalView, zone: string): string {
  return `${name} ${range(view.p05_s, view.p95_s, zone)}`;
}

/** `1207 · read at 15K 09:12, 48 min ago · finish 13:58 to 14:22 · 31 % in time`. */
export function runnerSentence(runner: RunnerView, now_s: number, zone: string): string {
  const parts = [runner.bib, lastSeen(runner.evidence, now_s, zone)];
  if (runner.mark !== "") parts.push(runner.mark);
  if (runner.finish !== null) {
    parts.push(`expected at the ${arrival("finish", runner.finish, zone)}`);
    if (runner.finish.p_in_time !== null) parts.push(`${percent(runner.finish.p_in_time)} in time`);
  }
  return parts.join(" · ");
}

/** `Sweep 1 · at mile 20.9, 1 min ago · 2:40 behind the line · aboard: 1 of 14`. */
export function vehicleSentence(vehicle: VehicleView, now_s: number, unit: Unit): string {
  const parts = [vehicle.name];
  if (vehicle.fix_s === null) parts.push("no fix yet");
  else if (vehicle.at_m === null) parts.push(`off the course, fix ${ago(now_s - vehicle.fix_s)}`);
  else parts.push(`at ${place(vehicle.at_m, unit)}, ${ago(now_s - vehicle.fix_s)}`);
  if (vehicle.line_offset_s !== null) parts.push(offset(vehicle.line_offset_s));
  parts.push(`aboard: ${aboard(vehicle)}`);
  return parts.join(" · ");
}

/** How many are aboard: `1 of 14`; a head-count that is not known is said to be so. */
export function aboard(vehicle: VehicleView): string {
  if (vehicle.aboard === null) return vehicle.seats > 0 ? "not told" : "no seats";
  return vehicle.seats > 0 ? `${vehicle.aboard} of ${vehicle.seats}` : `${vehicle.aboard}`;
}

/** `Station 18 at mile 19.8 · 3 still to come · last likely 13:52, 19 in 20 by 14:06`. */
export function stationSentence(name: string, station: StationView, zone: string, unit: Unit): string {
  const parts = [`${name} at ${place(station.at_m, unit)}`];
  if (station.to_come === 0) parts.push("nobody still to come");
  else parts.push(`${count(station.to_come)} still to come`);
  if (station.to_come > 0 && station.last_p50_s !== null && station.last_p95_s !== null) {
    parts.push(`last likely ${clock(station.last_p50_s, zone)}, 19 in 20 by ${clockBy(station.last_p95_s, zone)}`);
  }
  if (station.stage !== "") parts.push(station.stage.replaceAll("_", " "));
  return parts.join(" · ");
}

const CLOCKS: Record<string, string> = {
  gun: "the gun",
  wave: "the wave",
  last_starter: "the last starter",
  tail_marker: "the tail marker",
  net: "each runner's own start",
  wall: "the wall clock",
};

/** What a cut-off counts from: `the last starter`. */
export function clockName(name: string): string {
  return CLOCKS[name] ?? name.replaceAll("_", " ");
}

/** A pace: `16:04 /mi`. */
export function pace(s_per_m: number, unit: Unit): string {
  const whole = Math.round(s_per_m * metresPer(unit));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}${NB}/${unit}`;
}

/** A length of time to the second: `4:02:07`. */
export function duration(length_s: number): string {
  const s = Math.floor(Math.abs(length_s));
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${length_s < 0 && s > 0 ? "−" : ""}${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** Whole minutes with a sign: `+6 min`, `−12 min`, `0 min`. */
export function minutes(length_s: number): string {
  const whole = Math.round(length_s / 60);
  return `${whole > 0 ? "+" : whole < 0 ? "−" : ""}${Math.abs(whole)}${NB}min`;
}

/** Minutes with one decimal, without a sign: `1.2 min`. */
export function minutesExactly(length_s: number): string {
  return `${(Math.abs(length_s) / 60).toFixed(1)}${NB}min`;
}

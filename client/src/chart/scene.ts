/** What stands on the chart: every line and mark with its place and its sentence. */

import { clock } from "../time";
import type { ChartView, ControlView, LineView, RaceView } from "../wire";
import { clockName, count, margin, place, runnerSentence, stationSentence, vehicleSentence } from "../words";
import type { Frame, Point } from "./frame";
import { bandPath, expectedPath, lanternBibs, linePath, seenPath } from "./tracks";

export interface RunnerItem {
  id: string;
  bib: string;
  lantern: boolean;
  sentence: string;
  seen: string;
  expected: string;
  band: string;
  dots: Point[];
  /** Where and when last seen: `30K 12:12`. */
  seenAt: string;
  tip: Point | null;
  tip_m: number;
  /** Corners of the drawn line, for labels to keep off. */
  strokes: Point[];
}

export interface VehicleItem {
  id: string;
  name: string;
  sweep: boolean;
  /** Name and, for a sweep, its place to the line. */
  label: string;
  sentence: string;
  seen: string;
  tip: Point | null;
  strokes: Point[];
}

export interface StationItem {
  id: string;
  name: string;
  /** Name and until when it is needed. */
  label: string;
  needed: boolean;
  sentence: string;
  from: Point;
  to: Point;
}

export interface GateItem {
  id: string;
  label: string;
  past: boolean;
  sentence: string;
  at: Point;
}

export interface LineItem {
  id: string;
  label: string;
  sentence: string;
  path: string;
  from: Point;
  to: Point;
  /** The planned limit: when the line reaches the finish. */
  limit: { label: string; from: Point; to: Point };
}

export interface Scene {
  runners: RunnerItem[];
  vehicles: VehicleItem[];
  stations: StationItem[];
  gates: GateItem[];
  line: LineItem | null;
}

export interface Known {
  race: RaceView;
  control: ControlView;
  chart: ChartView | null;
  distance: string;
  length_m: number;
}

export function buildScene(known: Known, frame: Frame): Scene {
  return {
    runners: runners(known, frame),
    vehicles: vehicles(known, frame),
    stations: stations(known, frame),
    gates: gates(known, frame),
    line: line(known, frame),
  };
}

function runners({ race, control, chart, distance }: Known, frame: Frame): RunnerItem[] {
  const lanterns = lanternBibs(control.last, distance);
  const views = new Map(control.last.filter((r) => r.distance === distance).map((r) => [r.bib, r]));
  const items = (chart?.runners ?? [])
    .filter((track) => track.distance === distance)
    .map((track): RunnerItem => {
      const view = views.get(track.bib);
      const dots = track.seen.map(([t, m]) => frame.at(t, m));
      const end = track.seen[track.seen.length - 1];
      return {
        id: `runner ${track.bib}`,
        bib: track.bib,
        lantern: lanterns.includes(track.bib),
        sentence: view === undefined ? track.bib : runnerSentence(view, control.as_of_s, race.zone),
        seen: seenPath(frame, track.seen),
        expected: expectedPath(frame, track.seen, track.expected),
        band: bandPath(frame, track.seen, track.expected),
        dots,
        seenAt: view?.evidence ? `${view.evidence.place} ${clock(view.evidence.at_s, race.zone)}` : "",
        tip: dots[dots.length - 1] ?? null,
        tip_m: end?.[1] ?? 0,
        strokes: [...dots, ...track.expected.map(([m, , p50]) => frame.at(p50, m))],
      };
    });
  // The lantern's lines lie on top of the others.
  return items.sort((a, b) => Number(a.lantern) - Number(b.lantern));
}

function vehicles({ race, control, chart, distance }: Known, frame: Frame): VehicleItem[] {
  const tracks = (chart?.vehicles ?? []).filter((track) => track.distance === distance);
  return control.vehicles
    .filter((vehicle) => vehicle.distance === distance)
    .map((vehicle) => {
      const track = tracks.find((t) => t.vehicle === vehicle.id);
      const sweep = vehicle.kind === "sweep";
      const seen = track?.seen ?? [];
      const known = vehicle.fix_s !== null && vehicle.at_m !== null;
      return {
        id: `vehicle ${vehicle.id}`,
        name: vehicle.name,
        sweep,
        label: sweep && vehicle.line_offset_s !== null ? `${vehicle.name}, ${margin(vehicle.line_offset_s)}` : vehicle.name,
        sentence: vehicleSentence(vehicle, control.as_of_s, race.unit),
        seen: sweep ? seenPath(frame, seen) : "",
        tip: known ? frame.at(vehicle.fix_s!, vehicle.at_m!) : null,
        strokes: sweep ? seen.map(([t, m]) => frame.at(t, m)) : [],
      };
    });
}

function stations({ race, control, distance }: Known, frame: Frame): StationItem[] {
  return control.stations.flatMap((station) => {
    if (station.distance !== distance || station.last_p95_s === null) return [];
    const name = race.stations.find((s) => s.id === station.id)?.name ?? station.id;
    return [
      {
        id: `station ${station.id}`,
        name,
        label: `${name} ${clock(station.last_p95_s, race.zone)}`,
        needed: station.to_come > 0,
        sentence: stationSentence(name, station, race.zone, race.unit),
        // Once the first has passed only that it was needed all along is known.
        from: frame.at(station.first_p50_s ?? race.from_s, station.at_m),
        to: frame.at(station.last_p95_s, station.at_m),
      },
    ];
  });
}

function gates({ race, control, distance }: Known, frame: Frame): GateItem[] {
  return control.gates.flatMap((gate) => {
    if (gate.distance !== distance || gate.cutoff_s === null) return [];
    const plan = race.gates.find((g) => g.id === gate.id);
    const name = plan?.name ?? gate.id;
    const when = clock(gate.cutoff_s, race.zone);
    const sentence = `${name} at ${place(gate.at_m, race.unit)} · cut-off ${when}${plan ? ` (${plan.rule})` : ""} · ${count(gate.to_come)} still to come, ${count(gate.at_risk)} at risk`;
    return [
      { id: `gate ${gate.id}`, label: `${name} ${when}`, past: gate.cutoff_s < control.as_of_s, sentence, at: frame.at(gate.cutoff_s, gate.at_m) },
    ];
  });
}

function basis(line: LineView): string {
  if (line.zero_basis === "planned" && line.clock !== "gun") return ", as planned";
  return line.zero_basis === "gun" && line.clock !== "gun" ? ", counted from the gun" : "";
}

function line({ race, control, distance, length_m }: Known, frame: Frame): LineItem | null {
  const view = control.lines.find((l) => l.distance === distance);
  if (view === undefined) return null;
  const zero = clock(view.zero_s, race.zone);
  const label = `virtual line ${view.pace} from ${clockName(view.clock)}, ${zero}${basis(view)}`;
  return {
    id: "line",
    label,
    sentence: `${label} · now at ${place(view.at_m, race.unit)} · at the finish ${clock(view.finish_s, race.zone)}`,
    path: linePath(frame, view.zero_s, view.pace_s_per_m, 0, length_m),
    from: frame.at(view.zero_s, 0),
    to: frame.at(view.finish_s, length_m),
    limit: {
      label: `limit ${clock(view.finish_s, race.zone)}`,
      from: frame.at(view.finish_s, 0),
      to: frame.at(view.finish_s, length_m),
    },
  };
}

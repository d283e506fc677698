/** What stands on the chart: every line and mark with its place and its sentence. */

import { clock } from "../time";
import type { ChartView, ControlView, DecisionsView, LineView, RaceView, VehicleTrackView, VehicleView } from "../wire";
import { clockName, margin, place, runnerSentence, vehicleSentence } from "../words";
import { type HoldItem, holdItems } from "./decided";
import type { Frame, Point } from "./frame";
import { gateItems, stationItems } from "./places";
import { bandPath, expectedPath, lanternBibs, linePath, pathOf, seenPath } from "./tracks";

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
  /** A sweep's way ahead, as it is expected at the stations. */
  expected: string;
  /** A sweep's fixes, so far apart that each can be told. */
  dots: Point[];
  tip: Point | null;
  strokes: Point[];
}

export interface StationItem {
  id: string;
  name: string;
  /** Name and until when it is needed. */
  label: string;
  needed: boolean;
  /** Released, and packing up. */
  closing: boolean;
  sentence: string;
  from: Point;
  to: Point;
}

export interface GateItem {
  id: string;
  label: string;
  past: boolean;
  /** Kept open by a hold. */
  held: boolean;
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
  holds: HoldItem[];
  line: LineItem | null;
}

export interface Known {
  race: RaceView;
  control: ControlView;
  chart: ChartView | null;
  decisions: DecisionsView | null;
  distance: string;
  length_m: number;
}

export function buildScene(known: Known, frame: Frame): Scene {
  return {
    runners: runners(known, frame),
    vehicles: vehicles(known, frame),
    stations: stationItems(known, frame),
    gates: gateItems(known, frame),
    holds: holdItems(known, frame),
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

/** Pixels between the dots of a sweep's fixes. */
const DOT_GAP = 14;

function vehicles(known: Known, frame: Frame): VehicleItem[] {
  const tracks = (known.chart?.vehicles ?? []).filter((track) => track.distance === known.distance);
  return known.control.vehicles
    .filter((vehicle) => vehicle.distance === known.distance)
    .map((vehicle) => vehicleItem(known, vehicle, tracks.find((t) => t.vehicle === vehicle.id)?.seen ?? [], frame));
}

function vehicleItem(known: Known, vehicle: VehicleView, seen: VehicleTrackView["seen"], frame: Frame): VehicleItem {
  const { race, control } = known;
  const sweep = vehicle.kind === "sweep";
  const points = sweep ? seen.map(([t, m]) => frame.at(t, m)) : [];
  const tip = vehicle.fix_s !== null && vehicle.at_m !== null ? frame.at(vehicle.fix_s, vehicle.at_m) : null;
  return {
    id: `vehicle ${vehicle.id}`,
    name: vehicle.name,
    sweep,
    label: sweep && vehicle.line_offset_s !== null ? `${vehicle.name}, ${margin(vehicle.line_offset_s)}` : vehicle.name,
    sentence: vehicleSentence(vehicle, control.as_of_s, race.unit),
    seen: pathOf(points),
    expected: sweep && tip !== null ? ahead(known, vehicle.id, tip, frame) : "",
    dots: apart(points),
    tip,
    strokes: points,
  };
}

/** From where a sweep is through the stations that expect it. */
function ahead({ race, decisions, distance }: Known, vehicle: string, tip: Point, frame: Frame): string {
  const due = (decisions?.stations ?? []).flatMap((station) => {
    const at_m = race.stations.find((one) => one.id === station.station)?.at_m[distance];
    const eta_s = station.sweeps.find((one) => one.vehicle === vehicle && one.distance === distance)?.eta_s ?? null;
    return at_m === undefined || eta_s === null ? [] : [{ at_m, eta_s }];
  });
  if (due.length === 0) return "";
  return pathOf([tip, ...due.sort((a, b) => a.at_m - b.at_m).map(({ eta_s, at_m }) => frame.at(eta_s, at_m))]);
}

function apart(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept[kept.length - 1];
    if (last === undefined || Math.hypot(point.x - last.x, point.y - last.y) >= DOT_GAP) kept.push(point);
  }
  return kept;
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

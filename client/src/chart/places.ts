/** Stations and gates on the chart: how long each is needed, and when each cut-off falls. */

import { clock, clockBy } from "../time";
import type { ClosingView, StationView } from "../wire";
import { count, place, stationSentence } from "../words";
import type { Frame } from "./frame";
import type { GateItem, Known, StationItem } from "./scene";

export function stationItems({ race, control, decisions, distance }: Known, frame: Frame): StationItem[] {
  return control.stations.flatMap((station) => {
    if (station.distance !== distance || station.last_p95_s === null) return [];
    const name = race.stations.find((s) => s.id === station.id)?.name ?? station.id;
    const closing = decisions?.stations.find((s) => s.station === station.id);
    const stage = closing?.stage ?? station.stage;
    const end_s = endOf(station, station.last_p95_s, closing);
    const until = `${stage === "closed" ? `closed ${clock(end_s, race.zone)}` : `may close ${clockBy(end_s, race.zone)}`}`;
    return [
      {
        id: `station ${station.id}`,
        name,
        label: `${name} ${stage === "closed" ? clock(end_s, race.zone) : clockBy(end_s, race.zone)}`,
        needed: station.to_come > 0 && stage !== "closed",
        closing: stage === "packing" || stage === "may_pack" || stage === "may_close",
        sentence: `${stationSentence(name, { ...station, stage }, race.zone, race.unit)} · ${until}`,
        // Once the first has passed only that it was needed all along is known.
        from: frame.at(station.first_p50_s ?? race.from_s, station.at_m),
        to: frame.at(end_s, station.at_m),
      },
    ];
  });
}

/** Where a station's line ends: when it closed, else when its last runner and every sweep are past it. */
function endOf(station: StationView, last_p95_s: number, closing: ClosingView | undefined): number {
  if (closing === undefined) return last_p95_s;
  if (closing.stage === "closed" && closing.stage_s !== null) return closing.stage_s;
  const sweeps = closing.sweeps.flatMap((sweep) => (sweep.distance === station.distance && sweep.eta_s !== null ? [sweep.eta_s] : []));
  return Math.max(last_p95_s, ...sweeps);
}

export function gateItems({ race, control, decisions, distance }: Known, frame: Frame): GateItem[] {
  return control.gates.flatMap((gate) => {
    if (gate.distance !== distance || gate.cutoff_s === null) return [];
    const plan = race.gates.find((g) => g.id === gate.id);
    const row = decisions?.table.rows.find((r) => r.gate === gate.id && r.distance === distance);
    const held_s = row?.held_until_s ?? null;
    const cutoff_s = row?.cutoff_s ?? gate.cutoff_s;
    const name = plan?.name ?? gate.id;
    const when = clock(cutoff_s, race.zone);
    const why = held_s !== null && row !== undefined ? ` (held open; ${row.rule})` : row !== undefined ? ` (${row.rule})` : plan ? ` (${plan.rule})` : "";
    const sentence = `${name} at ${place(gate.at_m, race.unit)} · cut-off ${when}${why} · ${count(gate.to_come)} still to come, ${count(gate.at_risk)} at risk`;
    return [{ id: `gate ${gate.id}`, label: `${name} ${when}`, past: cutoff_s < control.as_of_s, held: held_s !== null, sentence, at: frame.at(cutoff_s, gate.at_m) }];
  });
}

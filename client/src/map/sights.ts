/** What is shown over the map as words and marks: last evidence, vehicles, gates, start and finish. */

import { lanternBibs } from "../chart/tracks";
import { ago } from "../time";
import type { ControlView, RaceView, RunnerView } from "../wire";
import { runnerSentence, vehicleSentence } from "../words";
import { type Line, type LngLat, placeAt } from "./geometry";

export interface Sight {
  id: string;
  kind: "lantern" | "seen" | "sweep" | "vehicle" | "gate" | "end";
  at: LngLat;
  label: string;
  sentence: string;
}

/** Sights of one distance, most important first. */
export function sights(race: RaceView, control: ControlView, distance: string, line: Line, length_m: number): Sight[] {
  return [
    ...people(race, control, distance, line),
    ...vehicles(race, control),
    ...gates(race, control, distance, line, length_m),
    { id: "start", kind: "end", at: placeAt(line, 0), label: "start", sentence: "" },
    { id: "finish", kind: "end", at: placeAt(line, length_m), label: "finish", sentence: "" },
  ];
}

/** One sight for each place of last evidence: those with the lantern by bib, the others counted. */
function people(race: RaceView, control: ControlView, distance: string, line: Line): Sight[] {
  const lanterns = lanternBibs(control.last, distance);
  const groups = new Map<string, RunnerView[]>();
  for (const runner of control.last) {
    if (runner.distance !== distance || runner.evidence === null) continue;
    const key = `${lanterns.includes(runner.bib) ? "lantern" : "seen"} ${runner.evidence.place}`;
    groups.set(key, [...(groups.get(key) ?? []), runner]);
  }
  const found = [...groups].map(([key, runners]): Sight => {
    const evidence = runners[0]!.evidence!;
    const lantern = key.startsWith("lantern");
    const one = runners.length === 1 || lantern;
    const who = one ? runners.map((r) => r.bib).join(", ") : `${runners.length} of the last`;
    const aged = one ? `, ${ago(control.as_of_s - evidence.at_s)}` : "";
    return {
      id: `runner ${runners[0]!.bib}`,
      kind: lantern ? "lantern" : "seen",
      at: placeAt(line, evidence.at_m),
      label: `${who} · ${evidence.place}${aged}`,
      sentence: one ? runnerSentence(runners[0]!, control.as_of_s, race.zone) : `${who}, last seen at ${evidence.place}: ${runners.map((r) => r.bib).join(", ")}`,
    };
  });
  return found.sort((a, b) => Number(b.kind === "lantern") - Number(a.kind === "lantern"));
}

function vehicles(race: RaceView, control: ControlView): Sight[] {
  return control.vehicles.flatMap((vehicle) => {
    if (vehicle.longitude === null || vehicle.latitude === null || vehicle.fix_s === null) return [];
    return [
      {
        id: `vehicle ${vehicle.id}`,
        kind: vehicle.kind === "sweep" ? ("sweep" as const) : ("vehicle" as const),
        at: [vehicle.longitude, vehicle.latitude] as LngLat,
        label: `${vehicle.name}, ${ago(control.as_of_s - vehicle.fix_s)}`,
        sentence: vehicleSentence(vehicle, control.as_of_s, race.unit),
      },
    ];
  });
}

function gates(race: RaceView, control: ControlView, distance: string, line: Line, length_m: number): Sight[] {
  return control.gates
    .filter((gate) => gate.distance === distance && gate.at_m < length_m - 50)
    .map((gate) => {
      const name = race.gates.find((g) => g.id === gate.id)?.name ?? gate.id;
      return { id: `gate ${gate.id}`, kind: "gate" as const, at: placeAt(line, gate.at_m), label: name, sentence: name };
    });
}

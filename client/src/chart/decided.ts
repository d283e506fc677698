/** Decisions on the chart: holds over their stretch and time, and a what-if as a copy beside the day. */

import { clock } from "../time";
import type { WhatIfView } from "../wire";
import { place } from "../words";
import type { Frame, Point } from "./frame";
import type { Known } from "./scene";
import { linePath, pathOf } from "./tracks";

export interface HoldItem {
  id: string;
  label: string;
  /** For whom it is. */
  whose: string;
  sentence: string;
  inForce: boolean;
  /** The stretch from when it came into force, or was proposed, to its end: a closed shape. */
  band: string;
  from: Point;
  to: Point;
}

export function holdItems({ race, control, decisions, distance }: Known, frame: Frame): HoldItem[] {
  return (decisions?.holds ?? []).flatMap((hold): HoldItem[] => {
    const terms = hold.force ?? hold.latest;
    if (terms.distance !== distance || hold.ended_s !== null) return [];
    const inForce = hold.state === "in_force";
    const until = clock(terms.until_s, race.zone);
    const bibs = terms.bibs.length > 3 ? `${terms.bibs.length} runners` : terms.bibs.join(", ");
    const begin_s = hold.in_force_s ?? terms.at_s;
    const corners = [
      frame.at(begin_s, terms.from_m),
      frame.at(begin_s, terms.to_m),
      frame.at(terms.until_s, terms.to_m),
      frame.at(terms.until_s, terms.from_m),
    ];
    const stretch = `${place(terms.from_m, race.unit)} to ${place(terms.to_m, race.unit)}`;
    return [
      {
        id: `hold ${hold.hold}`,
        label: inForce ? `held until ${until}` : `proposed until ${until}`,
        whose: bibs === "" ? "" : `for ${bibs}`,
        sentence: `${hold.text || `${inForce ? "Held" : "Proposed"} until ${until}`} · ${stretch}${control.as_of_s > terms.until_s ? " · its end is past" : ""}`,
        inForce,
        band: `${pathOf(corners)}Z`,
        from: frame.at(terms.until_s, terms.from_m),
        to: frame.at(terms.until_s, terms.to_m),
      },
    ];
  });
}

/** What would be, all of it drawn as a dashed copy. */
export interface WhatIfItems {
  line: string;
  sweep: string;
  gates: { id: string; at: Point; label: string; left: boolean }[];
  closed: Point[];
}

/** Pixels that a label beside a gate needs. */
const LABEL = 70;

function leftOf(at_s: number, at_m: number, frame: Frame): boolean {
  return frame.x(at_s, at_m) > frame.plot.left + frame.plot.width - LABEL;
}

export function whatIfItems({ race, control, distance, length_m }: Known, view: WhatIfView | null, frame: Frame): WhatIfItems | null {
  if (view === null) return null;
  const line = control.lines.find((one) => one.distance === distance);
  const places = new Map(race.stations.map((one) => [one.id, one.at_m[distance]]));
  const stations = view.stations.flatMap((one) => {
    const at_m = places.get(one.station);
    return at_m === undefined ? [] : [{ ...one, at_m }];
  });
  const ahead = stations.filter((one) => one.would_be_sweep_s !== null).sort((a, b) => a.at_m - b.at_m);
  return {
    line: line === undefined || view.limit_extra_s === 0 ? "" : linePath(frame, line.zero_s + view.limit_extra_s, line.pace_s_per_m, Math.max(0, line.at_m), length_m),
    sweep: pathOf(ahead.map((one) => frame.at(one.would_be_sweep_s!, one.at_m))),
    gates: view.gates.flatMap((gate) =>
      gate.distance !== distance || gate.would_be_s === null || gate.would_be_s === gate.cutoff_s
        ? []
        : [{ id: gate.gate, at: frame.at(gate.would_be_s, gate.at_m), label: `if: ${clock(gate.would_be_s, race.zone)}`, left: leftOf(gate.would_be_s, gate.at_m, frame) }],
    ),
    // Those closed on the day are no part of the question.
    closed: stations.filter((one) => view.closed.includes(one.station)).map((one) => frame.at(control.as_of_s, one.at_m)),
  };
}

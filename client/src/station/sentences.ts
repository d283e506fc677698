/** What the station page says. */

import { ago, clock, clockBy, span } from "../time";
import type { CutoffRowView, StationPageView, SweepNearView, Unit } from "../wire";
import { count, detail, metresPer } from "../words";
import type { ListedBib, Recorded } from "./log";

/** `last likely 13:52, 19 in 20 by 14:06`. */
export function lastDue(p50_s: number | null, p95_s: number | null, zone: string): string {
  if (p50_s === null || p95_s === null) return "";
  return `last likely ${clock(p50_s, zone)}, 19 in 20 by ${clockBy(p95_s, zone)}`;
}

/** What the captain has to do, by the stage. */
export function standing(stage: string): string {
  switch (stage) {
    case "may_pack":
      return "You may pack. Leave water for the sweep, and stay until released.";
    case "packing":
      return "Packing. Leave water for the sweep, and stay until released.";
    case "may_close":
      return "Released: you may close.";
    case "closed":
      return "Closed. Thank you.";
    case "list_agreed":
      return "The list is agreed. Stay until released.";
    default:
      return "Stay until released.";
  }
}

/** What a sighting says: `passed`, `in`, `out`, `stopped here`, `not come by`. */
export function whatSaid(what: string): string {
  return what === "stopped" ? "stopped here" : what === "missed" ? "not come by" : what;
}

/** `4410 passed 13:02:10`, `bib to come`. */
export function recordedSentence(one: Recorded, zone: string): string {
  const at = one.at_s === null ? "time to be found" : clock(one.at_s, zone);
  return `${one.bib || "bib to come"} ${whatSaid(one.what)} ${at}`;
}

/** How one bib of the last list stands, between the station and race control. */
export function listedSentence(row: ListedBib, zone: string): string {
  const here = row.here === "" ? "" : `you said ${whatSaid(row.here)}`;
  const due = lastDue(row.p50_s, row.p95_s, zone).replace("last likely", "likely");
  const there: Record<string, string> = {
    to_come: due === "" ? "still to come" : due,
    passed: `race control: seen here or beyond${row.why === "" ? "" : `, ${row.why}`}`,
    accounted: `race control: ${row.why || "accounted for"}`,
    search: "on the search list: do not wait for them",
    behind: `on the pavement behind the sweep${row.why === "" ? "" : `, ${row.why}`}`,
  };
  return [here, there[row.state] ?? row.why].filter((part) => part !== "").join(" · ");
}

/** `Sweep 1: 1.2 mi to come, here about 13:40`. */
export function sweepSentence(sweep: SweepNearView, now_s: number, zone: string, unit: Unit): string {
  const parts: string[] = [];
  if (sweep.away_m === null) parts.push("place not known");
  else if (sweep.away_m <= 0) parts.push("past you");
  else parts.push(`${(sweep.away_m / metresPer(unit)).toFixed(1)} ${unit} to come`);
  if (sweep.eta_s !== null && (sweep.away_m ?? 1) > 0) parts.push(`here about ${clock(sweep.eta_s, zone)}`);
  if (sweep.clear_behind) parts.push("it says the road is clear behind it");
  if (sweep.heard_s !== null) parts.push(`heard ${ago(now_s - sweep.heard_s)}`);
  return `${sweep.name}: ${parts.join(", ")}`;
}

const CONSEQUENCES: Record<string, string> = {
  tell: "then they are told",
  divert: "then they are sent another way",
  pavement: "then they go on by the pavement",
  ride: "then they are offered a ride",
  bump_ahead: "then they are driven ahead and go on",
};

/** `Cut-off here 12:41, with 2 min of grace, then they are offered a ride`. */
export function gateSentence(row: CutoffRowView, zone: string): string {
  const parts: string[] = [];
  if (row.cutoff_s === null) parts.push(`${row.name}: no time yet, ${row.rule}`);
  else parts.push(`${row.name} ${clock(row.cutoff_s, zone)}`);
  if (row.grace_s > 0) parts.push(`${span(row.grace_s)} of grace`);
  if (row.table_s !== null) parts.push(`${clock(row.table_s, zone)} by the table`);
  if (row.held_until_s !== null) parts.push(`held open until ${clock(row.held_until_s, zone)}`);
  const then = row.consequence === "none" ? "" : (CONSEQUENCES[row.consequence] ?? detail(row.consequence));
  if (then !== "") parts.push(then);
  return parts.join(", ");
}

/** A gate is at a station when it is this near. */
const AT_M = 150;

/** The cut-offs at a station. */
export function gatesHere(view: StationPageView): CutoffRowView[] {
  return view.cutoffs.filter((row) => Math.abs((view.at_m[row.distance] ?? Infinity) - row.at_m) <= AT_M);
}

/** `water: 40 left, 12 min ago; those to come need 30 to 36`. */
export function need(need_n: number, p95_n: number): string {
  const low = Math.ceil(need_n);
  const high = Math.ceil(p95_n);
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}

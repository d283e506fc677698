/** A change of the cut-off table while it is being written: which form a gate's limit has, and the change in words. */

import { clock, zoneShift_s } from "../time";
import type { CutoffChangeView, CutoffRowView, CutoffTableView, LineView, Unit } from "../wire";
import { detail, metresPer, pace } from "../words";
import { instant, type Changes, type GateChange, type LineChange } from "./commands";

export type Form = "wall" | "limit_s" | "behind_line_s";

/** Which form of limit a row has now. */
export function formOf(row: CutoffRowView): Form {
  if (row.clock === "wall") return "wall";
  return /line/.test(row.rule) ? "behind_line_s" : "limit_s";
}

/** An instant on the race's day from a clock time `13:52`, the nearest to `near_s`; null if it is none. */
export function wallInstant(text: string, near_s: number, zone: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (found === null || Number(found[1]) > 23 || Number(found[2]) > 59) return null;
  const shift = zoneShift_s(near_s, zone);
  const day = Math.floor((near_s + shift) / 86_400) * 86_400;
  const at_s = day + Number(found[1]) * 3600 + Number(found[2]) * 60 - shift;
  return [at_s - 86_400, at_s, at_s + 86_400].reduce((a, b) => (Math.abs(b - near_s) < Math.abs(a - near_s) ? b : a));
}

/** Seconds of a length of time `6:30` (hours and minutes); null if it is none. */
export function lengthOf(text: string): number | null {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim());
  return found === null ? null : Number(found[1]) * 3600 + Number(found[2]) * 60;
}

/** Seconds a metre of a pace `16:00` in the race's unit; null if it is none. */
export function paceOf(text: string, unit: Unit): number | null {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim());
  return found === null ? null : (Number(found[1]) * 60 + Number(found[2])) / metresPer(unit);
}

/** When the virtual line is at a row's gate, null without a line. */
function line_s(row: CutoffRowView, lines: readonly LineView[]): number | null {
  const line = lines.find((one) => one.distance === row.distance);
  return line === undefined ? null : line.zero_s + line.pace_s_per_m * row.at_m;
}

/** What stands in the field before anything is typed; "" where it cannot be said. */
export function before(row: CutoffRowView, form: Form, lines: readonly LineView[], zone: string): string {
  if (row.cutoff_s === null || row.held_until_s !== null || form === "limit_s") return "";
  if (form === "wall") return clock(row.cutoff_s, zone);
  const line = line_s(row, lines);
  return line === null ? "" : String(Math.round((row.cutoff_s - line) / 60));
}

/** The change of a gate that the fields say, null while they say none. */
export function gateChange(row: CutoffRowView, form: Form, text: string, near_s: number, zone: string): GateChange | null {
  if (form === "wall") {
    const at_s = wallInstant(text, row.cutoff_s ?? near_s, zone);
    return at_s === null ? null : { gate: row.gate, wall: instant(at_s) };
  }
  if (form === "limit_s") {
    const limit_s = lengthOf(text);
    return limit_s === null ? null : { gate: row.gate, limit_s };
  }
  return /^[-−]?\d{1,3}$/.test(text.trim()) ? { gate: row.gate, behind_line_s: Number(text.trim().replace("−", "-")) * 60 } : null;
}

/** What happens to who is late at a gate. */
export const CONSEQUENCES = ["none", "tell", "divert", "pavement", "ride", "bump_ahead"] as const;

/** The draft with one more change; a second change of the same gate or line takes the first one's place. */
export function withGate(draft: Changes, change: GateChange): Changes {
  return { ...draft, gates: [...draft.gates.filter((one) => one.gate !== change.gate), change] };
}

export function withLine(draft: Changes, change: LineChange): Changes {
  return { ...draft, lines: [...draft.lines.filter((one) => one.distance !== change.distance), change] };
}

/** The draft as the proposal will be shown: every row it touches, before and after. */
export function diff(draft: Changes, table: CutoffTableView, zone: string, unit: Unit): CutoffChangeView[] {
  const gates = draft.gates.flatMap((change) => table.rows.filter((row) => row.gate === change.gate).map((row) => gateDiff(row, change, table.lines, zone)));
  const lines = draft.lines.flatMap((change) => table.lines.filter((line) => line.distance === change.distance).map((line) => lineDiff(line, change, unit)));
  return [...gates, ...lines];
}

function gateDiff(row: CutoffRowView, change: GateChange, lines: readonly LineView[], zone: string): CutoffChangeView {
  const stands = row.cutoff_s === null ? row.rule : clock(row.cutoff_s, zone);
  const after_s = newCutoff_s(row, change, lines);
  const limit = after_s === null ? (change.limit_s === undefined ? stands : lengthText(change.limit_s)) : clock(after_s, zone);
  const grace = change.grace_s === undefined ? [] : [`${change.grace_s / 60} min of grace`];
  const [wasIf, isIf] = change.consequence === undefined ? [[], []] : [[`if late: ${detail(row.consequence)}`], [`if late: ${detail(change.consequence)}`]];
  const before = [stands, ...wasIf].join(", ");
  const after = [limit, ...grace, ...isIf].join(", ");
  return { gate: row.gate, name: row.name, distance: row.distance, before, after, before_s: row.cutoff_s, after_s };
}

/** When the new cut-off is, null where only the server can say. */
function newCutoff_s(row: CutoffRowView, change: GateChange, lines: readonly LineView[]): number | null {
  if (change.wall !== undefined) return Date.parse(change.wall) / 1000;
  const line = line_s(row, lines);
  return change.behind_line_s === undefined || line === null ? null : line + change.behind_line_s;
}

function lengthText(length_s: number): string {
  return `${Math.floor(length_s / 3600)}:${String((length_s % 3600) / 60).padStart(2, "0")} after its start`;
}

function lineDiff(line: LineView, change: LineChange, unit: Unit): CutoffChangeView {
  const length_m = (line.finish_s - line.zero_s) / line.pace_s_per_m;
  const after_s = line.zero_s + change.pace_s_per_m * length_m;
  return { gate: "", name: "Virtual line", distance: line.distance, before: pace(line.pace_s_per_m, unit), after: pace(change.pace_s_per_m, unit), before_s: line.finish_s, after_s };
}

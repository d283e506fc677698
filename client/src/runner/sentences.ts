/** What a runner's page says in words. */

import { ago, clock } from "../time";
import type { GateChanceView, RunnerForecastView, SpreadView, Unit } from "../wire";
import { detail, duration, minutes, pace, percent, place, range } from "../words";

/** How the runner stands, most important first; `urgent` sentences are about somebody late or unresolved. */
export interface Standing {
  text: string;
  urgent: boolean;
}

/** The runner's state in a sentence or two. */
export function standing(view: RunnerForecastView, zone: string): Standing[] {
  const said = word(view, zone);
  switch (view.state) {
    case "finished":
      return [calm(finished(view, zone))];
    case "in_vehicle":
      return [calm(`In a vehicle${said}.`)];
    case "with_medical":
      return [calm(`With medical${said}.`)];
    case "left":
      return [calm(`Left the course${said}.`)];
    case "not_started":
      return [calm(notStarted(view, said))];
    case "unresolved":
      return [urgent(unresolved(view, said)), ...seen(view, zone)];
    default:
      if (view.detail === "awaits_ride") return [calm("Waits for a ride."), ...seen(view, zone)];
      return [...late(view), ...stopping(view), ...seen(view, zone), ...refusedRide(view, said)];
  }
}

function calm(text: string): Standing {
  return { text, urgent: false };
}

function urgent(text: string): Standing {
  return { text, urgent: true };
}

/** ` since 12:03, at Sweep 1, said by radio desk`, or nothing. */
function word(view: RunnerForecastView, zone: string): string {
  if (view.said === null) return "";
  const where = view.said.where === "" ? "" : `, ${view.said.where}`;
  return ` since ${clock(view.said.at_s, zone)}${where}, said by ${view.said.by}`;
}

function finished(view: RunnerForecastView, zone: string): string {
  if (view.finished_s === null) return `Finished${word(view, zone)}; no read at the finish.`;
  const net = view.start_sd_s > 0 ? "" : ` in ${duration(view.finished_s - view.start_s)} from their own start`;
  const limit = view.finish.limit_s;
  if (limit === null) return `Finished at ${clock(view.finished_s, zone)}${net}.`;
  const spare = limit - view.finished_s;
  return `Finished at ${clock(view.finished_s, zone)}${net}, ${minutes(Math.abs(spare)).replace("+", "")} ${spare >= 0 ? "before" : "after"} the limit.`;
}

function notStarted(view: RunnerForecastView, said: string): string {
  if (said !== "") return `Did not start${said}.`;
  if (view.expected) return "Not read at the start yet. What is expected rests on the gun alone.";
  return "Never seen today: taken as not started.";
}

function unresolved(view: RunnerForecastView, said: string): string {
  if (view.detail === "overdue") return "Overdue: nobody has seen this runner for longer than missed reads can explain.";
  if (view.detail === "contradiction") return `Read again after word had come${said}. Somebody has to settle it.`;
  return `Unresolved${view.detail === "" ? "" : ` (${detail(view.detail)})`}${said}.`;
}

/** Whether the runner may well have stopped, so that what is expected holds only if not. */
export function doubted(view: RunnerForecastView): boolean {
  return (view.finish.p_stopped ?? 0) >= 0.2;
}

function stopping(view: RunnerForecastView): Standing[] {
  const stopped = view.finish.p_stopped ?? 0;
  return stopped >= 0.5 ? [urgent(`Stopped or stopping, most likely: ${percent(stopped)}.`)] : [];
}

function late(view: RunnerForecastView): Standing[] {
  if (view.mark === "") return [];
  const next = view.ahead.find((one) => one.kind === "mat" || one.kind === "finish");
  return [urgent(`Late: 99 in 100 like this runner would have been read at ${next?.place ?? "the next mat"} by now.`)];
}

function refusedRide(view: RunnerForecastView, said: string): Standing[] {
  return view.detail === "refused_ride" ? [calm(`Refused a ride${said}.`)] : [];
}

function seen(view: RunnerForecastView, zone: string): Standing[] {
  const last = view.evidence;
  if (last === null) return [calm("On the course, never read.")];
  const verb = last.kind === "passing" ? "Read" : "Seen";
  return [calm(`${verb} at ${last.place} ${clock(last.at_s, zone)}, ${ago(view.as_of_s - last.at_s)}.`)];
}

/** What the forecast rests on, and its age. */
export function restsOn(view: RunnerForecastView, zone: string): string {
  const marks = view.seen.filter((one) => one.standing === "" && one.kind !== "missed" && (one.at_m ?? 0) > 0);
  const start =
    view.start_sd_s === 0
      ? `a start read at ${clock(view.start_s, zone)}`
      : `a start not read, taken as ${clock(view.start_s, zone)} give or take ${Math.max(1, Math.round((2 * view.start_sd_s) / 60))} min`;
  const last = view.evidence;
  const age = last === null ? "" : `; the last ${ago(view.as_of_s - last.at_s)}`;
  const many = marks.length === 1 ? "1 read or sighting" : `${marks.length} reads and sightings`;
  return marks.length === 0 ? `Rests on ${start} alone.` : `Rests on ${many} and ${start}${age}.`;
}

/** `20.8 mi` with its range `20.1 to 21.4`, on the course now. */
export function whereNow(now_m: [number, number, number], unit: Unit): { likely: string; range: string } {
  const number = (at_m: number): string => place(at_m, unit).replace(/^\D+/, "");
  const [from, to] = [number(now_m[0]), number(now_m[2])];
  return { likely: place(now_m[1], unit), range: from === to ? from : `${from} to ${to}` };
}

/** `13:52 to 14:31`. */
export function nine(due: SpreadView, zone: string): string {
  return range(due.p05_s, due.p95_s, zone);
}

/** `13:58 to 14:12`. */
export function half(due: SpreadView, zone: string): string {
  return range(due.p25_s, due.p75_s, zone);
}

/** How a read stood to what had been expected: inside the 50 % or 90 % range, or before or after. */
export function against(at_s: number, due: SpreadView): string {
  if (at_s < due.p05_s) return "earlier than expected";
  if (at_s > due.p95_s) return "later than expected";
  return "";
}

/** Gate in one sentence: `Mile 20 by 12:41: 31 % in time. Needs 15:02 /mi, expected 16:10 /mi.` */
export function gateSentence(gate: GateChanceView, zone: string, unit: Unit): string {
  const parts = [`${gate.name}${gate.limit_s === null ? "" : ` by ${clock(gate.limit_s, zone)}`}`];
  if (gate.p_in_time !== null) parts.push(`${percent(gate.p_in_time)} in time`);
  if (gate.needed_s_per_m !== null) parts.push(`needs ${pace(gate.needed_s_per_m, unit)}`);
  if (gate.expected_s_per_m !== null) parts.push(`expected ${pace(gate.expected_s_per_m, unit)}`);
  return parts.join(" · ");
}

/** What became of a gate that is behind: `passed 10:32, 8 min to spare`. */
export function passed(gate: GateChanceView, zone: string): { text: string; late: boolean | null } {
  const { passed_from_s: from, passed_to_s: to, limit_s: limit } = gate;
  if (from === null || to === null) return { text: "", late: null };
  const when = from === to ? `passed ${clock(to, zone)}` : `passed between ${range(from, to, zone).replace(" to ", " and ")}`;
  if (limit === null) return { text: when, late: null };
  if (to <= limit) return { text: `${when}, in time`, late: false };
  if (from > limit) return { text: `${when}, after the cut-off`, late: true };
  return { text: `${when}: in time or not is not known`, late: null };
}

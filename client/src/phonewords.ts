/** What the pages of the posts say: sweeps, cheer stations, and those who agree to holds. */

import { OLD_PLACE_S, type Place } from "./sweep/line";
import { ago, clock, clockBy, span } from "./time";
import type { CutoffRowView, HoldTermsView, MatLiftView, PartyAnswerView, SegmentView, SweepRunnerView, Unit } from "./wire";
import { count, metresPer, pace, percent, place } from "./words";

/** A gap that does not break, for between a number and its unit. */
const NB = "\u00a0";

const SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** A number as it is said: `two`, `twelve`, `13`. */
export function inWords(n: number): string {
  return SMALL[n] ?? count(n);
}

/** `two runners`, `one runner`. */
export function runners(n: number): string {
  return `${inWords(n)} ${n === 1 ? "runner" : "runners"}`;
}

/** The same with its number as digits, for where it changes: `2 runners`. */
export function runnerCount(n: number): string {
  return `${count(n)}${NB}${n === 1 ? "runner" : "runners"}`;
}

/** `4410`, `4410 and 5123`, `88, 4410 and 5123`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The large digits of an offset: `2:40`, `1:02:05`. */
export function digits(offset_s: number): string {
  const s = Math.round(Math.abs(offset_s));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3600);
  return hours > 0 ? `${hours}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** Which side of the virtual line the digits mean. */
export function side(offset_s: number): string {
  if (Math.abs(offset_s) < 5) return "on the line";
  return offset_s > 0 ? "ahead of the line" : "behind the line";
}

/** A short way: `270 m` to the nearest ten, from one unit of the race on `1.2 mi`. */
export function way(length_m: number, unit: Unit): string {
  const m = Math.abs(length_m);
  if (m >= metresPer(unit)) return `${(m / metresPer(unit)).toFixed(1)}${NB}${unit}`;
  return `${m < 100 ? Math.round(m) : Math.round(m / 10) * 10}${NB}m`;
}

/** How the sweep's place is known, and how old it is. */
export function placeSaid(known: Place, now_s: number, unit: Unit): string {
  const at = place(known.at_m, unit);
  const age = ago(now_s - known.at_s);
  switch (known.source) {
    case "gps":
      return `By this phone's GPS: ${at}, ${age}.`;
    case "said":
      return `You said ${at}, ${age}.`;
    case "tracker":
      return `By the tracker: ${at}, ${age}.`;
  }
}

/** What to do about a place that has grown old, or nothing. */
export function placeWarning(known: Place, now_s: number): string {
  const age_s = now_s - known.at_s;
  if (age_s <= OLD_PLACE_S) return "";
  if (known.source === "tracker") return `The offset is ${span(age_s)} old. Turn GPS on, or say where you are.`;
  return `Counted as if you still stood there. ${known.source === "gps" ? "No GPS since." : "Say where you are."}`;
}

/** What being on one side of the line asks of a sweep; `until_s`: a hold's end, if one is in force. */
export function offsetAdvice(offset_s: number, until_s: number | null, zone: string): string {
  if (until_s !== null) return `The road is held until ${clock(until_s, zone)}. Stay behind the last runner.`;
  if (offset_s >= 60) return "Slow down: nobody has to be here yet.";
  return "";
}

/** When a gate ends for runners: `closes 12:41`, with a hold `12:41 by the table; held until 14:40`. */
export function gateEnd(row: CutoffRowView, zone: string): string {
  if (row.held_until_s !== null) {
    const table = row.table_s === null ? "by each runner's own start" : `${clock(row.table_s, zone)} by the table`;
    return `${table}; held until ${clock(row.held_until_s, zone)}`;
  }
  return row.cutoff_s === null ? "by each runner's own start" : `closes ${clock(row.cutoff_s, zone)}`;
}

/** How far off a gate's end is: `in 6 min`, `4 min ago`, `now`. */
export function gateIn(row: CutoffRowView, now_s: number): string {
  if (row.cutoff_s === null) return "";
  const left = span(row.cutoff_s - now_s);
  if (left === "") return "now";
  return row.cutoff_s >= now_s ? `in ${left}` : `${left} ago`;
}

/** A runner's way from the sweep: `4 min ahead`, `210 m behind`; minutes at the pace of the virtual line. */
export function away(away_m: number | null, pace_s_per_m: number | null, unit: Unit): string {
  if (away_m === null) return "place unknown";
  if (Math.abs(away_m) < 10) return "beside you";
  const where = away_m >= 0 ? "ahead" : "behind";
  const away_s = pace_s_per_m === null ? 0 : Math.abs(away_m) * pace_s_per_m;
  if (away_s < 60) return `${way(away_m, unit)} ${where}`;
  return `${span(away_s).replaceAll(" ", NB)} ${where}`;
}

/** Behind the line by how much: `1:20 behind the line`, in whole minutes from ten on. */
export function marginSaid(margin_s: number | null): string {
  if (margin_s === null) return "margin unknown";
  const s = Math.abs(margin_s);
  const long = s >= 600 ? (span(s) || "").replaceAll(" ", NB) : digits(s);
  return s < 5 ? "on the line" : `${long} ${side(margin_s)}`;
}

/** A runner's chance at the next gate: `62 % in time at Mile 22, 13:13`; of a held one, both of its times. */
export function gateChance(runner: SweepRunnerView, zone: string): string {
  if (runner.p_gate === null || runner.gate_s === null) return "";
  const end = runner.gate_table_s === null ? clock(runner.gate_s, zone) : `${clock(runner.gate_table_s, zone)} by the table; held until ${clock(runner.gate_s, zone)}`;
  return `${percent(runner.p_gate)} in time at ${runner.gate}, ${end}`;
}

/** What was last seen of a runner, with its age: `read at 30K, 12 min ago`. */
export function evidence(runner: SweepRunnerView, now_s: number): string {
  if (runner.seen === "" || runner.seen_s === null) return "not seen yet";
  return `${runner.seen}, ${ago(now_s - runner.seen_s)}`;
}

const WHAT: Record<string, string> = {
  going_on: "going on",
  fit: "fit to go on",
  told_target: "told the target",
  pavement: "pavement",
  ride: "rides with us",
  refused: "refused the ride",
  medical: "medical wanted",
  asks_company: "asks for company",
};

/** What a sweep recorded of a runner. */
export function whatSaid(what: string): string {
  return WHAT[what] ?? what.replaceAll("_", " ");
}

/** From this far behind the line on, all three ways on are offered. */
const OFFER_AFTER_S = 600;

/** By when a runner should be at their next gate: by the table, though a hold may keep it open for others. */
export function targetOf(runner: SweepRunnerView): number | null {
  return runner.held ? runner.gate_s : (runner.gate_table_s ?? runner.gate_s);
}

/** What to say to a runner, what is open first; the target is the one in the table of cut-offs. */
export function toSay(runner: SweepRunnerView, until_s: number | null, zone: string, unit: Unit): string[] {
  if (runner.held && until_s !== null) {
    return [
      `The road is held open for you until ${clock(until_s, zone)}.`,
      "Going on, the pavement or a ride: it is your choice.",
    ];
  }
  const target_s = targetOf(runner);
  const target = target_s === null ? "" : `${runner.gate} by ${clock(target_s, zone)}`;
  const needs = runner.pace_needed_s_per_m === null ? "" : `: ${pace(runner.pace_needed_s_per_m, unit)} from here`;
  const lines = target === "" ? [] : [`The road is open. Be at ${target}${needs}.`];
  if (runner.margin_s !== null && runner.margin_s <= -OFFER_AFTER_S) {
    lines.push("Three ways on: go faster, the pavement at your own pace, or a ride with us. It is your choice.");
  }
  return lines.length > 0 ? lines : ["The road is open ahead. How are you?"];
}

/** How a crew carries itself behind the last runners. */
export const COURTESY: readonly string[] = [
  "Keep back: two bus lengths or more.",
  "No horn, no loudspeaker.",
  "Hazard lights on, headlights dipped.",
  "Ask first how they are. Use their name or bib.",
  "A ride is an offer. No is a good answer.",
];

/** What the sweep is to tell the runners of a hold. */
export function holdTell(bibs: readonly string[], until_s: number, zone: string): string {
  const who = bibs.length === 0 ? "everyone near you" : listed(bibs);
  return `Tell ${who}: open until ${clock(until_s, zone)}. Ride or pavement is your choice.`;
}

/** What a sweep's word that the road is clear means. */
export function clearMeans(at_m: number, behind: readonly string[], unit: Unit): string[] {
  const said = [`You say: nobody of the race is on the road behind ${place(at_m, unit)}.`, "Stations behind you may close on your word."];
  if (behind.length > 0) said.push(`Still listed behind you: ${listed(behind)}. They go to the search list, not off it.`);
  return said;
}

/** What a hold asks of a post, in one sentence. */
export function holdAsk(terms: HoldTermsView, unit: Unit, zone: string): string {
  return `Keep ${stretch(terms.from_m, terms.to_m, unit)} open until ${clock(terms.until_s, zone)}.`;
}

/** What is held open, for posts that are told no bibs. */
export function heldOpen(terms: HoldTermsView, unit: Unit, zone: string): string {
  return `${capital(stretch(terms.from_m, terms.to_m, unit))} is held open until ${clock(terms.until_s, zone)} for everyone who arrives by then.`;
}

/** `mile 18.0 to 26.2`. */
export function stretch(from_m: number, to_m: number, unit: Unit): string {
  return `${place(from_m, unit)} to ${place(to_m, unit).replace(/^\D+/, "")}`;
}

/** For whom a hold is. */
export function holdFor(bibs: readonly string[]): string {
  const now = bibs.length === 0 ? "" : ` Now expected: ${listed(bibs)}.`;
  return `For everyone who arrives by then.${now}`;
}

/** What a hold costs a post: how long beyond the cut-off it stays. */
export function holdCost(terms: HoldTermsView, rows: readonly CutoffRowView[], zone: string): string {
  const end = rows
    .filter((row) => row.distance === terms.distance && row.at_m >= terms.from_m && row.at_m <= terms.to_m + 1 && row.cutoff_s !== null)
    .reduce<CutoffRowView | null>((last, row) => (last === null || row.at_m > last.at_m ? row : last), null);
  if (end === null || end.cutoff_s === null) return "";
  const extra_s = terms.until_s - end.cutoff_s;
  if (extra_s < 30) return `No longer than ${end.name} is open anyway (${clock(end.cutoff_s, zone)}).`;
  return `You stay ${span(extra_s)} longer than the table: ${end.name} now ends ${clock(end.cutoff_s, zone)}.`;
}

/** What another party of a hold has said: `Medical: yes, Dr. Sand 12:09`, `Finish: no answer yet`. */
export function partySaid(party: PartyAnswerView, zone: string): string {
  if (party.answer === "") return `${party.name}: ${party.asked ? "no answer yet" : "not asked yet"}`;
  const on = party.condition === "" ? "" : `, ${party.condition}`;
  return `${party.name}: ${party.answer === "agreed" ? "yes" : "no"}${on}, ${party.by}${inTime(party.at_s, zone)}`;
}

/** What race control and everybody with a page are told when a post answers. */
export function answerTold(name: string, terms: HoldTermsView, agrees: boolean, condition: string, by: string, unit: Unit, zone: string): string {
  const what = `a hold of ${stretch(terms.from_m, terms.to_m, unit)} until ${clock(terms.until_s, zone)}`;
  const on = condition === "" ? "" : ` On condition: ${condition}.`;
  return `${name} ${agrees ? "agrees to" : "does not agree to"} ${what}.${on} Said by ${by}.`;
}

/** When the last runner comes: `Last likely 13:52, 19 in 20 by 14:06.` */
export function lastComes(p50_s: number | null, p95_s: number | null, to_come: number, zone: string): string {
  if (to_come === 0) return "Nobody is still to come.";
  if (p50_s === null || p95_s === null) return "When the last will come is not known yet.";
  return `Last likely ${clock(p50_s, zone)}, 19 in 20 by ${clockBy(p95_s, zone)}.`;
}

/** What a stretch of road is at, and by whom. */
export function segmentSaid(segment: SegmentView, zone: string): string {
  const by = segment.by === "" || segment.stage_s === null ? "" : ` by ${segment.by}, ${clock(segment.stage_s, zone)}`;
  return segment.stage === "reopened" ? `Open to traffic${by}` : `Closed to traffic${by}`;
}

/** What giving a stretch back to traffic would mean, before a name is put to it; what speaks against it after that. */
export function giveBackMeans(segment: SegmentView): string[] {
  const told = `${segment.name} is given back to traffic. Race control and every post are told.`;
  return segment.proposed ? [told] : [told, "Giving it back is not proposed yet.", ...segment.reasons];
}

/** Whether a mat may be lifted. */
export function matMay(mat: MatLiftView): string {
  if (mat.stage === "lifted") return "Lifted";
  if (mat.may === "yes") return "May be lifted";
  return mat.may === "after_tail" ? "After the tail marker" : "Leave it";
}

const ASKS: Record<string, string> = {
  hold: "a hold",
  water: "water",
  companion: "company for a runner",
  medical: "medical help",
  supplies: "supplies",
  ride: "a ride",
  may_close: "whether you may close",
  call_me: "a call back",
};

/** What a post asked of race control: `medical help for 4410`. */
export function askSaid(ask: string, bibs: readonly string[]): string {
  const what = ASKS[ask] ?? ask.replaceAll("_", " ");
  return bibs.length === 0 ? what : `${what} for ${listed(bibs)}`;
}

/** ` 13:52` after something that was said, or nothing when it is not known. */
export function inTime(at_s: number | null, zone: string): string {
  return at_s === null ? "" : ` ${clock(at_s, zone)}`;
}

/** What marking a mat means, before a name is put to it. */
export function matMeans(mat: MatLiftView, what: "live" | "lifted" | "down"): string[] {
  switch (what) {
    case "live":
      return [`${mat.name} reads again. Forecast and accounting expect reads from now on.`];
    case "down":
      return [`${mat.name} does not read. Nobody is called missing for it.`];
    case "lifted": {
      const said = [`${mat.name} is taken up. Nobody is expected to be read there any more.`];
      return mat.may === "yes" ? said : [...said, ...mat.reasons];
    }
  }
}

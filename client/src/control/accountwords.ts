/** Words and order of accounting for everybody: who to look for, who waits, what stands against the all clear. */

import { clock, span } from "../time";
import type { AccountingView, BannerView, BlockerView, CustodyView, ExplanationView, PickupView, StepView, SumView, UnresolvedView } from "../wire/accounting";
import { count, stateName } from "../words";
import type { Matter } from "./waiting";

/** How something urgent looks: word, shape and tone say the same. */
export interface Sign {
  word: string;
  shape: string;
  tone: "limit" | "lantern" | "ink" | "dim" | "open";
}

const LEVELS: Readonly<Record<string, Sign>> = {
  urgent: { word: "urgent", shape: "▲", tone: "limit" },
  call: { word: "call now", shape: "◆", tone: "lantern" },
  query: { word: "ask", shape: "●", tone: "ink" },
  watch: { word: "watch", shape: "○", tone: "dim" },
};

/** How far the search for a runner has to go by now. */
export function levelSign(level: string): Sign {
  return LEVELS[level] ?? { word: level, shape: "○", tone: "dim" };
}

export interface Search {
  /** To be asked after, called or reported by now, those at the greatest risk first. */
  sought: UnresolvedView[];
  /** Late, with nothing to do yet. */
  watched: UnresolvedView[];
  /** How many more are unresolved than are listed. */
  more: number;
}

/** The worklist without whom a banner excuses. */
export function toLookFor(view: AccountingView): Search {
  const rows = view.worklist.filter((one) => one.excused === "");
  const watched = rows.filter((one) => one.level === "watch");
  // Who is only watched, or excused, counts as on the course.
  const listed = view.worklist.filter((one) => one.detail !== "").length;
  return { sought: rows.filter((one) => one.level !== "watch"), watched, more: Math.max(0, view.unresolved - listed) };
}

/** Those whose silence a banner explains. */
export function excusedBy(view: AccountingView, banner: string): UnresolvedView[] {
  return view.worklist.filter((one) => one.excused === banner);
}

export function nextStep(one: UnresolvedView): StepView | null {
  return one.steps.find((step) => step.done_s === null) ?? null;
}

const SHORT: Readonly<Record<string, string>> = {
  ask_stations: "Ask the stations ahead",
  ask_medical: "Ask medical",
  ask_finish: "Ask the finish",
  call_contact: "Call their contact",
  tell_police: "Tell police and hospitals",
};

/** A step in the words of a row; the dialog has it in full. */
export function shortStep(step: StepView): string {
  return SHORT[step.step] ?? step.text;
}

/** The likeliest explanations first. */
export function explained(one: UnresolvedView): ExplanationView[] {
  return [...one.explanations].sort((a, b) => b.p - a.p);
}

const LIKELY: Readonly<Record<string, string>> = {
  missed_reads: "bib not read",
  mat_trouble: "mat trouble",
  pavement: "on the pavement",
  slowed: "slowed",
  stopped: "stopped on the way",
  left_quietly: "left quietly",
  wrong_way: "took a wrong way",
};

/** An explanation in two or three words. */
export function likely(one: ExplanationView): string {
  return LIKELY[one.what] ?? one.what.replaceAll("_", " ");
}

/** Below this a clock runs in seconds; above it would read like a time of day. */
const SECONDS_BELOW_S = 600;

/** A clock running to an instant and past it: `in 4:12`, `2:40 over`, `1 h 12 min over`. */
export function countdown(left_s: number): string {
  const whole = Math.round(Math.abs(left_s));
  const text = whole < SECONDS_BELOW_S ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}` : span(whole);
  return left_s >= 0 ? `in ${text}` : `${text} over`;
}

/** `11:02 R. Moreno: no answer`, `due 13:10`. */
export function stepWhen(step: StepView, zone: string): string {
  if (step.done_s === null) return `due ${clock(step.due_s, zone)}`;
  const by = step.done_by === "" ? "" : ` ${step.done_by}`;
  return `${clock(step.done_s, zone)}${by}${step.result === "" ? "" : `: ${step.result.replaceAll("_", " ")}`}`;
}

export const WHOM: Readonly<Record<string, string>> = {
  runner: "the runner",
  contact: "the runner's contact",
  station: "a station",
  sweep: "a sweep",
  vehicle: "a vehicle",
  medical: "medical",
  finish: "the finish",
  police: "the police",
  hospital: "a hospital",
};

export const RESULTS: Readonly<Record<string, string>> = {
  reached: "reached",
  no_answer: "no answer",
  left_message: "left a message",
  not_seen: "not seen",
  seen: "seen",
  informed: "now know whom to look for",
};

/** What may come of asking somebody, the most usual first. */
export function resultsOf(whom: string): readonly string[] {
  if (whom === "runner" || whom === "contact") return ["no_answer", "left_message", "reached"];
  if (whom === "police" || whom === "hospital") return ["informed", "no_answer", "not_seen", "seen"];
  return ["not_seen", "seen", "no_answer"];
}

const DETAILS: Readonly<Record<string, string>> = {
  "not_started said": "said so",
  "finished official": "said so",
  "finished after_limit": "after the limit",
  "with_medical transported": "taken on",
  "unresolved contradiction": "contradictory",
  "on_course changed_distance": "on another distance",
  "on_course refused_ride": "refused a ride",
  "on_course awaits_ride": "waiting for a ride",
};

export interface StateSums {
  state: string;
  name: string;
  /** `4 unofficial`, the most first. */
  parts: string[];
}

/** What the balance's numbers are made of, where there is more to say than the number; the unresolved first. */
export function details(sums: readonly SumView[]): StateSums[] {
  const states = [...new Set(sums.map((one) => one.state))].reverse();
  return states.flatMap((state) => {
    const parts = sums
      .filter((one) => one.state === state && one.detail !== "" && one.count > 0)
      .sort((a, b) => b.count - a.count)
      .map((one) => `${count(one.count)} ${DETAILS[`${state} ${one.detail}`] ?? one.detail.replaceAll("_", " ")}`);
    return parts.length === 0 ? [] : [{ state, name: stateName(state), parts }];
  });
}

/** What is wrong with vehicles and no banner says already. */
export function vehicleAlarms(view: AccountingView): CustodyView[] {
  const said = new Set(view.banners.map(vehicleOf));
  return view.custody.filter((one) => one.alarm !== "" && !said.has(one.vehicle));
}

function vehicleOf(banner: BannerView): string {
  return banner.kind === "vehicle" ? bannerSubject(banner.key) : "";
}

/** A banner in one line: of a vehicle with people aboard, who they are. */
export function bannerText(banner: BannerView, custody: readonly CustodyView[]): string {
  const vehicle = custody.find((one) => one.vehicle === vehicleOf(banner) && one.alarm !== "");
  return vehicle === undefined ? banner.text : `${vehicle.name}: ${vehicle.alarm}`;
}

/** The source whose clock a banner says is wrong, "" = none; its key ends with the timing point. */
export function wrongClock(banner: BannerView): string {
  if (banner.kind !== "clock") return "";
  const subject = bannerSubject(banner.key);
  return subject.includes("/") ? subject.slice(0, subject.lastIndexOf("/")) : subject;
}

/** The timing points that a banner is about: its mat, or all mats of its reader. */
export function bannerPoints<T extends { id: string; name: string }>(banner: BannerView, points: readonly T[]): T[] {
  if (banner.kind === "mat") return points.filter((one) => one.id === bannerSubject(banner.key));
  if (banner.kind !== "reader") return [];
  const names = new Set(banner.place.split(/, | and /));
  return points.filter((one) => names.has(one.name));
}

const WAITING: ReadonlySet<string> = new Set(["reported", "confirmed", "en_route"]);

/** Whether somebody still waits for this ride. */
export function waits(one: PickupView): boolean {
  return WAITING.has(one.state);
}

export function pickupSign(one: PickupView): Sign {
  if (one.level === "alarm") return { word: "alarm", shape: "▲", tone: "limit" };
  if (one.level === "warn") return { word: "long", shape: "●", tone: "lantern" };
  return { word: "", shape: "○", tone: "dim" };
}

/** `2931`, or what is known of somebody whose bib nobody has read. */
export function pickupWho(one: PickupView): string {
  return one.bib === "" ? "Bib not read" : one.bib;
}

/** Who comes for them: `SAG 2 is on its way, there about 13:02`, `no vehicle yet`. */
export function pickupState(one: PickupView, zone: string): string {
  const there = one.eta_s === null ? "" : `, there about ${clock(one.eta_s, zone)}`;
  if (one.state === "confirmed") return `${one.vehicle_name} has it${there}`;
  if (one.state === "en_route") return `${one.vehicle_name} is on its way${there}`;
  if (one.state === "picked_up") return `aboard ${one.vehicle_name} since ${clock(one.state_s, zone)}`;
  if (one.state === "dropped_off") return `handed over${one.to === "" ? "" : ` to ${one.to}`} ${clock(one.state_s, zone)}`;
  if (one.state === "closed") return `closed ${clock(one.state_s, zone)}`;
  if (one.state === "refused") return `wants no ride, ${clock(one.state_s, zone)}`;
  const wish = one.claims.find((claim) => !claim.confirmed);
  return wish === undefined ? "no vehicle yet" : `${wish.name} wants it, not confirmed`;
}

export const NEEDS: Readonly<Record<string, string>> = { ride: "a ride", medical: "medical", help: "help" };

/** `3 of 6 free`, `full`; "" where it has no seats. */
export function seatsLeft(one: CustodyView): string {
  if (one.seats === 0) return "";
  const free = one.seats - one.aboard.length;
  return free <= 0 ? "full" : `${free} of ${one.seats} free`;
}

/** Whether those aboard by bib and the last head-count agree. */
export function headCount(one: CustodyView, zone: string): Sign {
  if (one.counted === null || one.counted_s === null) {
    return one.aboard.length === 0 ? { word: "nobody aboard", shape: "", tone: "dim" } : { word: "not counted yet", shape: "○", tone: "lantern" };
  }
  const when = `${one.counted} counted ${clock(one.counted_s, zone)}`;
  if (one.agree === null) return { word: `${when}, before the last change`, shape: "○", tone: "dim" };
  if (one.agree) return { word: `${when}, agrees`, shape: "✓", tone: "open" };
  return { word: `${when}, ${one.aboard.length} by bib`, shape: "▲", tone: "limit" };
}

const BLOCKERS: readonly (readonly [kind: string, one: string, many: string])[] = [
  ["unresolved", "is unresolved", "are unresolved"],
  ["aboard", "is aboard a vehicle", "are aboard a vehicle"],
  ["medical", "is with medical", "are with medical"],
  ["pickup", "waits for a ride", "wait for a ride"],
  ["head_count", "head-count does not agree", "head-counts do not agree"],
  ["contradiction", "matter has facts that do not fit", "matters have facts that do not fit"],
  ["on_course", "is on the course", "are on the course"],
  ["start", "distance has starters to come", "distances have starters to come"],
];

/** Its kind, but that those who may still start are not on the course yet. */
function kindOf(one: BlockerView): string {
  return one.key.startsWith("start/") ? "start" : one.kind;
}

export interface BlockerGroup {
  kind: string;
  title: string;
  blockers: BlockerView[];
  /** So many more of the kind have no line of their own. */
  unlisted: number;
}

/** Kinds that are about facts; whoever is not accounted for besides has a blocker of their own. */
const OF_FACTS: ReadonlySet<string> = new Set(["contradiction", "head_count"]);

/** How many a blocker is: its runners where it is about runners, else one. */
function weight(one: BlockerView): number {
  return OF_FACTS.has(one.kind) || one.bibs.length === 0 ? 1 : one.bibs.length;
}

/** What stands against the all clear, by kind: `3 are with medical`. Those not listed are on the course too if any such is listed. */
export function blockerGroups(blockers: readonly BlockerView[], unlisted = 0): BlockerGroup[] {
  const kinds = [...new Set([...BLOCKERS.map(([kind]) => kind), ...blockers.map(kindOf)])];
  return kinds.flatMap((kind) => {
    const own = blockers.filter((one) => kindOf(one) === kind);
    if (own.length === 0) return [];
    const rest = kind === "on_course" ? unlisted : 0;
    const n = rest + own.reduce((sum, one) => sum + weight(one), 0);
    const words = BLOCKERS.find(([name]) => name === kind);
    const text = words === undefined ? kind.replaceAll("_", " ") : n === 1 ? words[1] : words[2];
    return [{ kind, title: `${count(n)} ${text}`, blockers: own, unlisted: rest }];
  });
}

/** Where a blocker is dealt with: a matter's dialog, or a state's list. */
export function placeOf(blocker: BlockerView): Matter | { list: string } {
  const id = blocker.key.slice(blocker.key.indexOf("/") + 1);
  if (blocker.kind === "unresolved") return { kind: "sought", id: blocker.bibs[0] ?? id };
  if (blocker.kind === "pickup") return { kind: "pickup", id };
  if (blocker.kind === "contradiction") return { kind: "contradiction", id };
  if (blocker.kind === "aboard" || blocker.kind === "head_count") return { kind: "custody", id };
  if (kindOf(blocker) === "start") return { list: "not_started" };
  return { list: blocker.kind === "medical" ? "with_medical" : "on_course" };
}

/** Whom an override leaves, each once. */
export function leaves(blockers: readonly BlockerView[]): string[] {
  return [...new Set(blockers.filter((one) => !OF_FACTS.has(one.kind)).flatMap((one) => one.bibs))];
}

/** The contradictions that still wait. */
export function open<T extends { settled_s: number | null }>(all: readonly T[]): T[] {
  return all.filter((one) => one.settled_s === null);
}

const KINDS: Readonly<Record<string, string>> = {
  dropped_and_read: "stopped, and read later",
  two_places: "in two places at once",
  turned: "turned with another distance",
  wrong_bib: "perhaps another's bib",
  after_finish: "read after the finish",
  two_chips: "two chips",
  two_vehicles: "two vehicles",
  head_count: "head-counts differ",
};

export function contradictionKind(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll("_", " ");
}

/** `Dry, not hot`, `Wet day, extreme heat`. */
export function conditionsText(wet: boolean, heat: string): string {
  const heats: Record<string, string> = { none: "not hot", hot: "hot", extreme: "extreme heat" };
  return `${wet ? "Wet day" : "Dry"}, ${heats[heat] ?? heat}`;
}

/** What a banner's key is about: `mat/10k` is mat `10k`. */
function bannerSubject(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

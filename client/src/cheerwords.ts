/** What a cheer station's page and its board say. */

import { capital, inWords, lastComes, listed, runnerCount, runners } from "./phonewords";
import { clock, span, upToMinute } from "./time";
import type { CheerGroupView, CheerView, Unit } from "./wire";
import { metresPer, range } from "./words";

/** A gap that does not break, for between a number and its unit. */
const NB = "\u00a0";

/** When a group comes: `In 8 minutes`, `Any moment now`, `Here now`. */
export function when(group: CheerGroupView, now_s: number): string {
  if (group.stage === "here") return "Here now";
  const minutes = Math.round((group.p50_s - now_s) / 60);
  if (minutes < 1) return "Any moment now";
  if (minutes >= 60) return `In ${span(minutes * 60)}`;
  return minutes === 1 ? "In 1 minute" : `In ${minutes} minutes`;
}

/** Who comes, only as far as they allowed: `two runners together, one of them in a first marathon`. */
export function who(group: CheerGroupView): string {
  const together = group.together && group.count > 1 ? " together" : "";
  return `${runners(group.count)}${together}${firsts(group)}${named(group)}`;
}

function firsts(group: CheerGroupView): string {
  if (group.firsts === 0) return "";
  if (group.firsts < group.count) return `, ${inWords(group.firsts)} in a first marathon`;
  return group.count === 1 ? ", a first marathon" : `, ${group.count === 2 ? "both" : "all"} in a first marathon`;
}

function named(group: CheerGroupView): string {
  if (group.names.length === 0) return "";
  return group.names.length < group.count ? `, ${listed(group.names)} among them` : `: ${listed(group.names)}`;
}

/** The true distance to the finish from here: `1.2 miles to go`. */
export function toGo(to_go_m: number, unit: Unit): string {
  const text = (to_go_m / metresPer(unit)).toFixed(1);
  return `${text}${NB}${unit === "km" ? "km" : text === "1.0" ? "mile" : "miles"} to go`;
}

/** One group in whole sentences, as the cheer page and its board both show it. */
export function announced(group: CheerGroupView, to_come: number, now_s: number, unit: Unit): { head: string; who: string; toGo: string } {
  const last = group.count >= to_come && to_come > 0 ? " They are the last." : "";
  return { head: `${when(group, now_s)}:`, who: `${who(group)}.${group.count === 1 ? last.replace("They are", "This is") : last}`, toGo: `${toGo(group.to_go_m, unit)}.` };
}

/** `Likely 14:05 (13:58 to 14:14)`. */
export function due(group: CheerGroupView, zone: string): string {
  return `Likely ${clock(group.p50_s, zone)} (${range(group.p05_s, upToMinute(group.p95_s), zone)})`;
}

/** Groups that are still to come or here, the next one first. */
export function coming(groups: readonly CheerGroupView[]): CheerGroupView[] {
  return groups.filter((one) => one.stage !== "passed").sort((a, b) => a.p50_s - b.p50_s);
}

/** Nearer than this a group is the next to cheer; until then the field still comes by. */
const NEXT_S = 3600;

/** The group to announce now, if one is near. */
export function nextGroup(groups: readonly CheerGroupView[], now_s: number): CheerGroupView | null {
  const first = coming(groups)[0];
  return first === undefined || first.p50_s - now_s > NEXT_S ? null : first;
}

/** Before the last runners are near: how many there are still, and when the last of them come. */
export function beforeThem(view: CheerView): string {
  const last = lastComes(view.closing.last_p50_s, view.closing.last_p95_s, view.to_come, view.zone);
  return `${last} The last are announced 20 and 8 minutes before they are here.`;
}

/** Stay, or go: what a cheer station is told, and by whom. */
export function stayOrGo(view: CheerView): { stay: boolean; word: string; why: string } {
  if (view.stay) {
    const many = view.to_come === 0 ? "Race control releases you by name." : `${capital(runnerCount(view.to_come))} still to come. Stay until released.`;
    return { stay: true, word: "Stay.", why: many };
  }
  const { stage_by: by, stage_s: at_s } = view.closing;
  const who = by === "" || at_s === null ? "" : `Released by ${by} at ${clock(at_s, view.zone)}. `;
  return { stay: false, word: "Thank you. You may go.", why: `${who}${view.to_come === 0 ? "Everyone who passes here has passed." : `${capital(runnerCount(view.to_come))} may still come by.`}` };
}

/** What to shout: instruct, motivate, by name, true, sure of them, fit to the distance. */
export const SHOUT = "Shout what is true and theirs: name or bib, the exact distance, “strong and steady”. Never “nearly there”.";

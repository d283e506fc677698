/** What the record page says in words. */

import type { DayMatView, DayPaceView, LeadView, MatRecordView, RecordView, Unit } from "../wire";
import { count, metresPer, minutesExactly, place } from "../words";

const ENOUGH = 30;

/** A span of predicted lead: `6–12 min`, `over 2 h`. */
export function leadName(lead: LeadView): string {
  const name = (s: number): string => (s >= 3600 ? `${s / 3600}` : `${Math.round(s / 60)}`);
  if (lead.to_s === null) return `over ${lead.from_s / 3600} h`;
  if (lead.from_s >= 3600) return `${name(lead.from_s)}–${name(lead.to_s)} h`;
  return `${Math.round(lead.from_s / 60)}–${Math.round(lead.to_s / 60)} min`;
}

/** A share in whole per cent, `–` where there is none: `91 %`. A record may say 0 and 100. */
export function share(value: number | null): string {
  return value === null ? "–" : `${Math.round(value * 100)}\u00a0%`;
}

/** An error with its side: `1.2 min late`, `0.4 min early`, `on time`. */
export function side(bias_s: number): string {
  if (Math.abs(bias_s) < 3) return "on time";
  return `${minutesExactly(bias_s)} ${bias_s > 0 ? "late" : "early"}`;
}

/** The day in a sentence or two. */
export function headline(record: RecordView): string {
  const { whole, slow } = record;
  if (whole.n < ENOUGH) return "Too few forecasts have come due to say how good they are today.";
  const all = `Today ranges meant to hold 9 in 10 held ${share(whole.held_90)}; the middle runner came ${than(whole.bias_s)}.`;
  if (slow.n < ENOUGH) return `${all} Of the slowest quarter too few are due to say.`;
  return `${all} Of the slowest quarter they held ${share(slow.held_90)}; the middle one came ${than(slow.bias_s)}.`;
}

function than(bias_s: number | null): string {
  if (bias_s === null || Math.abs(bias_s) < 3) return "as expected";
  return `${minutesExactly(bias_s)} ${bias_s > 0 ? "later" : "earlier"} than expected`;
}

/** Mats whose runners come clearly off what the read before had promised, worst first. */
export function oddMats(mats: readonly MatRecordView[], least_s = 45): MatRecordView[] {
  return mats
    .filter((mat) => mat.n >= ENOUGH && mat.bias_s !== null && mat.median_error_s !== null && Math.abs(mat.bias_s) >= Math.max(least_s, 0.6 * mat.median_error_s))
    .sort((a, b) => Math.abs(b.bias_s!) - Math.abs(a.bias_s!));
}

/** `35K: runners came 2.8 min later than expected from the read before it (2,493 forecasts).` */
export function matSentence(mat: MatRecordView): string {
  return `${mat.name}: runners came ${than(mat.bias_s)} from the read before it (${count(mat.n)} forecasts).`;
}

/** `Slowest quarter, from mile 18.6: 2.1 % slower than usual, 1.0 to 3.2 %.` */
export function dayPace(row: DayPaceView, unit: Unit): string {
  const size = (percent: number): string => `${Math.abs(percent).toFixed(1)}\u00a0%`;
  const ends = [row.low, row.high].map((one) => `${one > 0 ? "+" : one < 0 ? "−" : ""}${Math.abs(one).toFixed(1)}`);
  const way = `${place(row.from_m, unit)} to ${(row.to_m / metresPer(unit)).toFixed(1)}`;
  return `${row.who}, ${way}: ${size(row.percent)} ${row.percent >= 0 ? "slower" : "faster"} than usual (${ends.join(" to ")}\u00a0%).`;
}

/** `10K seems to stand 190 m early, give or take 20: is it where it should be?` */
export function dayMat(mat: DayMatView): string {
  return `${mat.name} seems to stand ${Math.round(Math.abs(mat.metres))} m ${mat.metres < 0 ? "early" : "late"}, give or take ${Math.round(2 * mat.sd_m)}: is it where it should be?`;
}

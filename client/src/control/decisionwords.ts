/** Words of the decisions: whom it is for, who is missing, what is told to whom. */

import { clock } from "../time";
import type { CutoffChangeView, MayArriveView, SweepNearView, Unit } from "../wire";
import { METRES_PER_KM, METRES_PER_MILE, minutes, place } from "../words";

/** `4410, 5123 and everyone who arrives by then`: a hold covers whoever comes by its end. */
export function forWhom(bibs: readonly string[]): string {
  return listed([...bibs.slice(0, 4), ...(bibs.length > 4 ? [`${bibs.length - 4} more`] : []), "everyone who arrives by then"], 6);
}

/** `4410 and 5123`, `4410, 5123 and 3 more`. */
export function bibList(bibs: readonly string[], most = 4): string {
  if (bibs.length === 0) return "whoever comes";
  return listed(bibs, most);
}

/** `Police, Medical and Finish`. */
export function names(parties: readonly { name: string }[], most = 8): string {
  return listed(parties.map((party) => party.name), most);
}

/** Names with commas of their own, such as `Police, mile 24`, are set apart by semicolons. */
function listed(items: readonly string[], most: number): string {
  const between = items.some((one) => one.includes(",")) ? "; " : ", ";
  if (items.length > most) return `${items.slice(0, most).join(between)} and ${items.length - most} more`;
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(between)} and ${items.at(-1)}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `mile 18.0 to the finish`. */
export function stretch(from_m: number, to_m: number, length_m: number, unit: Unit): string {
  const to = Math.abs(to_m - length_m) < 50 ? "the finish" : place(to_m, unit);
  return `${from_m < 50 ? "the start" : place(from_m, unit)} to ${to}`;
}

/** What a station is told, word for word. */
export const TOLD: Readonly<Record<string, string>> = {
  counting: "These are still to come. Enter each as it passes.",
  list_agreed: "The list is agreed on both sides. Stay until released.",
  may_pack: "You may pack up. Leave water for the sweep, and stay until the sweep has passed.",
  may_close: "You may close. Thank you.",
  stay: "Stay open until released. Somebody is still to come.",
};

export const RELEASES: Readonly<Record<string, string>> = {
  counting: "Open the last list",
  list_agreed: "List agreed",
  may_pack: "May pack up",
  may_close: "May close",
  stay: "Stay",
};

/** What race control says for a proposal. */
export const SAYS: Readonly<Record<string, "counting" | "list_agreed" | "may_pack" | "may_close" | "stay">> = {
  open_list: "counting",
  agree: "list_agreed",
  pack: "may_pack",
  close: "may_close",
  stay: "stay",
};

/** What a station is at, in words. */
export function stageName(stage: string): string {
  const said: Record<string, string> = {
    "": "not opened",
    opened: "open",
    counting: "last list open",
    list_agreed: "list agreed",
    may_pack: "may pack",
    may_close: "may close",
    stay: "open, told to stay",
  };
  return said[stage] ?? stage.replaceAll("_", " ");
}

/** `1.2 miles away, here about 13:40`, `0.8 miles past`. */
export function sweepNear(sweep: SweepNearView, zone: string, unit: Unit): string {
  if (sweep.away_m === null) return "place not known";
  const far = `${(Math.abs(sweep.away_m) / (unit === "mi" ? METRES_PER_MILE : METRES_PER_KM)).toFixed(1)} ${unit === "mi" ? "miles" : "km"}`;
  if (sweep.away_m < 0) return `${far} past`;
  return sweep.eta_s === null ? `${far} away` : `${far} away, here about ${clock(sweep.eta_s, zone)}`;
}

/** `09:40 to 09:50, 10 min later`. */
export function changeText(change: CutoffChangeView): string {
  // In whole minutes as they are read, so that the two clock times and their difference agree.
  const moved = change.before_s === null || change.after_s === null ? null : 60 * (Math.floor(change.after_s / 60) - Math.floor(change.before_s / 60));
  const words = moved === null || moved === 0 ? "" : `, ${minutes(Math.abs(moved)).replace("+", "")} ${moved > 0 ? "later" : "earlier"}`;
  return `${change.before} → ${change.after}${words}`;
}

/** Length of time as a length of waiting: `1.5 h`. */
export function hours(length_h: number): string {
  return `${length_h.toFixed(1)} h`;
}

/** Whether the sweep has said of someone that they are fit to go on. */
export function fitText(runner: MayArriveView, zone: string): string {
  return runner.fit_s === null ? "the sweep has not said" : `fit to go on, ${runner.fit_by || "the sweep"} ${clock(runner.fit_s, zone)}`;
}

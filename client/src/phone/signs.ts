/** What a phone says of itself: what is sent, how old what it shows is, how its clock stands. */

import { ago, span } from "../time";
import type { Entry } from "./entries";

/** `all sent`, `3 not sent yet, oldest 12 min`. */
export function sentNote(unsent: number, oldest_s: number | null, refused: number): string {
  const parts: string[] = [];
  if (unsent > 0) {
    const age = oldest_s === null ? "" : span(oldest_s);
    parts.push(`${unsent} not sent yet${age === "" ? "" : `, oldest ${age}`}`);
  }
  if (refused > 0) parts.push(`${refused} refused`);
  return parts.length === 0 ? "all sent" : parts.join(" · ");
}

/** `heard just now`, `no network: what you see is from 12 min ago`. */
export function heardNote(heard_s: number | null, online: boolean): string {
  if (heard_s === null) return online ? "" : "no network yet";
  return online ? `heard ${ago(heard_s)}` : `no network: what you see is from ${ago(heard_s)}`;
}

/** Clocks off by less than this are not worth a word. */
const WORTH_S = 60;
/** Further off than this is another day: a replay. */
const REPLAY_S = 2 * 86_400;

/** `this phone's clock is 61 min ahead; entries are put right`. */
export function clockNote(ahead_s: number | null): string {
  if (ahead_s === null || Math.abs(ahead_s) < WORTH_S || Math.abs(ahead_s) > REPLAY_S) return "";
  const minutes = Math.round(Math.abs(ahead_s) / 60);
  return `this phone's clock is ${minutes} min ${ahead_s > 0 ? "ahead" : "behind"}; entries are put right`;
}

/** What the server refused, and why. */
export function refusedSentence(entry: Entry): string {
  const what = [entry.fields.kind, entry.fields["what"], entry.fields["bib"]].filter((part) => typeof part === "string").join(" ");
  return `${what}: ${entry.reason}`;
}

/** Entries on their way: what is sent together, and what the server's answers make of them. */

import type { Entry } from "./entries";
import type { Answer } from "./server";

/** So many go in one request: a few seconds' worth on a bad line. */
export const BATCH = 50;
/** So many sent ones are kept, so that they can be put right. */
export const KEPT = 500;

/** The next entries to send with one link, oldest first. */
export function nextBatch(entries: readonly Entry[], link: string): Entry[] {
  return entries
    .filter((entry) => entry.state === "waiting" && decided(entry) && entry.link === link)
    .sort(bySaid)
    .slice(0, BATCH);
}

/** Those entries with what the server said of them; without an answer one waits on. */
export function answered(sent: readonly Entry[], answers: readonly Answer[]): Entry[] {
  const said = new Map(answers.map((answer) => [answer.id, answer]));
  return sent.flatMap((entry): Entry[] => {
    const answer = said.get(entry.id);
    if (answer === undefined) return [];
    if (answer.outcome === "quarantined") return [{ ...entry, state: "refused", reason: answer.reason }];
    return [{ ...entry, state: "sent", reason: "" }];
  });
}

/** Ids of sent entries that need no longer be kept. */
export function outlived(entries: readonly Entry[]): string[] {
  const sent = entries.filter((entry) => entry.state === "sent").sort(bySaid);
  return sent.slice(0, Math.max(0, sent.length - KEPT)).map((entry) => entry.id);
}

/** How long to wait before asking again after `faults` in a row. */
export function again_ms(faults: number, steady_ms: number, longest_ms = 30_000): number {
  return Math.min(longest_ms, steady_ms * 2 ** Math.min(faults, 10));
}

/** Whether it is known if the disk took it; if it did not, sending it is all that is left. */
function decided(entry: Entry): boolean {
  return entry.stamp.stretch > 0;
}

/**
 * The order in which they were said: by stretch and monotonic clock. Ids will not do, for they are made of the
 * wall clock, which may have been set back; and what puts an entry right must not come before it.
 */
export function bySaid(a: Entry, b: Entry): number {
  return (a.stamp.stretch || Infinity) - (b.stamp.stretch || Infinity) || a.stamp.mono_ms - b.stamp.mono_ms || 0;
}

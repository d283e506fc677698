/** Words of this phone that the latest view may not know yet. */

import type { Entry } from "../phone/entries";

/** The server needs a moment to make a view of what it has just heard. */
const MOMENT_S = 5;

/** Whether an entry is still to be sent, or was said so late that a view of this instant may not have it. */
export function fresh(entry: Entry, as_of_s: number): boolean {
  if (entry.state === "sent") return entry.happened_s !== null && entry.happened_s > as_of_s - MOMENT_S;
  return entry.state === "waiting";
}

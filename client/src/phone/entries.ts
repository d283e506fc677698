/** What somebody said on this phone: kept until the server has it, and a while longer to be put right. */

import type { Stamp } from "./clock";

/** An event's own fields, without id, source and times: `{ kind: "sighting", place: "s19", bib: "4410" }`. */
export interface EventFields {
  kind: string;
  [name: string]: unknown;
}

export type EntryState = "waiting" | "sent" | "refused";

export interface Entry {
  id: string;
  /** The link it was said with and is sent with: its token (or the stand asked for, on the server's own machine). */
  link: string;
  fields: EventFields;
  /** The phone's clocks when it was said; of a correction, its target's are in `of`. */
  stamp: Stamp;
  /** Race time when it was said, if the server had been heard by then; else found when it is sent. */
  happened_s: number | null;
  /** Target of a correction that puts something in its place: when that happened. */
  of?: { stamp: Stamp; happened_s: number | null } | undefined;
  state: EntryState;
  /** Why the server refused it. */
  reason: string;
  /** On the phone's disk. */
  stored: boolean;
  /** The event as first sent: sent again, it must be the same to the letter. */
  body?: string | undefined;
}

/** Kinds that carry the person's name or initials. */
const SIGNED: ReadonlySet<string> = new Set([
  "sighting", "encounter", "vehicle", "station", "mat", "segment", "hold", "message", "pickup", "status", "call",
]);

/** Fields with the person's initials where the kind carries them and they are known. */
export function signed(fields: EventFields, who: string): EventFields {
  return SIGNED.has(fields.kind) && who !== "" && fields["by"] === undefined ? { ...fields, by: who } : fields;
}

/**
 * The event of an entry, as JSON.
 *
 * `raceTime_s` finds race time of a stamp; null as long as it cannot.
 */
export function bodyOf(entry: Entry, source: string, raceTime_s: (stamp: Stamp) => number | null): string | null {
  const happened_s = entry.happened_s ?? raceTime_s(entry.stamp);
  if (happened_s === null) return null;
  const fields: EventFields = { ...entry.fields };
  if (fields.kind === "correction" && entry.of !== undefined && fields["amended"] !== undefined) {
    const then_s = entry.of.happened_s ?? raceTime_s(entry.of.stamp);
    if (then_s === null) return null;
    fields["amended"] = { happened_at: instant(then_s), ...(fields["amended"] as EventFields), source };
  }
  const recorded_at = new Date(entry.stamp.wall_ms).toISOString();
  // What was heard may name a time of its own.
  return JSON.stringify({ happened_at: instant(happened_s), ...fields, id: entry.id, source, recorded_at });
}

function instant(at_s: number): string {
  return new Date(Math.round(at_s * 1000)).toISOString();
}

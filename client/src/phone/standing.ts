/** What was said on this phone, as it stands with what was put right or taken back since. */

import { fresh } from "../post/fresh";
import type { Entry, EventFields } from "./entries";

/** Something said here; `latest` is what said it last: the entry itself, or what put it right or took it back. */
export interface Own {
  id: string;
  fields: EventFields;
  entry: Entry;
  latest: Entry;
}

/** All that was not taken back, in the order of `entries`; what the server refused is among it. */
export function standing(entries: readonly Entry[]): Own[] {
  const right = corrections(entries);
  return said(entries).flatMap((entry) => {
    const latest = right.get(entry.id) ?? entry;
    if (latest === entry) return [{ id: entry.id, fields: entry.fields, entry, latest }];
    const fields = latest.fields["amended"] as EventFields | undefined;
    return fields === undefined ? [] : [{ id: entry.id, fields, entry, latest }];
  });
}

/** What was taken back, with its own fields. */
export function takenBack(entries: readonly Entry[]): Own[] {
  const right = corrections(entries);
  return said(entries).flatMap((entry) => {
    const latest = right.get(entry.id);
    return latest === undefined || latest.fields["amended"] !== undefined ? [] : [{ id: entry.id, fields: entry.fields, entry, latest }];
  });
}

/** Whether a view of this instant may not know it as it stands. */
export function unheard(own: Own, as_of_s: number): boolean {
  return fresh(own.latest, as_of_s);
}

function said(entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.fields.kind !== "correction");
}

/** The last correction of each entry; who takes something back has the last word. */
function corrections(entries: readonly Entry[]): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of entries.toReversed()) {
    if (entry.fields.kind !== "correction" || entry.state === "refused") continue;
    const target = String(entry.fields["target"]);
    const before = found.get(target);
    if (before === undefined || before.fields["amended"] !== undefined) found.set(target, entry);
  }
  return found;
}

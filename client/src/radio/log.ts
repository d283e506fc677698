/** The log as it stands: what the hub has, and what was entered here and is still on its way. */

import type { Entry } from "../phone/entries";
import type { HeardView } from "../wire/accounting";

/** A line of the log. `note` says what is not as it should be, "" = nothing. */
export interface Row {
  id: string;
  at_s: number | null;
  text: string;
  sender: string;
  to: string;
  readBack: boolean;
  by: string;
  events: string[];
  undone: boolean;
  own: boolean;
  note: "" | "waiting" | "refused" | "unclear";
  reason: string;
}

/** All lines, the latest first; those of this device as it last said them. */
export function rows(known: readonly HeardView[], entries: readonly Entry[], unclear: ReadonlySet<string>, at_s: (entry: Entry) => number | null): Row[] {
  const gone = new Set(entries.filter(({ fields, state }) => fields.kind === "correction" && fields["amended"] === undefined && state !== "refused").map(({ fields }) => String(fields["target"])));
  const refused = new Map(entries.filter((entry) => entry.state === "refused").map((entry) => [entry.id, entry.reason]));
  const mine = entries.filter(({ fields }) => fields.kind === "heard").map((entry) => own(entry, entries, gone, refused, unclear, at_s(entry)));
  const ids = new Set(mine.map((row) => row.id));
  const theirs = known.filter((one) => !ids.has(one.id)).map((one): Row => ({ ...one, readBack: one.read_back, own: false, note: "", reason: "", undone: one.undone || taken(one.id, one.events, gone) }));
  return [...mine, ...theirs].sort((a, b) => (b.at_s ?? Infinity) - (a.at_s ?? Infinity) || (a.id < b.id ? 1 : -1));
}

/** A heard entry's fields as they were last put right. */
export function lastSaid(entry: Entry, entries: readonly Entry[]): Entry["fields"] {
  const amended = entries.find(({ fields, state }) => fields.kind === "correction" && fields["target"] === entry.id && fields["amended"] !== undefined && state !== "refused");
  return amended === undefined ? entry.fields : (amended.fields["amended"] as Entry["fields"]);
}

function own(entry: Entry, entries: readonly Entry[], gone: ReadonlySet<string>, refused: ReadonlyMap<string, string>, unclear: ReadonlySet<string>, at_s: number | null): Row {
  const fields = lastSaid(entry, entries);
  const events = (fields["events"] as string[] | undefined) ?? [];
  const reason = [entry.id, ...events].map((id) => refused.get(id)).find((why) => why !== undefined) ?? "";
  const note = reason !== "" ? "refused" : unclear.has(entry.id) ? "unclear" : entry.state === "waiting" ? "waiting" : "";
  return {
    id: entry.id, at_s, text: String(fields["text"]), sender: String(fields["sender"] ?? ""), to: String(fields["to"] ?? ""), readBack: fields["read_back"] === true, by: String(fields["by"] ?? ""),
    events, undone: taken(entry.id, events, gone), own: true, note, reason,
  };
}

function taken(id: string, events: readonly string[], gone: ReadonlySet<string>): boolean {
  return gone.has(id) || (events.length > 0 && events.every((event) => gone.has(event)));
}

/** A line of the radio desk, and the events that are made of it. */

import type { EventFields } from "../phone/entries";
import type { ParsedView } from "../wire/accounting";

/** How a line came in. */
export type LineForm = "radio" | "phone" | "text" | "paper";

/** A line as it is entered. */
export interface Line {
  text: string;
  /** What it means; null where the server could not be asked: it is then understood later. */
  parsed: ParsedView | null;
  /** The station that lines without a place are about, and who is calling: ids, "" = not said. */
  place: string;
  sender: string;
  /** Whom the desk calls: an id, "" = nobody in particular. */
  to: string;
  /** Enter it in the log as typed, whatever it means. */
  plain: boolean;
  form: LineForm;
}

/** Asks what a line means; null where the server is away. Never throws. */
export type Parse = (text: string, place: string, sender: string, at_s?: number | null) => Promise<ParsedView | null>;

/** The events of a line, said by `who`, who heard it: ids, source and times are for whoever sends them. */
export function spoken(parsed: ParsedView, who: string): EventFields[] {
  return parsed.events.map((event) => ({
    ...event,
    ...(event["heard_by"] === "" ? { heard_by: who } : {}),
    by: String(event["by"] ?? who),
    kind: String(event["kind"]),
  }));
}

/** The line as the log keeps it, with the ids of its events. */
export function heard(line: Pick<Line, "text" | "sender" | "to" | "form">, events: readonly string[], who: string): EventFields {
  const { text, sender, to, form } = line;
  return {
    kind: "heard",
    text: text.trim().slice(0, 300),
    ...(sender === "" ? {} : { sender }),
    ...(to === "" ? {} : { to }),
    ...(events.length === 0 ? {} : { events: [...events] }),
    ...(form === "radio" ? {} : { form }),
    by: who,
  };
}

/** A line with another bib in the place of one that nobody wears; the line itself where it was not typed in digits. */
export function withBib(text: string, bib: string, meant: string): string {
  const typed = bib.replaceAll("?", "\\?");
  return text.replace(new RegExp(`(?<![\\w?])${typed}(?![\\w?])`, "i"), meant);
}

/** The address that says what a line means. */
export function askedAt(text: string, place: string, sender: string, at_s?: number | null): string {
  const said = new URLSearchParams({ text, place, sender });
  if (at_s != null) said.set("at_s", String(at_s));
  return `/api/v1/radio?${said.toString()}`;
}

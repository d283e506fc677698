/** The radio desk: asks what lines mean, enters them, keeps those that nobody could understand yet. */

import { phone } from "../phone/phone.svelte";
import type { ParsedView } from "../wire/accounting";
import type { RadioView } from "../wire/posts";
import { lastSaid, rows, type Row } from "./log";
import { askedAt, heard, type Line, spoken } from "./line";

const UNCLEAR = "lanterne.radio.unclear";
const WAIT_MS = 4_000;
const AGAIN_MS = 3_000;

/** A line kept as typed: the id of its entry in the log, and the context it was typed in. */
interface Unclear {
  id: string;
  place: string;
  sender: string;
  /** What is to be mended; "" while nobody could be asked. */
  hint: string;
}

class Desk {
  unclear = $state<Unclear[]>(kept());
  /** The line that is being mended: what is entered next takes its place. */
  mending = $state("");
  /** The line whose words are on the page to be read back. */
  #entered = "";

  readonly log = $derived<Row[]>(
    rows(phone.as<RadioView>()?.log ?? [], phone.entries, new Set(this.unclear.map((one) => one.id)), (entry) => phone.happened_s(entry)),
  );
  readonly recent = $derived(this.log.filter((row) => row.own).map((row) => row.text));

  parse = async (text: string, place: string, sender: string, at_s: number | null = null): Promise<ParsedView | null> => {
    try {
      return await Promise.race([phone.look<ParsedView>(askedAt(text, place, sender, at_s)), later()]);
    } catch {
      return null;
    }
  };

  say = (line: Line): boolean => {
    if (phone.who === "") {
      phone.askWho();
      return false;
    }
    if (this.mending !== "") return this.#mend(line);
    const events = line.plain || line.parsed === null ? [] : spoken(line.parsed, phone.who).map((fields) => phone.say(fields).id);
    const entry = phone.say(heard(line, events, phone.who));
    this.#entered = line.parsed === null && !line.plain ? "" : entry.id;
    if (line.parsed === null && !line.plain) this.#keep([...this.unclear, { id: entry.id, place: line.place, sender: line.sender, hint: "" }]);
    return true;
  };

  /** The line entered last was read back; false where it does not stand, or nobody knows yet what it means. */
  readBack = (): boolean => {
    const row = this.log.find((one) => one.id === this.#entered);
    const entry = phone.entries.find((one) => one.id === this.#entered);
    if (entry === undefined || row === undefined || row.undone || row.note === "refused") return false;
    phone.amend(entry.id, { ...lastSaid(entry, phone.entries), read_back: true });
    return true;
  };

  /** Take back the last line that was entered here and still stands. */
  undo = (): void => {
    const last = this.log.find((row) => row.own && !row.undone && row.note !== "refused");
    if (last === undefined) return;
    for (const id of last.events.length > 0 ? last.events : [last.id]) phone.undo(id);
    this.#keep(this.unclear.filter((one) => one.id !== last.id));
  };

  /** Ask about the lines kept as typed whenever the server is there, until all are understood. */
  start(): () => void {
    const timer = setInterval(() => void this.#settle(), AGAIN_MS);
    return () => clearInterval(timer);
  }

  async #settle(): Promise<void> {
    if (!phone.online || this.mending !== "") return;
    const one = this.unclear.find((each) => each.hint === "");
    const entry = phone.entries.find((each) => each.id === one?.id);
    if (one === undefined || entry === undefined) return;
    const text = String(entry.fields["text"]);
    const parsed = await this.parse(text, one.place, one.sender, phone.happened_s(entry));
    if (parsed === null || !this.unclear.some((each) => each.id === one.id)) return;
    if (parsed.ok && parsed.warnings.length === 0) this.#settled(one, parsed, text);
    else this.#keep(this.unclear.map((each) => (each.id === one.id ? { ...each, hint: parsed.hint || parsed.warnings[0] || "Look at it" } : each)));
  }

  #mend(line: Line): boolean {
    const one = this.unclear.find((each) => each.id === this.mending);
    this.mending = "";
    this.#entered = one?.id ?? "";
    if (one === undefined) return this.say(line);
    if (line.parsed === null) return false;
    if (line.plain) this.#keep(this.unclear.filter((each) => each.id !== one.id));
    else this.#settled({ ...one, sender: line.sender }, line.parsed, line.text);
    return true;
  }

  /** The events of a line that was kept as typed, at the time at which it was. */
  #settled(one: Unclear, parsed: ParsedView, text: string): void {
    const entry = phone.entries.find((each) => each.id === one.id);
    const at_s = entry === undefined ? null : phone.happened_s(entry);
    const then = at_s === null ? {} : { happened_at: new Date(Math.round(at_s * 1000)).toISOString() };
    const who = entry === undefined ? phone.who : String(lastSaid(entry, phone.entries)["by"]);
    const events = spoken(parsed, who).map((fields) => phone.say({ ...then, ...fields }).id);
    if (entry !== undefined) phone.amend(one.id, heard({ text, sender: parsed.to === "" ? parsed.sender || one.sender : "", to: parsed.to, form: "radio" }, events, who));
    this.#keep(this.unclear.filter((each) => each.id !== one.id));
  }

  #keep(unclear: Unclear[]): void {
    this.unclear = unclear;
    try {
      localStorage.setItem(UNCLEAR, JSON.stringify(unclear));
    } catch {
      // The lines themselves are in the outbox; only which of them wait is then lost with the page.
    }
  }
}

function kept(): Unclear[] {
  try {
    return JSON.parse(localStorage.getItem(UNCLEAR) ?? "[]") as Unclear[];
  } catch {
    return [];
  }
}

function later(): Promise<null> {
  return new Promise((done) => setTimeout(() => done(null), WAIT_MS));
}

export const desk = new Desk();

/** Says things for race control: posts events, keeps what could not be sent, and shows what became of them. */

import { askFor, reasonOf } from "./ask";
import { type Pen, type Said, undo } from "./commands";
import { live } from "./live.svelte";
import { uuid7 } from "./uuid";

const KEPT_WHO = "lanterne.who";
const KEPT_SAID = "lanterne.said";
const AGAIN_MS = 4_000;
const MOST_KEPT = 60;

interface Receipt {
  id: string;
  outcome: "accepted" | "duplicate" | "quarantined";
  reason: string;
}

/** Something said: `state` is sending, unsent (kept, tried again), stored, refused or undone. */
export interface Entry {
  title: string;
  at_s: number;
  events: Said[];
  state: "sending" | "unsent" | "stored" | "refused" | "undone";
  reason: string;
}

class Saying {
  /** The person at the keyboard, kept for the session. */
  who = $state(kept(KEPT_WHO) ?? "");
  /** Signed in: the server takes nothing under another name. */
  signed = $state(false);
  /** What was said in this session, the latest last. */
  said = $state<Entry[]>(entries());
  /** The latest has been looked at and put away. */
  away = $state(true);

  last = $derived(this.said[this.said.length - 1] ?? null);
  named = $derived(this.who.trim() !== "");

  /** Learn who is signed in; on the server's own machine nobody is, and the name is asked for. */
  async start(): Promise<void> {
    try {
      const { name } = await askFor<{ name: string }>("/api/v1/session");
      if (name === "") return;
      this.who = name;
      this.signed = true;
    } catch {
      // the name is then asked for
    }
  }

  /** Leave nothing of who signs out to whoever comes next. */
  forget(): void {
    drop(KEPT_WHO);
    drop(KEPT_SAID);
  }

  /**
   * Say it. The ids are made here, so that sending again is harmless.
   *
   * True when the server has stored all of it.
   */
  async say(title: string, make: (pen: Pen) => Said[]): Promise<boolean> {
    const pen = this.#pen();
    if (pen === null) return false;
    keep(KEPT_WHO, pen.who);
    this.said = [...this.said.slice(1 - MOST_KEPT), { title, at_s: pen.at_s, events: make(pen), state: "sending", reason: "" }];
    this.away = false;
    return this.#send(this.said[this.said.length - 1]!);
  }

  async undo(entry: Entry): Promise<void> {
    const before = entry.events;
    if (await this.say(`Undone: ${entry.title}`, (pen) => undo(pen, before))) {
      entry.state = "undone";
      this.#keep();
    }
  }

  /** Whoever speaks, at race time; null while either is not known. */
  #pen(): Pen | null {
    const who = this.who.trim();
    const at_s = live.now_s;
    return who === "" || at_s === null ? null : { who, at_s, id: () => uuid7() };
  }

  async #send(entry: Entry): Promise<boolean> {
    entry.state = "sending";
    await this.#post(entry);
    this.#keep();
    return this.#stored(entry);
  }

  #stored(entry: Entry): boolean {
    return entry.state === "stored";
  }

  async #post(entry: Entry): Promise<void> {
    try {
      const answer = await fetch("/api/v1/events", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(entry.events),
      });
      if (answer.ok) this.#settle(entry, (await answer.json()) as Receipt[]);
      else if (answer.status < 500) this.#refuse(entry, await reasonOf(answer));
      else throw new Error(await reasonOf(answer));
    } catch (error) {
      entry.state = "unsent";
      entry.reason = error instanceof Error ? error.message : String(error);
      setTimeout(() => void this.#send(entry), AGAIN_MS);
    }
  }

  #settle(entry: Entry, receipts: Receipt[]): void {
    const bad = receipts.find((receipt) => receipt.outcome === "quarantined");
    if (bad !== undefined) this.#refuse(entry, bad.reason);
    else Object.assign(entry, { state: "stored", reason: "" });
  }

  #refuse(entry: Entry, reason: string): void {
    Object.assign(entry, { state: "refused", reason });
  }

  #keep(): void {
    keep(KEPT_SAID, JSON.stringify(this.said));
  }
}

function entries(): Entry[] {
  try {
    const all = JSON.parse(kept(KEPT_SAID) ?? "[]") as Entry[];
    return all.filter((entry) => entry.state !== "sending" && entry.state !== "unsent");
  } catch {
    return [];
  }
}

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // storage may be forbidden; it then lasts as long as the page
  }
}

function drop(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

export const saying = new Saying();

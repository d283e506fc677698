/** The phone of a post: what it was last told, what was said on it, and what of that has been sent. */

import type { PostView, RaceView } from "../wire";
import { Clocks } from "./clocks";
import { type Entry, type EventFields, bodyOf, signed } from "./entries";
import { deviceOf, keepWho, smallStorage, tokenOf, whoOf } from "./link";
import { again_ms, answered, nextBatch, outlived } from "./outbox";
import { LinkRefused, type Server, webServer } from "./server";
import { emptyStore, openStore, type Store } from "./store";
import { uuid7 } from "./uuid";

export type { Entry, EventFields } from "./entries";

const STEADY_MS = 3_000;
const TICK_MS = 500;
/** A view is asked for whole now and then, for its time: an unchanged one says nothing of it. */
const WHOLE_MS = 60_000;

class Phone {
  /** The latest view, from the phone's own disk when there is no network. */
  view = $state.raw<PostView | null>(null);
  race = $state.raw<RaceView | null>(null);
  /** Race time, running. */
  now_s = $state<number | null>(null);
  /** Age of the last answer (real seconds); null when there never was one. */
  heard_s = $state<number | null>(null);
  online = $state(false);
  /** What the person must know: the phone cannot keep anything, the link is not good. */
  problem = $state("");
  /** How far this phone's clock is ahead of the race's (s); null when not known. */
  ahead_s = $state<number | null>(null);
  /** All that was said with this link on this phone, latest first. */
  entries = $state.raw<readonly Entry[]>([]);
  #who = $state("");
  device = "";

  readonly unsent = $derived(this.entries.filter((entry) => entry.state === "waiting"));
  readonly refused = $derived(this.entries.filter((entry) => entry.state === "refused"));

  #token = "";
  #server!: Server;
  #clocks!: Clocks;
  #store!: Promise<Store>;
  #etag = "";
  #wholeAt_ms = 0;
  #heardAt_ms: number | null = null;
  #faults = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #others: BroadcastChannel | null = null;

  /** The person's initials; kept on the phone. */
  get who(): string {
    return this.#who;
  }

  set who(said: string) {
    this.#who = said.trim();
    keepWho(smallStorage(), this.#who);
  }

  /** The latest view as the page's own kind. */
  as<T extends PostView>(): T | null {
    return this.view as T | null;
  }

  /** Begin; once a page. */
  start(server?: Server): void {
    const kept = smallStorage();
    this.#token = tokenOf(location, kept);
    this.device = deviceOf(kept);
    this.#who = whoOf(kept);
    this.#server = server ?? webServer(new URLSearchParams(location.search).get("id") ?? "");
    this.#store = openStore().catch((error: unknown) => this.#noStore(error));
    this.#clocks = new Clocks(this.#store, crypto.randomUUID());
    this.#listen();
    void navigator.storage?.persist?.();
    void this.#open().then(() => this.#turn());
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Put an event in the outbox; it is on disk once the entry says `stored`. */
  say(fields: EventFields): Entry {
    return this.#put(signed(fields, this.#who));
  }

  /** Put other fields in the place of what was said; `at_s` is when it happened, if it was said on another phone. */
  amend(entry_id: string, fields: EventFields, at_s: number | null = null): Entry {
    const said = this.entries.find((entry) => entry.id === entry_id);
    const of = said
      ? { stamp: said.stamp, happened_s: said.happened_s }
      : { stamp: this.#clocks.stamp().stamp, happened_s: at_s };
    return this.#put({ kind: "correction", target: entry_id, amended: signed(fields, this.#who) }, of);
  }

  /** Take back what was said. */
  undo(entry_id: string): Entry {
    return this.#put({ kind: "correction", target: entry_id, why: "taken back on the phone" });
  }

  /** Race time of an entry as far as this phone can tell. */
  happened_s(entry: Entry): number | null {
    return entry.happened_s ?? this.#clocks.raceTime_s(entry.stamp);
  }

  #put(fields: EventFields, of?: Entry["of"]): Entry {
    const { stamp, numbered } = this.#clocks.stamp();
    const happened_s = this.#clocks.sure ? this.#clocks.raceTime_s(stamp) : null;
    const entry: Entry = {
      id: uuid7(stamp.wall_ms),
      token: this.#token,
      fields,
      stamp,
      happened_s,
      of,
      state: "waiting",
      reason: "",
      stored: false,
    };
    this.#show([entry]);
    void this.#keep(entry, numbered);
    return entry;
  }

  async #keep(entry: Entry, numbered: Promise<Entry["stamp"]>): Promise<void> {
    try {
      const whole = { ...entry, stamp: await numbered, stored: true };
      await (await this.#store).keep([whole]);
      this.#show([whole]);
      this.#tell();
      this.#soon();
    } catch (error) {
      this.problem = `This phone could not keep what you said (${text(error)}). Write it on paper.`;
    }
  }

  async #open(): Promise<void> {
    const store = await this.#store;
    const snapshot = await store.snapshot(this.#token);
    if (snapshot !== null && this.view === null) {
      this.view = snapshot.view;
      this.race = snapshot.race;
      this.#heardAt_ms = snapshot.wall_ms;
    }
    await this.#reread();
    this.#tick();
  }

  /** Entries anew from the disk, where another tab may have changed them. */
  async #reread(): Promise<void> {
    const kept = (await (await this.#store).entries()).filter((entry) => entry.token === this.#token);
    const here = this.entries.filter((entry) => !entry.stored);
    this.entries = latestFirst([...kept, ...here.filter((entry) => !kept.some((one) => one.id === entry.id))]);
  }

  async #turn(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#asking) return;
    this.#asking = true;
    try {
      if (document.visibilityState !== "hidden" || this.unsent.length > 0) await this.#alone(() => this.#exchange());
    } finally {
      this.#asking = false;
      this.#timer = setTimeout(() => void this.#turn(), again_ms(this.#faults, STEADY_MS));
    }
  }

  /** One tab of a browser speaks with the server at a time; the others hear of it. */
  async #alone(act: () => Promise<void>): Promise<void> {
    if (navigator.locks === undefined) return act();
    await navigator.locks.request(`lanterne ${this.#token}`, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await act();
    });
  }

  async #exchange(): Promise<void> {
    try {
      await this.#ask();
      await this.#send();
      this.#faults = 0;
      this.online = true;
      if (this.problem.startsWith("This link")) this.problem = "";
    } catch (error) {
      this.#faults++;
      this.online = false;
      if (error instanceof LinkRefused) {
        this.problem = "This link is no longer good. What you say is kept here: ask race control for a new link.";
      }
    }
    this.#tick();
  }

  async #ask(): Promise<void> {
    const now_ms = performance.now();
    const whole = !this.#clocks.sure || now_ms - this.#wholeAt_ms > WHOLE_MS;
    const answer = await this.#server.view(this.#token, whole ? "" : this.#etag);
    this.#heardAt_ms = Date.now();
    if (answer === null) return;
    this.#wholeAt_ms = now_ms;
    this.#etag = answer.etag;
    this.view = answer.view;
    await this.#clocks.heard(answer.view.as_of_s, answer.view.speed);
    this.race ??= await this.#server.race(this.#token);
    await this.#keepSnapshot();
    this.#tell();
  }

  async #keepSnapshot(): Promise<void> {
    const snapshot = { token: this.#token, view: this.view!, race: this.race, wall_ms: this.#heardAt_ms! };
    try {
      await (await this.#store).keepSnapshot($state.snapshot(snapshot) as typeof snapshot);
    } catch (error) {
      this.problem = `This phone could not keep what it was told (${text(error)}).`;
    }
  }

  async #send(): Promise<void> {
    const source = `${this.view!.post}/${this.device}`;
    for (;;) {
      const batch = nextBatch(this.entries, this.#token).flatMap((entry) => {
        const body = entry.body ?? bodyOf(entry, source, (stamp) => this.#clocks.raceTime_s(stamp));
        return body === null ? [] : [{ ...entry, body }];
      });
      if (batch.length === 0) return;
      const store = await this.#store;
      // Kept before it is sent: should the answer be lost, it is sent again to the letter.
      await store.keep(batch);
      this.#show(batch);
      const done = answered(batch, await this.#server.say(this.#token, batch.map((entry) => entry.body)));
      await store.keep(done);
      this.#show(done);
      await store.drop(outlived(this.entries));
      this.#tell();
      if (done.length === 0) return;
    }
  }

  /** Ask again at once: something was said, or the phone was taken up. */
  #soon(): void {
    if (this.#faults === 0) void this.#turn();
  }

  #tick(): void {
    this.#clocks.watch();
    this.now_s = this.#clocks.now_s();
    this.ahead_s = this.#clocks.ahead_s;
    this.heard_s = this.#heardAt_ms === null ? null : Math.max(0, (Date.now() - this.#heardAt_ms) / 1000);
  }

  #listen(): void {
    const taken = (): void => {
      if (document.visibilityState === "hidden") return;
      this.#faults = 0;
      void this.#turn();
    };
    document.addEventListener("visibilitychange", taken);
    addEventListener("online", taken);
    if (typeof BroadcastChannel === "undefined") return;
    this.#others = new BroadcastChannel("lanterne");
    this.#others.onmessage = () => void this.#open();
  }

  /** Tell the browser's other tabs that the disk has changed. */
  #tell(): void {
    this.#others?.postMessage("changed");
  }

  #show(changed: readonly Entry[]): void {
    const ids = new Set(changed.map((entry) => entry.id));
    this.entries = latestFirst([...changed, ...this.entries.filter((entry) => !ids.has(entry.id))]);
  }

  #noStore(error: unknown): Store {
    this.problem = `This phone keeps nothing (${text(error)}): what is not sent is lost when the page closes. Write it on paper too.`;
    return emptyStore();
  }
}

function latestFirst(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => (a.id < b.id ? 1 : -1));
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const phone = new Phone();

/** The phone of a post: what it was last told, what was said on it, and what of that has been sent. */

import type { PostView, RaceView } from "../wire";
import type { Stamp } from "./clock";
import { Clocks } from "./clocks";
import { type Entry, type EventFields, signed } from "./entries";
import { deviceOf, keepWho, smallStorage, tokenOf, whoOf } from "./link";
import { again_ms, bySaid, outlived } from "./outbox";
import { linkOf, type Sender, sendAll, sendStrays, tokenOfLink } from "./sender";
import { ask, LinkRefused, type Server, webServer } from "./server";
import { noStore, openStore, type Snapshot, type Store } from "./store";
import { uuid7 } from "./uuid";

export type { Entry, EventFields } from "./entries";

const STEADY_MS = 3_000;
const TICK_MS = 500;
/** A view is asked for whole now and then, for its time: an unchanged one says nothing of it. */
const WHOLE_MS = 60_000;

/** What a tab tells the browser's others: a view just heard, or that the entries on disk have changed. */
type Told = { link: string; snapshot: Snapshot } | { link: string; snapshot: null };

class Phone {
  /** The latest view, from the phone's own disk when there is no network. */
  view = $state.raw<PostView | null>(null);
  race = $state.raw<RaceView | null>(null);
  /** Race time, running. */
  now_s = $state<number | null>(null);
  /** Age of the last answer (real seconds); null when there never was one. */
  heard_s = $state<number | null>(null);
  online = $state(false);
  /** What lies on this phone's disk has been read. */
  opened = $state(false);
  /** How far this phone's clock is ahead of the race's (s); null when not known, or in a replay. */
  ahead_s = $state<number | null>(null);
  /** All that was said with this link on this phone, latest first; the last few hundred of what was sent. */
  entries = $state.raw<readonly Entry[]>([]);
  device = "";
  /** How often something was tapped that needs a name, while there is none. */
  whoAsked = $state(0);

  #who = $state("");
  #linkProblem = $state("");
  #diskProblem = $state("");
  #noDisk = $state("");

  readonly unsent = $derived(this.entries.filter((entry) => entry.state === "waiting"));
  readonly refused = $derived(this.entries.filter((entry) => entry.state === "refused"));
  /** What the person must know: this phone keeps nothing, or its link is not good. */
  readonly problem = $derived([this.#noDisk || this.#diskProblem, this.#linkProblem].filter((one) => one !== "").join(" "));

  #link = "";
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

  /** Something needs a name: the head asks for it. */
  askWho(): void {
    this.whoAsked++;
  }

  /** The latest view as the page's own kind. */
  as<T extends PostView>(): T | null {
    return this.view as T | null;
  }

  /** Begin; once a page. */
  start(): void {
    const small = smallStorage();
    const asked = new URLSearchParams(location.search).get("id") ?? "";
    this.#link = linkOf(asked === "" ? tokenOf(location, small) : "", asked);
    this.device = deviceOf(small);
    this.#who = whoOf(small);
    this.#server = webServer(asked);
    this.#store = openStore().catch((error: unknown) => this.#withoutDisk(error));
    this.#clocks = new Clocks(this.#store, uuid7(Date.now()));
    this.#listen();
    void navigator.storage?.persist?.();
    void this.#open().then(() => this.#turn());
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Put an event in the outbox; it is on disk once its entry says `stored`. */
  say(fields: EventFields): Entry {
    return this.#put(signed(fields, this.#who));
  }

  /** Put other fields in the place of what was said on this phone; it happened when it did. */
  amend(entry_id: string, fields: EventFields): Entry {
    const said = this.entries.find((entry) => entry.id === entry_id);
    if (said === undefined) throw new Error(`${entry_id} was not said on this phone`);
    const amended = signed(fields, this.#who);
    return this.#put({ kind: "correction", target: entry_id, amended }, { stamp: said.stamp, happened_s: said.happened_s });
  }

  /** Take back what was said on this phone; of a correction, what it did. */
  undo(entry_id: string): Entry {
    return this.#put({ kind: "correction", target: entry_id, why: "taken back by the same hand" });
  }

  /** What the server answers now; nothing of it is kept on this phone. Throws without network. */
  async look<T>(path: string): Promise<T> {
    return (await (await ask(path, tokenOfLink(this.#link), {})).json()) as T;
  }

  /** Race time of an entry as far as this phone can tell. */
  happened_s(entry: Entry): number | null {
    return entry.happened_s ?? this.#clocks.raceTime_s(entry.stamp);
  }

  /** Age of an entry (real seconds) as far as this phone can tell; null for none. */
  age_s(entry: Entry | undefined): number | null {
    if (entry === undefined) return null;
    const at_s = this.happened_s(entry);
    const speed = this.view?.speed ?? 1;
    if (this.now_s === null || at_s === null || speed <= 0) return Math.max(0, (Date.now() - entry.stamp.wall_ms) / 1000);
    return Math.max(0, (this.now_s - at_s) / speed);
  }

  #put(fields: EventFields, of?: Entry["of"]): Entry {
    const { stamp, numbered } = this.#clocks.stamp();
    const entry: Entry = {
      id: uuid7(stamp.wall_ms),
      link: this.#link,
      fields,
      stamp: { ...stamp, stretch: 0 },
      happened_s: this.#clocks.sure ? this.#clocks.raceTime_s(stamp) : null,
      of,
      state: "waiting",
      reason: "",
      stored: false,
    };
    this.#show([entry]);
    void this.#keep(entry, numbered);
    return entry;
  }

  async #keep(entry: Entry, numbered: Promise<Stamp>): Promise<void> {
    const whole = { ...entry, stamp: await numbered };
    try {
      await (await this.#store).keep([whole]);
      this.#show([{ ...whole, stored: true }]);
      this.#tell(null);
    } catch (error) {
      this.#show([whole]);
      this.#diskProblem = `This phone could not keep what you said (${text(error)}). Write it on paper.`;
    }
    if (this.#faults === 0) void this.#turn();
  }

  async #open(): Promise<void> {
    const store = await this.#store;
    const snapshot = await store.snapshot(this.#link);
    if (snapshot !== null) this.#take(snapshot);
    await this.#reread();
    await this.#clocks.prune(new Set(this.unsent.flatMap((one) => [one.stamp.stretch, one.of?.stamp.stretch ?? 0])));
    this.opened = true;
    this.#tick();
  }

  #take(snapshot: Snapshot): void {
    this.view = snapshot.view;
    this.race = snapshot.race;
    this.#heardAt_ms = snapshot.wall_ms;
  }

  /** Entries anew from the disk, where another tab may have changed them. */
  async #reread(): Promise<void> {
    const kept = (await (await this.#store).entries()).filter((entry) => entry.link === this.#link);
    const ids = new Set(kept.map((entry) => entry.id));
    this.entries = latestFirst([...kept, ...this.entries.filter((entry) => !entry.stored && !ids.has(entry.id))]);
  }

  /** Speak with the server, and again after a while. */
  async #turn(): Promise<void> {
    if (this.#asking) return;
    clearTimeout(this.#timer);
    this.#asking = true;
    try {
      if (document.visibilityState !== "hidden" || this.unsent.length > 0) await this.#alone(() => this.#exchange());
    } finally {
      this.#asking = false;
      this.#timer = setTimeout(() => void this.#turn(), again_ms(this.#faults, STEADY_MS));
    }
  }

  /** One tab of a browser speaks with the server at a time. */
  async #alone(act: () => Promise<void>): Promise<void> {
    if (navigator.locks === undefined) return act();
    await navigator.locks.request(`lanterne ${this.#link}`, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await act();
    });
  }

  async #exchange(): Promise<void> {
    try {
      const justHeard = this.#clocks.sure && this.#heardAt_ms !== null && Date.now() - this.#heardAt_ms < STEADY_MS / 2;
      if (!justHeard) await this.#ask();
      await this.#send();
      this.#faults = 0;
      this.online = true;
      this.#linkProblem = "";
    } catch (error) {
      this.#faults++;
      this.online = error instanceof LinkRefused;
      if (error instanceof LinkRefused) {
        this.#linkProblem = "This link is not, or no longer, good. What you say is kept here: ask race control for a new link.";
      }
    }
    this.#tick();
  }

  async #ask(): Promise<void> {
    const now_ms = performance.now();
    const whole = !this.#clocks.sure || this.view === null || now_ms - this.#wholeAt_ms > WHOLE_MS;
    const token = tokenOfLink(this.#link);
    const answer = await this.#server.view(token, whole ? "" : this.#etag);
    this.#heardAt_ms = Date.now();
    if (answer === null) return;
    this.#wholeAt_ms = now_ms;
    this.#etag = answer.etag;
    await this.#clocks.heard(answer.view.as_of_s, answer.view.speed);
    this.view = answer.view;
    this.race ??= await this.#server.race(token);
    const snapshot = { link: this.#link, view: answer.view, race: this.race, wall_ms: this.#heardAt_ms };
    await (await this.#store).keepSnapshot(snapshot).catch((error: unknown) => {
      this.#diskProblem = `This phone could not keep what it was told (${text(error)}).`;
    });
    this.#tell(snapshot);
  }

  async #send(): Promise<void> {
    const store = await this.#store;
    const sender: Sender = {
      server: this.#server,
      store,
      device: this.device,
      raceTime_s: (stamp) => this.#clocks.raceTime_s(stamp),
      changed: (entries) => this.#show(entries),
    };
    if (this.unsent.length > 0) {
      await sendAll(sender, () => this.entries, this.#link, this.view!.post);
      await store.drop(outlived(this.entries));
      this.#tell(null);
    }
    await sendStrays(sender, this.#link);
    if (this.unsent.every((entry) => entry.stored)) this.#diskProblem = "";
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
    addEventListener("offline", () => (this.online = false));
    if (typeof BroadcastChannel === "undefined") return;
    this.#others = new BroadcastChannel("lanterne");
    this.#others.onmessage = ({ data }: MessageEvent<Told>) => void this.#told(data);
  }

  async #told({ link, snapshot }: Told): Promise<void> {
    if (link !== this.#link) return;
    if (snapshot === null) return this.#reread();
    await this.#clocks.heard(snapshot.view.as_of_s, snapshot.view.speed);
    this.#take(snapshot);
    this.online = true;
  }

  #tell(snapshot: Snapshot | null): void {
    this.#others?.postMessage({ link: this.#link, snapshot } satisfies Told);
  }

  #show(changed: readonly Entry[]): void {
    const ids = new Set(changed.map((entry) => entry.id));
    this.entries = latestFirst([...changed, ...this.entries.filter((entry) => !ids.has(entry.id))]);
  }

  #withoutDisk(error: unknown): Store {
    this.#noDisk = `This phone keeps nothing (${text(error)}): what is not sent is lost when the page closes. Write it on paper too.`;
    return noStore();
  }
}

function latestFirst(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => bySaid(b, a));
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const phone = new Phone();

/** What the phone keeps on its disk, so that a reload, a dead battery or hours without network lose nothing. */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { PostView, RaceView } from "../wire";
import type { Stretch } from "./clock";
import type { Entry } from "./entries";

/** The last view of one link. */
export interface Snapshot {
  link: string;
  view: PostView;
  race: RaceView | null;
  /** The phone's wall clock when it was heard. */
  wall_ms: number;
}

export interface Store {
  entries(): Promise<Entry[]>;
  /** Returns once it is on disk. */
  keep(entries: readonly Entry[]): Promise<void>;
  drop(ids: readonly string[]): Promise<void>;
  stretches(): Promise<Stretch[]>;
  /** Keep a stretch; without a number it is given the next. */
  keepStretch(stretch: Stretch | Omit<Stretch, "n">): Promise<Stretch>;
  dropStretches(numbers: readonly number[]): Promise<void>;
  snapshot(link: string): Promise<Snapshot | null>;
  keepSnapshot(snapshot: Snapshot): Promise<void>;
}

interface Schema extends DBSchema {
  entries: { key: string; value: Entry };
  stretches: { key: number; value: Stretch };
  snapshots: { key: string; value: Snapshot };
}

const NAME = "lanterne";
/** The disk has it before the promise is kept, where the browser can say so. */
const STRICT = { durability: "strict" } as const;

/** The browser's IndexedDB; throws where there is none. */
export async function openStore(name: string = NAME): Promise<Store> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(made) {
      made.createObjectStore("entries", { keyPath: "id" });
      made.createObjectStore("stretches", { keyPath: "n", autoIncrement: true });
      made.createObjectStore("snapshots", { keyPath: "link" });
    },
    // Another tab with a newer page wants a newer form: let it have it.
    blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  return new IndexedStore(db);
}

class IndexedStore implements Store {
  readonly #db: IDBPDatabase<Schema>;

  constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  entries(): Promise<Entry[]> {
    return this.#db.getAll("entries");
  }

  async keep(entries: readonly Entry[]): Promise<void> {
    const change = this.#db.transaction("entries", "readwrite", STRICT);
    await Promise.all([...entries.map((entry) => change.store.put({ ...entry, stored: true })), change.done]);
  }

  async drop(ids: readonly string[]): Promise<void> {
    const change = this.#db.transaction("entries", "readwrite");
    await Promise.all([...ids.map((id) => change.store.delete(id)), change.done]);
  }

  stretches(): Promise<Stretch[]> {
    return this.#db.getAll("stretches");
  }

  async keepStretch(stretch: Stretch | Omit<Stretch, "n">): Promise<Stretch> {
    const change = this.#db.transaction("stretches", "readwrite", STRICT);
    const [n] = await Promise.all([change.store.put(stretch as Stretch), change.done]);
    return { ...stretch, n };
  }

  async dropStretches(numbers: readonly number[]): Promise<void> {
    const change = this.#db.transaction("stretches", "readwrite");
    await Promise.all([...numbers.map((n) => change.store.delete(n)), change.done]);
  }

  async snapshot(link: string): Promise<Snapshot | null> {
    return (await this.#db.get("snapshots", link)) ?? null;
  }

  async keepSnapshot(snapshot: Snapshot): Promise<void> {
    await this.#db.put("snapshots", snapshot);
  }
}

/** Where a browser forbids its storage: keeps what was told as long as the page is open, and refuses entries. */
export function noStore(): Store {
  const stretches = new Map<number, Stretch>();
  const snapshots = new Map<string, Snapshot>();
  return {
    entries: async () => [],
    async keep(entries) {
      if (entries.length > 0) throw new Error("this browser keeps nothing");
    },
    drop: async () => undefined,
    stretches: async () => [...stretches.values()],
    async keepStretch(stretch) {
      const numbered = { n: stretches.size + 1, ...stretch };
      stretches.set(numbered.n, numbered);
      return numbered;
    },
    dropStretches: async (numbers) => numbers.forEach((n) => stretches.delete(n)),
    snapshot: async (link) => snapshots.get(link) ?? null,
    keepSnapshot: async (snapshot) => void snapshots.set(snapshot.link, snapshot),
  };
}

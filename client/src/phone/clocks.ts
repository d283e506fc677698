/** This page load's clocks: stamps for what is said, and what the server's answers tell of them. */

import { ahead_s, type Anchor, continues, raceTime_s, type Stamp, type Stretch } from "./clock";
import type { Store } from "./store";

export interface Machine {
  wall_ms(): number;
  mono_ms(): number;
}

export const device: Machine = { wall_ms: () => Date.now(), mono_ms: () => performance.now() };

/** So many stretches without entries are kept: days of them. */
const KEPT = 200;

/** An answer can be late by so much (real seconds); one that is later by more is of a clock that was set. */
const LATE_S = 30;

/** Whether an earlier answer had less delay than a later one of the same clock. */
export function fresher(earlier: Anchor, later: Anchor): boolean {
  const expected_s = earlier.race_s + ((later.wall_ms - earlier.wall_ms) / 1000) * earlier.speed;
  const late_s = expected_s - later.race_s;
  return earlier.speed === later.speed && late_s >= 0 && late_s <= LATE_S * later.speed;
}

export class Clocks {
  #known: Stretch[] = [];
  /** The stretch that runs now; a promise until the disk has numbered it. */
  #now: { apart_ms: number; stretch: Promise<Stretch> };
  #current: Stretch | undefined;
  readonly #store: Promise<Store>;

  constructor(
    store: Promise<Store>,
    readonly session: string,
    readonly machine: Machine = device,
  ) {
    this.#store = store;
    this.#now = this.#begin();
  }

  /** Notice whether the clocks have parted; called every second, and before each stamp. */
  watch(): void {
    if (!continues(this.#now, this.machine.wall_ms(), this.machine.mono_ms())) this.#now = this.#begin();
  }

  /** The clocks as they stand; `numbered` gives the same with its stretch. */
  stamp(): { stamp: Stamp; numbered: Promise<Stamp> } {
    this.watch();
    const stamp = { stretch: this.#current?.n ?? 0, wall_ms: this.machine.wall_ms(), mono_ms: this.machine.mono_ms() };
    return { stamp, numbered: this.#now.stretch.then((stretch) => ({ ...stamp, stretch: stretch.n })) };
  }

  /** The server said that it is `race_s` now, or was a moment ago. */
  async heard(race_s: number, speed: number): Promise<void> {
    this.watch();
    const anchor = { wall_ms: this.machine.wall_ms(), race_s, speed };
    const known = await this.#now.stretch;
    if (known.anchor !== null && fresher(known.anchor, anchor)) return;
    const stretch = { ...known, anchor };
    this.#now.stretch = Promise.resolve(stretch);
    this.#take(stretch);
    await this.#number(stretch);
  }

  /** Race time of a stamp as far as this phone can tell. */
  raceTime_s(stamp: Stamp): number | null {
    return raceTime_s(stamp, this.#known);
  }

  /** Race time now. */
  now_s(): number | null {
    return this.#current === undefined ? null : this.raceTime_s(this.stamp().stamp);
  }

  /** The server was heard in the stretch that runs: what is sent now gets the right time. */
  get sure(): boolean {
    return this.#current?.anchor != null && this.#current.apart_ms === this.#now.apart_ms;
  }

  /** How far this phone's clock is ahead (s); null when not known. */
  get ahead_s(): number | null {
    return ahead_s(this.#current);
  }

  /** Forget old stretches that no entry needs; the last one with an anchor stays. */
  async prune(needed: ReadonlySet<number>): Promise<void> {
    const anchored = this.#known.filter((one) => one.anchor !== null).at(-1)?.n;
    const old = this.#known.slice(0, -KEPT).filter((one) => one.n !== anchored && !needed.has(one.n));
    this.#known = this.#known.filter((one) => !old.includes(one));
    await (await this.#store).dropStretches(old.map((one) => one.n));
  }

  #begin(): { apart_ms: number; stretch: Promise<Stretch> } {
    const apart_ms = this.machine.wall_ms() - this.machine.mono_ms();
    const stretch = this.#store.then(async (store) => {
      if (this.#known.length === 0) this.#known = await store.stretches();
      const begun = await this.#number({ session: this.session, apart_ms, anchor: null });
      this.#take(begun);
      return begun;
    });
    return { apart_ms, stretch };
  }

  /** The stretch as kept; a full disk must not keep what is said in it from being sent. */
  async #number(stretch: Stretch | Omit<Stretch, "n">): Promise<Stretch> {
    try {
      return await (await this.#store).keepStretch(stretch);
    } catch {
      return { n: Math.max(0, ...this.#known.map((one) => one.n)) + 1, ...stretch };
    }
  }

  #take(stretch: Stretch): void {
    this.#current = stretch;
    this.#known = [...this.#known.filter((one) => one.n !== stretch.n), stretch].sort((a, b) => a.n - b.n);
  }
}

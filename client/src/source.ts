/** The connection itself: an EventSource that is opened again whenever it fails or falls silent. */

import { EVENTS, type FanOut } from "./stream";

export const STREAM_URL = "/api/v1/stream";
/** The server speaks every second: this long without a word, and the connection counts as lost. */
export const SILENT_MS = 6_000;
const LONGEST_WAIT_MS = 10_000;

/** How long to wait before attempt `n` (0, 1, ...): 1, 2, 4 and then at most 10 seconds. */
export function wait_ms(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempt);
}

export interface Machine {
  open(url: string): EventSource;
  now_ms(): number;
  later(act: () => void, after_ms: number): unknown;
  never(timer: unknown): void;
}

/** The browser's own clock, timers and EventSource. */
export const browser: Machine = {
  open: (url) => new EventSource(url),
  now_ms: () => Date.now(),
  later: (act, after_ms) => setTimeout(act, after_ms),
  never: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** Keeps one connection up and feeds what it says to a fan-out. */
export class Source {
  #stream: EventSource | null = null;
  #timer: unknown = null;
  #attempt = 0;

  constructor(
    readonly fanOut: FanOut,
    readonly machine: Machine = browser,
    readonly url: string = STREAM_URL,
  ) {}

  start(): void {
    if (this.#stream !== null || this.#timer !== null) return;
    this.#open();
  }

  #open(): void {
    const stream = this.machine.open(this.url);
    this.#stream = stream;
    this.#watch(SILENT_MS);
    for (const event of EVENTS) {
      stream.addEventListener(event, (message) => this.#heard(event, (message as MessageEvent<string>).data));
    }
    // Opening anew by hand also covers answers after which a browser gives up (a 5xx, a restart).
    stream.onerror = () => this.#fail();
  }

  #heard(event: (typeof EVENTS)[number], data: string): void {
    this.#attempt = 0;
    this.#watch(SILENT_MS);
    this.fanOut.message(event, data, this.machine.now_ms());
  }

  #watch(after_ms: number): void {
    if (this.#timer !== null) this.machine.never(this.#timer);
    this.#timer = this.machine.later(() => this.#fail(), after_ms);
  }

  #fail(): void {
    this.#stream?.close();
    this.#stream = null;
    this.fanOut.lost();
    if (this.#timer !== null) this.machine.never(this.#timer);
    this.#timer = this.machine.later(() => {
      this.#timer = null;
      this.#open();
    }, wait_ms(this.#attempt));
    this.#attempt += 1;
  }
}

import { describe, expect, it } from "vitest";
import { type Machine, SILENT_MS, Source, wait_ms } from "../src/source";
import { type Down, FanOut, slot } from "../src/stream";

class Tab {
  readonly heard: Down[] = [];
  postMessage(message: Down): void {
    this.heard.push(message);
  }
  get events(): string[] {
    return this.heard.flatMap((m) => (m.kind === "event" ? [m.data] : []));
  }
  get links(): boolean[] {
    return this.heard.flatMap((m) => (m.kind === "link" ? [m.open] : []));
  }
}

describe("the fan-out", () => {
  it("hands each message to every tab", () => {
    const [fan, a, b] = [new FanOut(), new Tab(), new Tab()];
    fan.hello(a);
    fan.hello(b);
    fan.message("control", "1", 0);
    expect([a.events, b.events]).toEqual([["1"], ["1"]]);
  });

  it("gives a late tab the latest of each event, and of each distance, at once", () => {
    const [fan, late] = [new FanOut(), new Tab()];
    fan.message("control", "old", 0);
    fan.message("control", "new", 1);
    fan.message("chart", "c", 2);
    fan.message("field", '{"distance":"full","n":1}', 3);
    fan.message("field", '{"distance":"half","n":1}', 4);
    fan.message("field", '{"distance":"full","n":2}', 5);
    fan.hello(late);
    expect(late.events.sort()).toEqual(["c", "new", '{"distance":"full","n":2}', '{"distance":"half","n":1}'].sort());
    expect(late.links).toEqual([true]);
  });

  it("leaves a tab that said goodbye alone", () => {
    const [fan, tab] = [new FanOut(), new Tab()];
    fan.hello(tab);
    fan.bye(tab);
    fan.message("control", "1", 0);
    expect(tab.events).toEqual([]);
    expect(fan.listeners).toBe(0);
  });

  it("says when the connection is lost, with when it was last heard, and when it is back", () => {
    const [fan, tab] = [new FanOut(), new Tab()];
    fan.hello(tab);
    fan.message("control", "1", 1_000);
    fan.lost();
    fan.message("control", "2", 9_000);
    expect(tab.links).toEqual([false, true, false, true]);
    expect(tab.heard.filter((m) => m.kind === "link")[2]).toEqual({ kind: "link", open: false, heardAt_ms: 1_000 });
  });

  it("tells fields of distances with odd names apart", () => {
    expect(slot("field", '{"a":1,"distance":"5 \\"k\\""}')).not.toBe(slot("field", '{"a":1,"distance":"5 "}'));
    expect(slot("control", '{"distance":"x"}')).toBe("control");
  });
});

/** A stream and timers moved by hand. */
class Bench implements Machine {
  opened: FakeStream[] = [];
  timers = new Map<number, { act: () => void; at: number }>();
  time = 0;
  #next = 1;

  open(): EventSource {
    const stream = new FakeStream();
    this.opened.push(stream);
    return stream as unknown as EventSource;
  }
  now_ms(): number {
    return this.time;
  }
  later(act: () => void, after_ms: number): number {
    this.timers.set(this.#next, { act, at: this.time + after_ms });
    return this.#next++;
  }
  never(timer: unknown): void {
    this.timers.delete(timer as number);
  }
  pass(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter(([, t]) => t.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].act();
    }
    this.time = until;
  }
  get last(): FakeStream {
    return this.opened[this.opened.length - 1]!;
  }
}

class FakeStream {
  closed = false;
  onerror: (() => void) | null = null;
  readonly #hearers = new Map<string, (message: { data: string }) => void>();
  addEventListener(event: string, hear: (message: { data: string }) => void): void {
    this.#hearers.set(event, hear);
  }
  say(event: string, data: string): void {
    this.#hearers.get(event)?.({ data });
  }
  close(): void {
    this.closed = true;
  }
}

describe("the source", () => {
  function begin(): { bench: Bench; tab: Tab; source: Source } {
    const [bench, fan, tab] = [new Bench(), new FanOut(), new Tab()];
    fan.hello(tab);
    const source = new Source(fan, bench);
    source.start();
    return { bench, tab, source };
  }

  it("opens one connection however often it is started", () => {
    const { bench, source } = begin();
    source.start();
    expect(bench.opened).toHaveLength(1);
  });

  it("opens again after an error, waiting longer each time and ten seconds at most", () => {
    const { bench } = begin();
    bench.last.onerror?.();
    bench.pass(999);
    expect(bench.opened).toHaveLength(1);
    bench.pass(1);
    expect(bench.opened).toHaveLength(2);
    expect([0, 1, 2, 3, 4, 9].map(wait_ms)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it("starts waiting anew once it has been heard", () => {
    const { bench } = begin();
    for (let i = 0; i < 3; i += 1) {
      bench.last.onerror?.();
      bench.pass(10_000 - 1);
    }
    bench.last.say("control", "1");
    const before = bench.opened.length;
    bench.last.onerror?.();
    bench.pass(1_000);
    expect(bench.opened.length).toBe(before + 1);
  });

  it("takes silence for a lost connection, closes it and opens another", () => {
    const { bench, tab } = begin();
    bench.last.say("control", "1");
    const first = bench.last;
    bench.pass(SILENT_MS);
    expect(first.closed).toBe(true);
    expect(tab.links.at(-1)).toBe(false);
    bench.pass(1_000);
    bench.last.say("control", "2");
    expect(tab.links.at(-1)).toBe(true);
  });

  it("is not lost while it is heard", () => {
    const { bench, tab } = begin();
    for (let i = 0; i < 20; i += 1) {
      bench.last.say("control", String(i));
      bench.pass(1_000);
    }
    expect(bench.opened).toHaveLength(1);
    expect(tab.links.at(-1)).toBe(true);
  });
});

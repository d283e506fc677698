import { expect, it } from "vitest";
import { Clocks, fresher } from "../../src/phone/clocks";
import type { Entry } from "../../src/phone/entries";
import { deviceOf, tokenOf } from "../../src/phone/link";
import { linkOf, type Sender, sendAll, sendStrays, tokenOfLink } from "../../src/phone/sender";
import { type Answer, LinkRefused, type Server } from "../../src/phone/server";
import type { Snapshot, Store } from "../../src/phone/store";
import type { Stretch } from "../../src/phone/clock";
import { clockNote, heardNote, sentNote } from "../../src/phone/signs";
import { uuid7 } from "../../src/phone/uuid";

/** A disk that lasts as long as the test. */
class MemoryStore implements Store {
  readonly kept = new Map<string, Entry>();
  readonly runs = new Map<number, Stretch>();
  readonly seen = new Map<string, Snapshot>();

  async entries(): Promise<Entry[]> {
    return [...this.kept.values()];
  }
  async keep(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) this.kept.set(entry.id, { ...entry, stored: true });
  }
  async drop(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.kept.delete(id);
  }
  async stretches(): Promise<Stretch[]> {
    return [...this.runs.values()];
  }
  async keepStretch(stretch: Stretch | Omit<Stretch, "n">): Promise<Stretch> {
    const numbered = { n: this.runs.size + 1, ...stretch };
    this.runs.set(numbered.n, numbered);
    return numbered;
  }
  async dropStretches(numbers: readonly number[]): Promise<void> {
    for (const n of numbers) this.runs.delete(n);
  }
  async snapshot(link: string): Promise<Snapshot | null> {
    return this.seen.get(link) ?? null;
  }
  async keepSnapshot(snapshot: Snapshot): Promise<void> {
    this.seen.set(snapshot.link, snapshot);
  }
}

/** A server that takes all in, and whose answers may be lost. */
class TakingServer implements Server {
  readonly heard: { token: string; body: string }[] = [];
  lost = 0;
  refused = new Set<string>();

  view(): Promise<null> {
    return Promise.resolve(null);
  }
  race(): Promise<never> {
    return Promise.reject(new Error("not asked here"));
  }
  async say(token: string, bodies: readonly string[]): Promise<Answer[]> {
    if (this.refused.has(token)) throw new LinkRefused("made anew");
    this.heard.push(...bodies.map((body) => ({ token, body })));
    if (this.lost > 0) {
      this.lost -= 1;
      throw new Error("no network");
    }
    return bodies.map((body) => ({ id: (JSON.parse(body) as Entry).id, outcome: "accepted", reason: "" }));
  }
}

function entry(n: number, over: Partial<Entry> = {}): Entry {
  const stamp = { stretch: 1, wall_ms: n, mono_ms: n };
  const fields = { kind: "sighting", place: "s19", bib: String(n) };
  return { id: uuid7(n), link: "t", fields, stamp, happened_s: null, state: "waiting", reason: "", stored: true, ...over };
}

function sending(entries: Entry[], time_s: () => number | null = () => 60): { sender: Sender; server: TakingServer; store: MemoryStore; now: () => Entry[] } {
  const store = new MemoryStore();
  const server = new TakingServer();
  let now = entries;
  const changed = (done: readonly Entry[]): void => {
    now = now.map((one) => done.find((other) => other.id === one.id) ?? one);
  };
  return { sender: { server, store, device: "d", raceTime_s: time_s, changed }, server, store, now: () => now };
}

it("sends everything, in batches, and knows it sent", async () => {
  const made = sending(Array.from({ length: 120 }, (_, i) => entry(i)));
  await sendAll(made.sender, made.now, "t", "s19");
  expect(made.server.heard).toHaveLength(120);
  expect(new Set(made.now().map((one) => one.state))).toEqual(new Set(["sent"]));
  expect((JSON.parse(made.server.heard[0]!.body) as { source: string }).source).toBe("s19/d");
});

it("sends again to the letter what it has no answer of, though it knows the time better by now", async () => {
  let time_s = 60;
  const made = sending([entry(1)], () => time_s);
  made.server.lost = 1;
  await expect(sendAll(made.sender, made.now, "t", "s19")).rejects.toThrow("no network");
  time_s = 99;
  const reread = await made.store.entries();
  await sendAll(made.sender, () => reread.filter((one) => made.store.kept.get(one.id)!.state === "waiting"), "t", "s19");
  expect(made.server.heard.map((one) => one.body)).toEqual([made.server.heard[0]!.body, made.server.heard[0]!.body]);
});

it("sends though the disk is full", async () => {
  const made = sending([entry(1), entry(2, { stored: false })]);
  made.store.keep = () => Promise.reject(new Error("no room"));
  await sendAll(made.sender, made.now, "t", "s19");
  expect(made.now().map((one) => one.state)).toEqual(["sent", "sent"]);
});

it("keeps what has no time yet, and sends the rest", async () => {
  const made = sending([entry(1), entry(2, { happened_s: 5 })], () => null);
  await sendAll(made.sender, made.now, "t", "s19");
  expect(made.now().map((one) => one.state)).toEqual(["waiting", "sent"]);
});

it("sends what was said with another link on this phone, with that link and for its post", async () => {
  const made = sending([]);
  await made.store.keep([entry(1, { link: "old" }), entry(2, { link: "gone" }), entry(3, { link: "never seen" })]);
  for (const link of ["old", "gone"]) made.store.seen.set(link, { link, view: { post: `post ${link}` }, race: null, wall_ms: 0 } as unknown as Snapshot);
  made.server.refused.add("gone");
  await sendStrays(made.sender, "t");
  expect(made.server.heard.map((one) => one.token)).toEqual(["old"]);
  expect(JSON.parse(made.server.heard[0]!.body)).toMatchObject({ source: "post old/d", bib: "1" });
  expect((await made.store.entries()).map((one) => one.state)).toEqual(["sent", "waiting", "waiting"]);
});

it("begins another stretch when the clocks part, and goes by the answer with the least delay", async () => {
  const machine = { wall: 1_000_000, mono: 0, wall_ms: () => machine.wall, mono_ms: () => machine.mono };
  const store = new MemoryStore();
  const clocks = new Clocks(Promise.resolve(store), "a", machine);
  expect((await clocks.stamp().numbered).stretch).toBe(1);
  await clocks.heard(500, 1);
  machine.wall += 10_000;
  machine.mono += 10_000;
  await clocks.heard(506, 1);
  expect([clocks.sure, clocks.now_s()]).toEqual([true, 510]);
  machine.wall += 3_600_000;
  const stamp = await clocks.stamp().numbered;
  expect([clocks.sure, stamp.stretch, store.runs.size]).toEqual([false, 2, 2]);
});

it("takes a later answer of a clock that was set", () => {
  const earlier = { wall_ms: 0, race_s: 100, speed: 1 };
  expect(fresher(earlier, { wall_ms: 1000, race_s: 100.5, speed: 1 })).toBe(true);
  expect(fresher(earlier, { wall_ms: 1000, race_s: 101.5, speed: 1 })).toBe(false);
  expect(fresher(earlier, { wall_ms: 1000, race_s: 20, speed: 1 })).toBe(false);
});

it("keeps the token of the address by the page's path, and one name for the device", () => {
  const kept = new Map<string, string>();
  const small = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) } as unknown as Storage;
  expect(tokenOf({ pathname: "/station", hash: "#s19.1.ab%2Dc" }, small)).toBe("s19.1.ab-c");
  expect(tokenOf({ pathname: "/station", hash: "" }, small)).toBe("s19.1.ab-c");
  expect(tokenOf({ pathname: "/sweep", hash: "" }, small)).toBe("");
  expect(tokenOf({ pathname: "/station", hash: "#50%" }, null)).toBe("50%");
  expect(deviceOf(small)).toBe(deviceOf(small));
  expect(deviceOf(null)).toMatch(/^[0-9a-f]{20}$/); // 80 bits: the source of a phone's events cannot be guessed
});

it("keeps apart what was said for posts asked for without a link", () => {
  expect(tokenOfLink(linkOf("", "s19"))).toBe("");
  expect(tokenOfLink(linkOf("abc", ""))).toBe("abc");
  expect(linkOf("", "s19")).not.toBe(linkOf("", "s20"));
});

it("says plainly how it stands", () => {
  expect(sentNote(0, null, 0)).toBe("all sent");
  expect(sentNote(3, 740, 0)).toBe("3 not sent yet, oldest 12 min");
  expect(sentNote(0, null, 1)).toBe("1 refused");
  expect(heardNote(2, true)).toBe("heard just now");
  expect(heardNote(7300, false)).toBe("no network: what you see is from 2 h 1 min ago");
  expect(clockNote(3660)).toBe("this phone's clock is 61 min ahead; entries are put right");
  expect(clockNote(-125)).toBe("this phone's clock is 2 min behind; entries are put right");
  expect([clockNote(30), clockNote(null), clockNote(1e7)]).toEqual(["", "", ""]);
});

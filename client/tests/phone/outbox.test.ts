import { expect, it } from "vitest";
import type { Stamp } from "../../src/phone/clock";
import { bodyOf, type Entry, signed } from "../../src/phone/entries";
import { again_ms, answered, BATCH, KEPT, nextBatch, outlived } from "../../src/phone/outbox";
import { uuid7 } from "../../src/phone/uuid";

const stamp: Stamp = { stretch: 1, wall_ms: 5_000, mono_ms: 5 };

function entry(fields: Partial<Entry> = {}): Entry {
  return {
    id: uuid7(Date.UTC(2026, 4, 3)),
    link: "t",
    fields: { kind: "sighting", place: "s19", bib: "4410" },
    stamp,
    happened_s: 60,
    state: "waiting",
    reason: "",
    stored: true,
    ...fields,
  };
}

const many = (n: number, fields: Partial<Entry> = {}): Entry[] => Array.from({ length: n }, (_, i) => entry({ id: uuid7(i), ...fields }));

it("makes UUIDv7s that sort as they were made", () => {
  const ids = [1, 2, 1e12, 1e12 + 1].map((at) => uuid7(at));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(parseInt(uuid7(1_777_000_000_123).replaceAll("-", "").slice(0, 12), 16)).toBe(1_777_000_000_123);
});

it("sends what waits, oldest first, and no more at once than a bad line carries", () => {
  const all = many(BATCH + 3).map((one, i) => ({ ...one, stamp: { ...stamp, mono_ms: i } }));
  expect(nextBatch([...all].reverse(), "t").map((one) => one.id)).toEqual(all.slice(0, BATCH).map((one) => one.id));
});

it("sends what puts an entry right after it, though the clock was set back in between", () => {
  const target = entry({ id: uuid7(9e9), stamp: { stretch: 1, wall_ms: 9e9, mono_ms: 9e5 } });
  const correction = entry({ id: uuid7(8e9), stamp: { stretch: 2, wall_ms: 8e9, mono_ms: 10 } });
  expect(nextBatch([correction, target], "t")).toEqual([target, correction]);
});

it("sends nothing that is still on its way to the disk, is another link's, or is answered already", () => {
  const kept = [entry({ stored: false, stamp: { ...stamp, stretch: 0 } }), entry({ link: "other" }), entry({ state: "sent" }), entry({ state: "refused" })];
  expect(nextBatch(kept, "t")).toEqual([]);
});

it("sends what the disk would not take: that is all that can be done for it", () => {
  expect(nextBatch([entry({ stored: false })], "t")).toHaveLength(1);
});

it("takes an entry out only when the server has it, and keeps what it refused with the reason", () => {
  const [a, b, c, d] = many(4) as [Entry, Entry, Entry, Entry];
  const done = answered([a, b, c, d], [
    { id: b.id, outcome: "duplicate", reason: "" },
    { id: a.id, outcome: "accepted", reason: "" },
    { id: c.id, outcome: "quarantined", reason: "place 's99' is not known" },
  ]);
  expect(done.map((one) => [one.id, one.state, one.reason])).toEqual([
    [a.id, "sent", ""],
    [b.id, "sent", ""],
    [c.id, "refused", "place 's99' is not known"],
  ]);
});

it("forgets the oldest of what was sent, never what waits or was refused", () => {
  const sent = many(KEPT + 2, { state: "sent" }).map((one, i) => ({ ...one, stamp: { ...stamp, mono_ms: i } }));
  expect(outlived([...sent, ...many(700), ...many(3, { state: "refused" })])).toEqual(sent.slice(0, 2).map((one) => one.id));
});

it("waits longer after each fault, and never longer than half a minute", () => {
  expect([0, 1, 2, 3, 4, 50].map((faults) => again_ms(faults, 3000))).toEqual([3000, 6000, 12_000, 24_000, 30_000, 30_000]);
});

it("says when it happened by the race's clock, and when it was recorded by the phone's", () => {
  const body = JSON.parse(bodyOf(entry(), "s19/abc", () => null) ?? "");
  expect(body).toMatchObject({
    kind: "sighting",
    bib: "4410",
    source: "s19/abc",
    happened_at: "1970-01-01T00:01:00.000Z",
    recorded_at: "1970-01-01T00:00:05.000Z",
  });
});

it("is not sent before its time is known", () => {
  expect(bodyOf(entry({ happened_s: null }), "s19/abc", () => null)).toBeNull();
  expect(JSON.parse(bodyOf(entry({ happened_s: null }), "s19/abc", () => 61) ?? "")["happened_at"]).toBe("1970-01-01T00:01:01.000Z");
});

it("puts right what was said with the time it was said of", () => {
  const put = entry({
    fields: { kind: "correction", target: "x", amended: { kind: "sighting", place: "s19", bib: "4411" } },
    of: { stamp, happened_s: null },
    happened_s: 120,
  });
  const body = JSON.parse(bodyOf(put, "s19/abc", () => 61) ?? "");
  expect(body.happened_at).toBe("1970-01-01T00:02:00.000Z");
  expect(body.amended).toMatchObject({ bib: "4411", source: "s19/abc", happened_at: "1970-01-01T00:01:01.000Z" });
});

it("signs what carries a name, and nothing else", () => {
  expect(signed({ kind: "sighting" }, "JM")).toEqual({ kind: "sighting", by: "JM" });
  expect(signed({ kind: "sighting", by: "AB" }, "JM")).toEqual({ kind: "sighting", by: "AB" });
  expect(signed({ kind: "correction", target: "1" }, "JM")).toEqual({ kind: "correction", target: "1" });
  expect(signed({ kind: "sighting" }, "")).toEqual({ kind: "sighting" });
});

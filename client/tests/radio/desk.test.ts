import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry, EventFields } from "../../src/phone/entries";
import type { Line } from "../../src/radio/line";
import type { ParsedView } from "../../src/wire/accounting";

const SETTLE_MS = 3_500;

const phone = vi.hoisted(() => ({
  who: "AB",
  online: true,
  entries: [] as Entry[],
  answer: null as ParsedView | null,
  asked: [] as string[],
  as: () => null,
  askWho: vi.fn(),
  happened_s: () => 1_000,
  undo: vi.fn(),
  async look(path: string): Promise<unknown> {
    phone.asked.push(path);
    if (phone.answer === null) throw new Error("no network");
    return phone.answer;
  },
  say(fields: EventFields): Entry {
    return phone.put(fields);
  },
  amend(target: string, amended: EventFields): Entry {
    return phone.put({ kind: "correction", target, amended });
  },
  put(fields: EventFields): Entry {
    const entry = { id: `e${phone.entries.length}`, fields, state: "waiting", reason: "" } as Entry;
    phone.entries = [entry, ...phone.entries];
    return entry;
  },
}));
vi.mock("../../src/phone/phone.svelte", () => ({ phone }));

const UNDERSTOOD: ParsedView = { ok: true, events: [{ kind: "sighting", bib: "412" }], read_back: "", hint: "", warnings: [], bibs: [], sender: "w7", to: "" };
const LINE: Line = { text: "412 out at 7", parsed: null, place: "", sender: "", to: "", plain: false, form: "radio" };

/** A desk that nobody has used yet. */
async function fresh(): Promise<(typeof import("../../src/radio/desk.svelte"))["desk"]> {
  vi.resetModules();
  return (await import("../../src/radio/desk.svelte")).desk;
}

function kinds(): string[] {
  return phone.entries.map(({ fields }) => fields.kind).reverse();
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => kept.set(key, text) });
  vi.useFakeTimers();
  Object.assign(phone, { who: "AB", online: true, entries: [], answer: null, asked: [] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a line that was understood", () => {
  it("puts its events and itself in the outbox, the line with the ids of the events", async () => {
    (await fresh()).say({ ...LINE, parsed: UNDERSTOOD });
    expect(kinds()).toEqual(["sighting", "heard"]);
    expect(phone.entries[0]!.fields["events"]).toEqual(["e0"]);
  });

  it("is put right when it was read back, with nothing else changed", async () => {
    const desk = await fresh();
    desk.say({ ...LINE, parsed: UNDERSTOOD });
    expect(desk.readBack()).toBe(true);
    expect(phone.entries[0]!.fields).toEqual({ kind: "correction", target: "e1", amended: { ...phone.entries[1]!.fields, read_back: true } });
  });

  it("stays where it was typed while nobody has said who types", async () => {
    phone.who = "";
    expect((await fresh()).say({ ...LINE, parsed: UNDERSTOOD })).toBe(false);
    expect(phone.entries).toEqual([]);
  });
});

describe("a line typed without the server", () => {
  it("is in the outbox at once, as a line that nobody has understood", async () => {
    const desk = await fresh();
    desk.say(LINE);
    expect(kinds()).toEqual(["heard"]);
    expect(desk.unclear.map((one) => one.id)).toEqual(["e0"]);
  });

  it("cannot have been read back", async () => {
    const desk = await fresh();
    desk.say(LINE);
    expect(desk.readBack()).toBe(false);
  });

  it("is understood once the server is back, as of when it was typed", async () => {
    const desk = await fresh();
    desk.say(LINE);
    const stop = desk.start();
    phone.answer = UNDERSTOOD;
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    stop();
    expect(phone.asked.at(-1)).toContain("at_s=1000");
    expect(phone.entries[1]!.fields).toEqual({ kind: "sighting", bib: "412", by: "AB", happened_at: "1970-01-01T00:16:40.000Z" });
    expect(phone.entries[0]!.fields).toMatchObject({ target: "e0", amended: { text: "412 out at 7", sender: "w7", events: ["e1"] } });
    expect(desk.unclear).toEqual([]);
  });

  it("waits with its hint where it is still not clear", async () => {
    const desk = await fresh();
    desk.say({ ...LINE, text: "412 dorps" });
    const stop = desk.start();
    phone.answer = { ...UNDERSTOOD, ok: false, events: [], hint: "Did you mean 'drops'?" };
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    stop();
    expect(kinds()).toEqual(["heard"]);
    expect(desk.unclear[0]!.hint).toBe("Did you mean 'drops'?");
  });

  it("is known to wait after the page was opened anew", async () => {
    (await fresh()).say(LINE);
    expect((await fresh()).unclear.map((one) => one.id)).toEqual(["e0"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Entry, EventFields } from "../../src/phone/entries";
import { rows } from "../../src/radio/log";
import type { HeardView } from "../../src/wire/accounting";

function entry(id: string, fields: EventFields, state: Entry["state"] = "sent", reason = ""): Entry {
  return { id, fields, state, reason } as Entry;
}

function known(id: string, at_s: number, changed: Partial<HeardView> = {}): HeardView {
  return { id, at_s, text: id, sender: "", to: "", form: "radio", read_back: false, by: "CD", events: [], undone: false, ...changed };
}

const LINE = entry("a", { kind: "heard", text: "412 out at 7", events: ["s"], by: "AB" });

function shown(entries: Entry[], views: HeardView[] = []): ReturnType<typeof rows> {
  return rows(views, entries, new Set(), () => 50);
}

describe("the log", () => {
  it("has the latest first, of this desk and of others", () => expect(shown([LINE], [known("b", 60), known("c", 40)]).map((row) => row.id)).toEqual(["b", "a", "c"]));
  it("shows a line of this device once", () => expect(shown([LINE], [known("a", 50)]).map((row) => row.own)).toEqual([true]));
  it("strikes a line once all its events are taken back", () => expect(shown([entry("x", { kind: "correction", target: "s" }), LINE])[0]!.undone).toBe(true));
  it("says why an event of a line was refused", () => {
    expect(shown([LINE, entry("s", { kind: "sighting" }, "refused", "no such place")])[0]).toMatchObject({ note: "refused", reason: "no such place" });
  });
  it("marks what was read back, before the server knows it", () => {
    const amended = entry("x", { kind: "correction", target: "a", amended: { ...LINE.fields, read_back: true } }, "waiting");
    expect(shown([amended, LINE])[0]!.readBack).toBe(true);
  });
  it("marks what another desk read back", () => expect(shown([], [known("b", 60, { read_back: true })])[0]!.readBack).toBe(true));
});

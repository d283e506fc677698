import { describe, expect, it } from "vitest";
import { heard, spoken, withBib } from "../../src/radio/line";
import { lineOf, type PaperRow } from "../../src/radio/paper";
import type { ParsedView } from "../../src/wire/accounting";

function parsed(events: Record<string, unknown>[]): ParsedView {
  return { ok: true, events, read_back: "", hint: "", warnings: [], bibs: [], sender: "", to: "" };
}

describe("the events of a line", () => {
  it("are said by whoever typed it where the line names nobody", () => {
    expect(spoken(parsed([{ kind: "sighting", bib: "412" }]), "AB")).toEqual([{ kind: "sighting", bib: "412", by: "AB" }]);
  });

  it("keep who said it by voice, heard by whoever typed it", () => {
    expect(spoken(parsed([{ kind: "segment", by: "Sgt Ortiz", heard_by: "" }]), "AB")[0]).toMatchObject({ by: "Sgt Ortiz", heard_by: "AB" });
  });
});

describe("a line of the log", () => {
  const plain = { text: " log: check ", sender: "", to: "", form: "radio" as const };
  it("leaves out what was not said", () => expect(heard(plain, [], "AB")).toEqual({ kind: "heard", text: "log: check", by: "AB" }));
  it("names whom the desk called and what was made of it", () => {
    expect(heard({ ...plain, to: "sag2" }, ["e1"], "AB")).toMatchObject({ to: "sag2", events: ["e1"] });
  });
});

describe("another bib in the place of one that nobody wears", () => {
  it("takes the place of the whole number only", () => expect(withBib("41 412 out at 41", "41", "410")).toBe("410 412 out at 41"));
  it("takes the place of digits that were not read", () => expect(withBib("41? in at 7", "41?", "412")).toBe("412 in at 7"));
  it("leaves a bib said in words as it is", () => expect(withBib("four one three in", "413", "412")).toBe("four one three in"));
});

describe("a row of paper", () => {
  const row: PaperRow = { bib: "412", time: "1312", to: "", by: "", why: "", goes: "" };
  it("is a passing on a station sheet", () => expect(lineOf("station", "w7", row)).toBe("412 passed w7 at 1312"));
  it("is nothing without a time", () => expect(lineOf("station", "w7", { ...row, time: " " })).toBe(""));
  it("says on a drop form why, and that they wait", () => {
    expect(lineOf("drop", "mile 14.2", { ...row, why: "own wish", goes: "waits" })).toBe("412 drops at mile 14.2, own wish, waits at 1312");
  });
  it("says on a drop form in which vehicle they went", () => expect(lineOf("drop", "w7", { ...row, goes: "sag2" })).toBe("412 drops at w7, goes in sag2 at 1312"));
  it("hands who went with medical over to it", () => expect(lineOf("drop", "w7", { ...row, why: "with medical" })).toBe("medical has 412 at w7 at 1312"));
  it("needs who took over on a manifest", () => expect(lineOf("manifest_out", "sag2", row)).toBe(""));
});

import { describe, expect, it } from "vitest";
import { assign, closePickup, declareAllClear, drafted, left, logCall, reportPickup, settle } from "../../src/control/accountcommands";
import type { Pen } from "../../src/control/commands";
import type { ContradictionView } from "../../src/wire/accounting";
import { at } from "../made";

function pen(): Pen {
  let n = 0;
  return { who: "R", at_s: at("12:55"), id: () => `id${++n}` };
}

/** Without what every event has. */
function fields(event: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event ?? {}).filter(([name]) => !["id", "happened_at", "source"].includes(name)));
}

const CONTRADICTION: ContradictionView = { key: "two_places/412", kind: "two_places", bib: "412", other_bib: "", text: "", facts: [], ways: [], settled_s: null, settled_by: "", settled_as: "" };

describe("a draft of the server's", () => {
  it("is said by whoever holds the pen, now", () => {
    expect(drafted(pen(), { kind: "status", bib: "412", what: "reinstated" })).toEqual({ kind: "status", id: "id1", happened_at: "2026-05-03T16:55:00.000Z", source: "control/R", bib: "412", what: "reinstated", by: "R" });
  });
  it("keeps the time it names", () => expect(drafted(pen(), { kind: "status", happened_at: "2026-05-03T15:00:00Z" }).happened_at).toBe("2026-05-03T15:00:00Z"));
  it("keeps whom it names", () => expect(drafted(pen(), { kind: "status", by: "L. Haas" })["by"]).toBe("L. Haas"));
  it("of a correction has no field for a person", () => expect(fields(drafted(pen(), { kind: "correction", target: "x" }))).toEqual({ kind: "correction", target: "x" }));
});

describe("what is said", () => {
  it("settles with the drafts first, then the decision", () => {
    const said = settle(pen(), CONTRADICTION, { label: "Another's read", text: "", p: 0.9, events: [{ kind: "correction", target: "x" }] });
    expect(said.map(fields)).toEqual([
      { kind: "correction", target: "x" },
      { kind: "decision", what: "settled", about: ["contradiction/two_places/412"], why: "Another's read", by: "R" },
    ]);
    expect(new Set(said.map((one) => one.id)).size).toBe(2);
  });
  it("is a call, with no empty place", () => expect(fields(logCall(pen(), "7", "runner", "no_answer", "")[0])).toEqual({ kind: "call", bib: "7", whom: "runner", result: "no_answer", by: "R" }));
  it("is that somebody left, by whose word", () => expect(fields(left(pen(), "7", "family", "s12", "at home")[0])).toEqual({ kind: "status", bib: "7", what: "left", place: "s12", said_by: "family", by: "R", why: "at home" }));
  it("confirms a vehicle's claim", () => expect(fields(assign(pen(), "p", "", "sag1", "c9")[0])).toEqual({ kind: "pickup", what: "confirmed", request: "p", vehicle: "sag1", claim: "c9", by: "R" }));
  it("reports a ride along the road", () => {
    expect(fields(reportPickup(pen(), { bib: "", need: "help", place: "", distance: "marathon", at_m: 1609 })[0])).toEqual({ kind: "pickup", what: "reported", need: "help", distance: "marathon", at_m: 1609, by: "R" });
  });
  it("closes a ride with its reason", () => expect(fields(closePickup(pen(), "p", "7", "walked home")[0])).toEqual({ kind: "pickup", what: "closed", request: "p", bib: "7", by: "R", why: "walked home" }));
  it("declares over what stands, and whom that leaves", () => {
    expect(fields(declareAllClear(pen(), ["unresolved/7"], ["7"], "seen at home")[0])).toEqual({ kind: "all_clear", what: "declared", over: ["unresolved/7"], leaves: ["7"], why: "seen at home", by: "R" });
  });
  it("declares plainly when nothing stands", () => expect(fields(declareAllClear(pen(), [], [], "")[0])).toEqual({ kind: "all_clear", what: "declared", by: "R" }));
});

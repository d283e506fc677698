import { describe, expect, it } from "vitest";
import { before, diff, formOf, gateChange, paceOf, wallInstant, withGate } from "../../src/control/cutoffdraft";
import { changeText } from "../../src/control/decisionwords";
import type { CutoffRowView, CutoffTableView } from "../../src/wire";
import { at, LINE, ZONE } from "../made";

function row(part: Partial<CutoffRowView> = {}): CutoffRowView {
  return { gate: "g", name: "Gate", distance: "marathon", at_m: 32_187, clock: "wall", clock_basis: "stated", rule: "12:41 by the wall clock", cutoff_s: at("12:41"), grace_s: 0, held_until_s: null, table_s: null, moved_s: 0, consequence: "ride", governs: [], ...part };
}

const NONE = { gates: [], lines: [] };
const table = (rows: CutoffRowView[]): CutoffTableView => ({ version: 1, published_s: null, by: "", rows, lines: [LINE], warnings: [] });

describe("a clock time", () => {
  it("is one of the race's day", () => expect(wallInstant("13:05", at("12:41"), ZONE)).toBe(at("13:05")));
  it("is the nearest across midnight", () => expect(wallInstant("00:10", at("23:50"), ZONE)).toBe(at("23:50") + 1200));
  it.each(["25:00", "12:60", "noon", ""])("is not %j", (text) => expect(wallInstant(text, at("12:41"), ZONE)).toBeNull());
});

describe("the form of a limit", () => {
  const line = row({ clock: "last_starter", rule: "15 min behind the virtual line", cutoff_s: LINE.zero_s + LINE.pace_s_per_m * 32_187 + 900 });

  it("is kept", () => expect([formOf(row()), formOf(line), formOf(row({ clock: "gun", rule: "6:00 from the gun" }))]).toEqual(["wall", "behind_line_s", "limit_s"]));
  it("begins with what stands", () => expect([before(row(), "wall", [LINE], ZONE), before(line, "behind_line_s", [LINE], ZONE)]).toEqual(["12:41", "15"]));
  it("begins empty while a hold hides what stands", () => expect(before(row({ held_until_s: at("14:40") }), "wall", [LINE], ZONE)).toBe(""));
  it("posts one form only", () => {
    expect(gateChange(row(), "wall", "13:05", 0, ZONE)).toEqual({ gate: "g", wall: "2026-05-03T17:05:00.000Z" });
    expect(gateChange(line, "behind_line_s", "−5", 0, ZONE)).toEqual({ gate: "g", behind_line_s: -300 });
    expect(gateChange(row(), "limit_s", "6:30", 0, ZONE)).toEqual({ gate: "g", limit_s: 23_400 });
    expect(gateChange(row(), "limit_s", "soon", 0, ZONE)).toBeNull();
  });
});

describe("the diff", () => {
  const words = (draft: Parameters<typeof diff>[0], rows = [row()]): string[] => diff(draft, table(rows), ZONE, "mi").map(changeText);

  it("says a gate's change in words", () => expect(words({ ...NONE, gates: [{ gate: "g", wall: new Date(at("13:05") * 1000).toISOString() }] })).toEqual(["12:41 → 13:05, 24\u00a0min later"]));
  it("says it for every distance of the gate", () => expect(words({ ...NONE, gates: [{ gate: "g", wall: new Date(at("12:40") * 1000).toISOString() }] }, [row(), row({ distance: "half" })])).toHaveLength(2));
  it("says a line's change by its pace", () => expect(words({ ...NONE, lines: [{ distance: "marathon", pace_s_per_m: paceOf("16:30", "mi")! }] })[0]).toMatch(/^16:00.*→ 16:30.*, 13\smin later$/));
  it("says what becomes of who is late, and how much grace there is", () =>
    expect(words({ ...NONE, gates: [{ gate: "g", consequence: "divert", grace_s: 120 }] })).toEqual(["12:41, if late: ride → 12:41, 2 min of grace, if late: divert"]));
  it("has a gate changed twice once", () => expect(withGate(withGate(NONE, { gate: "g", limit_s: 1 }), { gate: "g", limit_s: 2 }).gates).toEqual([{ gate: "g", limit_s: 2 }]));
});

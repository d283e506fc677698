import { expect, it } from "vitest";
import type { Entry, EventFields } from "../../src/phone/entries";
import { uuid7 } from "../../src/phone/uuid";
import { fitting, lastList, recorded, stageNow, stillToCome, suppliesNow } from "../../src/station/log";
import { gatesHere, gateSentence, lastDue, listedSentence, recordedSentence, standing, sweepSentence } from "../../src/station/sentences";
import type { CutoffRowView, LastListRow, SightedView, StationPageView } from "../../src/wire";

const ZONE = "America/New_York";
/** 2026-05-03 13:00 in New York. */
const ONE = Date.UTC(2026, 4, 3, 17) / 1000;

let made = 0;

function said(fields: EventFields, at_s: number, over: Partial<Entry> = {}): Entry {
  made += 1;
  const stamp = { stretch: 1, wall_ms: at_s * 1000, mono_ms: made };
  return { id: uuid7(made), link: "t", fields, stamp, happened_s: at_s, state: "waiting", reason: "", stored: true, ...over };
}

const saw = (bib: string, at_s: number, over: Partial<Entry> = {}): Entry =>
  said({ kind: "sighting", place: "s19", what: "passed", ...(bib === "" ? {} : { bib }) }, at_s, over);

const happened = (entry: Entry): number | null => entry.happened_s;

function row(bib: string, over: Partial<LastListRow> = {}): LastListRow {
  return { bib, state: "to_come", here: "", p50_s: ONE + 600, p95_s: ONE + 1200, why: "", ...over };
}

function view(over: Partial<StationPageView> = {}): StationPageView {
  return {
    as_of_s: ONE, speed: 1, race: "r", name: "Race", zone: ZONE, unit: "mi", post: "s19", post_name: "Station 19", role: "station",
    at_m: { marathon: 32_000 }, lantern: "lit", version: 1, cutoffs: [], lines: [], holds: [], notices: [], questions: [],
    closing: {
      station: "s19", name: "Station 19", cheer: false, stage: "counting", stage_s: ONE - 60, stage_by: "RD", proposal: "stay", reasons: [],
      to_come: 3, to_come_p05: 3, to_come_p95: 3, last_p50_s: ONE + 600, last_p95_s: ONE + 1200, last_list: [], list_open: true,
      list_agreed_s: null, sweeps: [],
    },
    expected: 4000, here: 3997, unknown: 0, missed: 0, stopped: [], in_out: false, sighted: [], last_list: [row("88"), row("4410"), row("5123")],
    supplies: [], changes: [], ...over,
  } as StationPageView;
}

const sighted = (over: Partial<SightedView> = {}): SightedView =>
  ({ id: "known", bib: "7", what: "passed", at_s: ONE - 30, by: "JM", candidates: [], ...over });

it("lays what this phone said over what race control knows, each once", () => {
  const own = saw("4410", ONE + 10);
  const log = recorded([sighted(), sighted({ id: own.id, bib: "4410", at_s: ONE + 11 })], [own], happened);
  expect(log.map((one) => [one.bib, one.own])).toEqual([["4410", true], ["7", false]]);
});

it("shows a bib that came later, and not what was taken back or refused", () => {
  const nameless = saw("", ONE);
  const mistake = saw("12", ONE + 1);
  const refused = saw("13", ONE + 2, { state: "refused" });
  const named = said({ kind: "correction", target: nameless.id, amended: { kind: "sighting", place: "s19", what: "passed", bib: "5123" } }, ONE + 5);
  const back = said({ kind: "correction", target: mistake.id }, ONE + 6);
  const log = recorded([], [back, named, refused, mistake, nameless], happened);
  expect(log.map((one) => [one.bib, one.at_s])).toEqual([["5123", ONE]]);
});

it("takes the later of two corrections", () => {
  const first = saw("1", ONE);
  const fields = { kind: "sighting", place: "s19", what: "passed" };
  const once = said({ kind: "correction", target: first.id, amended: { ...fields, bib: "2" } }, ONE + 1);
  const twice = said({ kind: "correction", target: first.id, amended: { ...fields, bib: "3" } }, ONE + 2);
  expect(recorded([], [twice, once, first], happened)[0]?.bib).toBe("3");
});

it("resolves the last list in both directions", () => {
  const rows = lastList(
    view({ last_list: [row("1"), row("2", { state: "passed", why: "read at 35K 13:02" }), row("3", { state: "accounted" }), row("4", { state: "search" })] }),
    recorded([], [saw("1", ONE)], happened),
  );
  expect(Object.fromEntries(rows.map((one) => [one.bib, one.resolved]))).toEqual({ "1": true, "2": false, "3": true, "4": true });
});

it("counts those still to come without those recorded here since, and not twice", () => {
  expect(stillToCome(view(), recorded([], [saw("4410", ONE), saw("4410", ONE + 1)], happened))).toBe(2);
  expect(stillToCome(view(), recorded([], [said({ kind: "sighting", place: "s19", what: "missed", bib: "88" }, ONE)], happened))).toBe(3);
});

it("knows a stage that the captain said and race control has not heard, until race control says another", () => {
  const packing = said({ kind: "station", station: "s19", what: "packing" }, ONE);
  expect(stageNow(view().closing, [packing], happened).stage).toBe("packing");
  expect(stageNow({ ...view().closing, stage: "stay", stage_s: ONE + 60 }, [packing], happened).stage).toBe("stay");
});

it("counts supplies as last said on this phone", () => {
  const supplies = [{ item: "water", left: 400, left_s: ONE - 600, need: 30, need_p95: 36, short: false }];
  const counted = said({ kind: "station", station: "s19", what: "supplies", item: "water", left: 20 }, ONE);
  expect(suppliesNow(view({ supplies }), [counted], happened)[0]).toMatchObject({ left: 20, left_s: ONE, short: true });
});

it("offers the bibs that half a number may be", () => {
  expect(fitting(["4410", "4510", "88"], "4?1")).toEqual(["4410", "4510"]);
  expect(fitting(["88"], "888")).toEqual([]);
});

it("says ranges that cannot be misread", () => {
  expect(lastDue(ONE, ONE + 840, ZONE)).toBe("last likely 13:00, 19 in 20 by 13:14");
  expect(standing("counting")).toBe("Stay until released.");
  expect(listedSentence({ ...row("4410"), said: null, resolved: false }, ZONE)).toBe("likely 13:10, 19 in 20 by 13:20");
  const known = { id: "a", bib: "", what: "passed", at_s: ONE, by: "", candidates: [], own: true, sent: false };
  expect(recordedSentence(known, ZONE)).toBe("bib to come passed 13:00");
});

it("says where a sweep is and whether the road is clear behind it", () => {
  const sweep = { vehicle: "sweep1", name: "Sweep 1", distance: "marathon", away_m: 1931.2, eta_s: ONE + 1200, heard_s: ONE - 60, clear_behind: false };
  expect(sweepSentence(sweep, ONE, ZONE, "mi")).toBe("Sweep 1: 1.2 mi to come, here about 13:20, heard 1 min ago");
  expect(sweepSentence({ ...sweep, away_m: -400, clear_behind: true }, ONE, ZONE, "mi")).toBe(
    "Sweep 1: past you, it says the road is clear behind it, heard 1 min ago",
  );
});

it("shows the cut-off of this place only", () => {
  const gate = { gate: "g", name: "Mile 20", distance: "marathon", at_m: 32_050, cutoff_s: ONE, grace_s: 120, table_s: null, held_until_s: null, consequence: "ride" } as CutoffRowView;
  expect(gatesHere(view({ cutoffs: [gate, { ...gate, at_m: 42_195 }] }))).toEqual([gate]);
  expect(gateSentence(gate, ZONE)).toBe("Mile 20 13:00, 2 min of grace, then they are offered a ride");
  const held = { ...gate, cutoff_s: ONE + 3_600, table_s: ONE, held_until_s: ONE + 3_600 };
  expect(gateSentence(held, ZONE)).toContain("13:00 by the table, held open until 14:00");
});

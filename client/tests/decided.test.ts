import { describe, expect, it } from "vitest";
import { holdItems, whatIfItems } from "../src/chart/decided";
import { Frame } from "../src/chart/frame";
import { gateItems, stationItems } from "../src/chart/places";
import type { Known } from "../src/chart/scene";
import { wholeWindow } from "../src/chart/windows";
import type { ClosingView, DecisionsView, HoldTermsView, WhatIfView } from "../src/wire";
import { at, control, LINE, RACE, station } from "./made";

const FRAME = new Frame(wholeWindow(RACE, 42_195), { left: 40, top: 10, width: 900, height: 500 }, 0, LINE.pace_s_per_m);
const TERMS: HoldTermsView = { terms: "t", distance: "marathon", from_m: 29_000, to_m: 42_195, until_s: at("14:40"), bibs: ["4410", "5123"], by: "R", at_s: at("12:06"), why: "", parties: [] };
const HOLD = { hold: "h", state: "in_force", latest: TERMS, force: TERMS, in_force_s: at("12:11"), ended_s: null, by: "R", claimed: false, told: [], acks: [], text: "Open until 14:40.", missed: "" };
const CLOSING = { station: "s1", name: "Station 1", stage: "opened", stage_s: null, sweeps: [] } as unknown as ClosingView;

function known(decisions: Partial<DecisionsView>, part: Parameters<typeof control>[0] = {}): Known {
  const table = { version: 1, published_s: null, by: "", rows: [], lines: [], warnings: [] };
  const whole: DecisionsView = { as_of_s: 0, table, proposals: [], versions: [], holds: [], stations: [], mats: [], segments: [], questions: [], unheard: [], ...decisions };
  return { race: RACE, control: control(part), chart: null, decisions: whole, distance: "marathon", length_m: 42_195 };
}

describe("a hold on the chart", () => {
  it("stands at its end over its stretch, with whose it is for", () => {
    const [item] = holdItems(known({ holds: [HOLD] }), FRAME);
    expect(item).toMatchObject({ label: "held until 14:40", whose: "for 4410, 5123", inForce: true, from: FRAME.at(at("14:40"), 29_000), to: FRAME.at(at("14:40"), 42_195) });
  });

  it("is gone once it is ended", () => expect(holdItems(known({ holds: [{ ...HOLD, state: "ended", ended_s: at("14:30") }] }), FRAME)).toEqual([]));
  it("is drawn on its own distance only", () => expect(holdItems({ ...known({ holds: [HOLD] }), distance: "half" }, FRAME)).toEqual([]));
});

describe("a station's line", () => {
  const stations = [station({ at_m: 30_000, last_p95_s: at("13:00"), to_come: 2 })];
  const end = (closing: ClosingView) => stationItems(known({ stations: [closing] }, { stations }), FRAME)[0];

  it("goes on until the last sweep is past", () => {
    const sweeps = [{ vehicle: "v", name: "", distance: "marathon", away_m: 1, eta_s: at("13:10"), heard_s: null, clear_behind: false }];
    expect(end({ ...CLOSING, sweeps })?.to).toEqual(FRAME.at(at("13:10"), 30_000));
  });

  it("ends where it was closed, and is bright no longer", () => expect(end({ ...CLOSING, stage: "closed", stage_s: at("12:40") })).toMatchObject({ to: FRAME.at(at("12:40"), 30_000), needed: false }));
});

describe("a gate", () => {
  it("stands at the hold's end while it is held", () => {
    const row = { gate: "g", name: "Mile 20", distance: "marathon", at_m: 32_187, clock: "wall", clock_basis: "", rule: "", cutoff_s: at("14:40"), grace_s: 0, held_until_s: at("14:40"), table_s: at("12:41"), moved_s: 0, consequence: "", governs: [] };
    const gates = [{ id: "g", distance: "marathon", at_m: 32_187, cutoff_s: at("12:41"), to_come: 1, at_risk: 1, late: 1, late_p05: 0, late_p95: 1 }];
    const table = { version: 1, published_s: null, by: "", rows: [row], lines: [], warnings: [] };
    expect(gateItems(known({ table }, { gates }), FRAME)[0]).toMatchObject({ held: true, past: false, label: "Mile 20 14:40", at: FRAME.at(at("14:40"), 32_187) });
  });
});

describe("a what-if", () => {
  const gate = { gate: "g", name: "", distance: "marathon", at_m: 32_187, cutoff_s: at("12:41"), would_be_s: at("13:01"), late: 1, would_be_late: 0 };
  const view: WhatIfView = { limit_extra_s: 1200, sweep_slower: 1, closed: [], in_time: 1, would_be_in_time: 2, gates: [gate], stations: [], finish_by: [], said: [] };

  it("copies only what it would move", () => {
    expect(whatIfItems(known({}), view, FRAME)?.gates).toEqual([{ id: "g", at: FRAME.at(at("13:01"), 32_187), label: "if: 13:01", left: false }]);
    expect(whatIfItems(known({}), { ...view, limit_extra_s: 0, gates: [{ ...gate, would_be_s: gate.cutoff_s }] }, FRAME)).toMatchObject({ line: "", gates: [] });
  });

  it("is nothing while none is asked", () => expect(whatIfItems(known({}), null, FRAME)).toBeNull());
});

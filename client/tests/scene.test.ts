import { describe, expect, it } from "vitest";
import { callouts } from "../src/chart/callouts";
import { Frame } from "../src/chart/frame";
import { touches } from "../src/chart/labels";
import { buildScene } from "../src/chart/scene";
import { leanOffsets, leanWindow, wholeWindow } from "../src/chart/windows";
import { at, control, due, LINE, RACE, station, track, vehicle } from "./made";

const PLOT = { left: 40, top: 10, width: 900, height: 500 };
const FRAME = new Frame(wholeWindow(RACE, 42_195), PLOT, 0, LINE.pace_s_per_m);
const CHART = {
  as_of_s: at("12:55"),
  runners: [
    track("4410", [[at("07:04"), 0], [at("12:13"), 30_000]], [[42_195, at("14:18"), at("14:27"), at("14:38")]]),
    track("771", [[at("07:05"), 0], [at("12:49"), 35_000]], [[42_195, at("13:58"), at("14:02"), at("14:07")]]),
  ],
  vehicles: [{ vehicle: "sweep1", kind: "sweep", distance: "marathon", seen: [[at("07:07"), 0], [at("12:54"), 33_600]] as [number, number][] }],
};
const CONTROL = control({
  last: [due("4410", "14:27"), due("771", "14:02")],
  stations: [
    station({ at_m: 30_000, first_p50_s: at("08:40"), last_p50_s: at("12:20"), last_p95_s: at("12:30"), to_come: 1 }),
    station({ id: "s2", at_m: 35_000, to_come: 2 }),
  ],
  gates: [{ id: "g", distance: "marathon", at_m: 32_187, cutoff_s: at("12:41"), to_come: 1, at_risk: 1, late: 0.8, late_p05: 0, late_p95: 1 }],
  vehicles: [vehicle({ id: "sweep1", name: "Sweep 1", kind: "sweep", at_m: 33_600, fix_s: at("12:54"), line_offset_s: -780 }), vehicle({ id: "x", distance: null })],
});
const SCENE = buildScene({ race: RACE, control: CONTROL, chart: CHART, decisions: null, distance: "marathon", length_m: 42_195 }, FRAME);

describe("the scene", () => {
  it("draws the lantern on top", () => expect(SCENE.runners.map((r) => [r.bib, r.lantern])).toEqual([["771", false], ["4410", true]]));

  it("ends a station's line where it may close", () => {
    expect(SCENE.stations).toHaveLength(1);
    expect(SCENE.stations[0]!.to).toEqual(FRAME.at(at("12:30"), 30_000));
  });

  it("leaves vehicles off the course to the list", () => expect(SCENE.vehicles.map((v) => v.id)).toEqual(["vehicle sweep1"]));

  it("says the limit and what the line counts from", () => {
    expect(SCENE.line?.label).toBe("virtual line 16:00 /mi from the last starter, 07:06");
    expect(SCENE.line?.limit.label).toBe("limit 14:05");
  });

  it("owns up when the line's zero is only planned", () => {
    const planned = control({ lines: [{ ...LINE, zero_basis: "planned" }] });
    const scene = buildScene({ race: RACE, control: planned, chart: null, decisions: null, distance: "marathon", length_m: 42_195 }, FRAME);
    expect(scene.line?.label).toBe("virtual line 16:00 /mi from the last starter, 07:06, as planned");
  });
});

describe("its labels", () => {
  const bounds = { x0: 42, y0: 10, x1: 940, y1: 510 };
  const now = { label: "now 12:55", from: FRAME.at(at("12:55"), 0), to: FRAME.at(at("12:55"), 42_195) };
  const said = callouts(SCENE, now, bounds, (text) => text.length * 7);

  it("always name now, the limit, the lantern and the sweep", () => {
    expect(said.labels.map((l) => l.id)).toEqual(expect.arrayContaining(["now", "limit", "runner 4410", "vehicle sweep1"]));
  });

  it("keep off each other and off the line's own text", () => {
    for (const [i, a] of said.labels.entries()) for (const b of said.labels.slice(i + 1)) expect(touches(a.box, b.box)).toBe(false);
    expect(said.along).not.toBeNull();
  });

  it("write along the line", () => {
    const line = SCENE.line!;
    const slope = (Math.atan2(line.to.y - line.from.y, line.to.x - line.from.x) * 180) / Math.PI;
    expect(said.along?.degrees).toBeCloseTo(slope, 6);
  });
});

describe("the lean window", () => {
  it("measures from the virtual line, behind positive", () => {
    const offsets = leanOffsets(LINE, CHART, "marathon");
    expect(offsets[0]).toBeCloseTo(-120);
    expect(Math.max(...offsets)).toBeGreaterThan(1800);
  });

  it("has the line inside", () => {
    const window = leanWindow(LINE, CHART, "marathon", 42_195);
    expect(window.u0).toBeLessThan(LINE.zero_s);
    expect(window.u1).toBeGreaterThan(LINE.zero_s);
  });
});

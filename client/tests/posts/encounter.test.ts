import { describe, expect, it } from "vitest";
import { headCount } from "../../src/rides/steps";
import { choices, encounter, fitting, recorded, roadClear, toldOf } from "../../src/sweep/encounter";
import { at } from "../made";
import { entry, hold, near, sweep, terms } from "./made";

const view = sweep();
const where = { distance: "marathon", at_m: 22_530.8 };
const bare = { kind: "encounter", vehicle: "sweep1" };

describe("an encounter", () => {
  it("says who, what and where", () => {
    expect(encounter(view, "going_on", "4410", near(), where)).toEqual({ ...bare, what: "going_on", bib: "4410", distance: "marathon", at_m: 22_531 });
  });

  it("leaves out the bib that comes later, and a place that is not known", () => {
    expect(encounter(view, "pavement", "", null, null)).toEqual({ ...bare, what: "pavement" });
  });

  it("carries the gate and the clock that the runner was told", () => {
    const runner = near({ gate: "Mile 20", gate_s: at("12:41") });
    expect(encounter(view, "told_target", "4410", runner, null)).toMatchObject({ gate: "Mile 20", target: "2026-05-03T16:41:00.000Z" });
    expect(encounter(view, "going_on", "4410", runner, null)).not.toHaveProperty("target");
    expect(encounter(view, "told_target", "4410", near(), null)).not.toHaveProperty("target");
  });

  it("of a hold names the hold and what the runner chose", () => {
    expect(toldOf(view, hold(), "5123", "ride", null)).toEqual({ ...bare, what: "ride", bib: "5123", hold: "h" });
  });
});

describe("what a crew reports of the road and the bus", () => {
  it("clears the road at a place", () =>
    expect(roadClear(view, where)).toEqual({ kind: "vehicle", vehicle: "sweep1", road_clear: true, distance: "marathon", at_m: 22_531 }));
});

describe("what was recorded on this phone", () => {
  const first = entry(1, encounter(view, "going_on", "", null, null));

  it("stands as it was put right last", () => {
    const named = entry(2, { kind: "correction", target: "e1", amended: { ...first.fields, bib: "441" } });
    const again = entry(3, { kind: "correction", target: "e1", amended: { ...first.fields, bib: "4410" } });
    expect(recorded([again, named, first]).map((one) => [one.entry.id, one.bib])).toEqual([["e1", "4410"]]);
  });

  it("is gone when it was taken back", () => {
    expect(recorded([entry(2, { kind: "correction", target: "e1", why: "x" }), first])).toEqual([]);
  });

  it("knows encounters only, latest first", () => {
    const second = entry(2, encounter(view, "ride", "88", null, null));
    expect(recorded([entry(3, headCount(view, 1)), second, first]).map((one) => one.what)).toEqual(["ride", "going_on"]);
  });
});

describe("who has been told of a hold", () => {
  const told = hold({ force: terms(), told: [{ bib: "4410", at_s: at("12:14"), choice: "going_on", by: "" }, { bib: "5123", at_s: null, choice: "", by: "" }] });

  it("are those the view knows of", () => expect([...choices(told, []).keys()]).toEqual(["4410"]));

  it("are also those told on this phone; the latest choice counts", () => {
    const own = recorded([entry(2, toldOf(view, told, "5123", "ride", null)), entry(1, toldOf(view, told, "5123", "pavement", null))]);
    expect(choices(told, own).get("5123")).toBe("ride");
  });

  it("are not those met without a word of it", () => {
    expect(choices(told, recorded([entry(1, encounter(view, "going_on", "5123", null, null))])).has("5123")).toBe(false);
  });
});

describe("bibs that fit what was typed", () => {
  const bibs = ["4410", "4510", "5123"];
  it("begin with it", () => expect(fitting(bibs, "44")).toEqual(["4410"]));
  it("may have any digit where one could not be read", () => expect(fitting(bibs, "4?1")).toEqual(["4410", "4510"]));
  it("are none before anything is typed", () => expect(fitting(bibs, "")).toEqual([]));
});

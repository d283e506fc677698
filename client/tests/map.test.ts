import { describe, expect, it } from "vitest";
import { corners, type Line, placeAt, ribbon, stretch } from "../src/map/geometry";
import { sights } from "../src/map/sights";
import { mapStyle } from "../src/map/style";
import { at, control, due, RACE, runner, vehicle } from "./made";

const LINE: Line = [[0, 0, 0], [1, 0, 100], [1, 1, 200]];

describe("places on the line", () => {
  it.each([
    [0, [0, 0]],
    [50, [0.5, 0]],
    [100, [1, 0]],
    [150, [1, 0.5]],
    [999, [1, 1]],
    [-5, [0, 0]],
  ])("%d m", (m, place) => expect(placeAt(LINE, m)).toEqual(place));

  it("stretches keep the corners between their ends", () => expect(stretch(LINE, 50, 150)).toEqual([[0.5, 0], [1, 0], [1, 0.5]]));

  it("corners hold the whole line", () => expect(corners(LINE)).toEqual([[0, 0], [1, 1]]));

  it("the ribbon is fullest where most are expected and leaves out empty road", () => {
    const pieces = ribbon(LINE, [4, 4, 0, 0, 1, 0], 33, 2);
    expect(pieces.map((p) => p.w)).toEqual([1, Math.sqrt(1 / 8)]);
  });
});

describe("the map's style", () => {
  const colours = { ground: "#000000", dim: "#111111", edge: "#222222", forecast: "#333333", lantern: "#444444", open: "#555555" };
  const style = mapStyle({ line: LINE, length_m: 200, along: [1], along_step_m: 100, stations: [{ at_m: 50, needed: true }], expected: [{ from_m: 10, to_m: 20, lantern: true }] }, colours);

  it("asks no server for tiles, glyphs or sprites", () => {
    expect(JSON.stringify(style)).not.toMatch(/https?:|glyphs|sprite|tiles/);
    expect(style.layers.some((layer) => layer.type === "symbol")).toBe(false);
  });
});

describe("what stands on the map", () => {
  const evidence = (place: string, at_m: number) => ({ kind: "passing", place, at_m, at_s: at("12:13") });
  const view = control({
    last: [
      due("4410", "14:27", { evidence: evidence("30K", 150) }),
      due("5123", "14:27", { evidence: evidence("30K", 150) }),
      due("771", "14:02", { evidence: evidence("35K", 180) }),
      due("518", "13:50", { evidence: evidence("35K", 180) }),
      runner({ bib: "9" }),
    ],
    vehicles: [vehicle({ name: "Sweep 1", kind: "sweep", longitude: 1, latitude: 0.5, fix_s: at("12:54") }), vehicle({ id: "never" })],
  });
  const found = sights(RACE, view, "marathon", LINE, 200);

  it("names the lantern and counts the others by where they were last seen", () => {
    expect(found.filter((s) => s.kind === "lantern" || s.kind === "seen").map((s) => s.label)).toEqual(["4410, 5123 · 30K, 42 min ago", "2 of the last · 35K"]);
  });

  it("gives each vehicle's fix its age, and shows none that was never heard", () => {
    expect(found.filter((s) => s.kind === "sweep" || s.kind === "vehicle").map((s) => s.label)).toEqual(["Sweep 1, 1 min ago"]);
  });
});

import { describe, expect, it } from "vitest";
import { Frame } from "../src/chart/frame";
import { bandPath, expectedNow, expectedPath, lanternBibs, seenPath } from "../src/chart/tracks";
import { due, runner, track } from "./made";

const FRAME = new Frame({ u0: 0, u1: 100, m0: 0, m1: 100 }, { left: 0, top: 0, width: 100, height: 100 }, 0, 1);

describe("paths", () => {
  it("join evidence with straight lines", () => expect(seenPath(FRAME, [[0, 0], [10, 20]])).toBe("M0.0 100.0L10.0 80.0"));

  it("start what is expected at the last evidence", () => {
    expect(expectedPath(FRAME, [[10, 20]], [[40, 20, 30, 50]])).toBe("M10.0 80.0L30.0 60.0");
  });

  it("open the band from the last evidence and close it", () => {
    expect(bandPath(FRAME, [[10, 20]], [[40, 20, 30, 50]])).toBe("M10.0 80.0L20.0 60.0L50.0 60.0Z");
  });

  it("draw nothing expected without a forecast", () => {
    expect(expectedPath(FRAME, [[10, 20]], [])).toBe("");
    expect(bandPath(FRAME, [[10, 20]], [])).toBe("");
  });
});

describe("who carries the lantern", () => {
  it("is the last, and one close before", () => {
    expect(lanternBibs([due("3", "14:25"), due("2", "14:28"), due("1", "14:00")], "marathon")).toEqual(["3", "2"]);
  });

  it("is one alone when the next is well ahead", () => expect(lanternBibs([due("2", "14:22"), due("1", "14:00")], "marathon")).toEqual(["2"]));

  it("is not one who is late for a mat while others surely run", () => {
    expect(lanternBibs([due("1", "15:00", { mark: "late" }), due("2", "14:22")], "marathon")).toEqual(["2"]);
    expect(lanternBibs([due("1", "15:00", { mark: "late" })], "marathon")).toEqual(["1"]);
  });

  it("is nobody off the course, on another distance or without a forecast", () => {
    const last = [due("1", "15:00", { state: "unresolved" }), due("2", "15:00", { distance: "half" }), runner({ bib: "3" })];
    expect(lanternBibs(last, "marathon")).toEqual([]);
  });
});

describe("where someone is expected now", () => {
  const seen = track("7", [[0, 0], [100, 1000]], [[2000, 180, 200, 260], [3000, 260, 300, 420]]);

  it("lies between the late and the early quantile", () => {
    const now = expectedNow(seen, 220);
    expect(now?.[0]).toBeCloseTo(1000 + (120 / 160) * 1000);
    expect(now?.[1]).toBeCloseTo(2000 + 0.2 * 1000);
    expect(now?.[2]).toBeCloseTo(2000 + 0.5 * 1000);
  });

  it("is never behind the last evidence nor beyond the last point", () => {
    expect(expectedNow(seen, 50)).toEqual([1000, 1000, 1000]);
    expect(expectedNow(seen, 9999)).toEqual([3000, 3000, 3000]);
  });

  it("is not known without a forecast", () => expect(expectedNow(track("8", [[0, 0]], []), 10)).toBeNull());
});

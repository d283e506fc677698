import { describe, expect, it } from "vitest";
import { lineAt_m, newest, nextGate, offsetAt, type Place } from "../../src/sweep/line";
import { at, LINE } from "../made";
import { MILE, row } from "./made";

const said = (at_m: number, clock: string): Place => ({ at_m, at_s: at(clock), source: "said" });

describe("the offset to the virtual line", () => {
  // The line is at mile 14 at 10:50 (16:00 a mile from 07:06).
  it("is behind by as much as the line was there before", () => {
    const { offset_s, offset_m } = offsetAt(LINE, said(14 * MILE, "10:52"), at("10:52:40"));
    expect(offset_s).toBeCloseTo(-160, 3);
    expect(offset_m).toBeCloseTo(-268.2, 0);
  });

  it("is ahead before the line is there", () => expect(offsetAt(LINE, said(14 * MILE, "10:49"), at("10:49")).offset_s).toBeCloseTo(60, 3));

  it("grows on while a phone stands still", () => {
    const place = said(14 * MILE, "10:50");
    expect(offsetAt(LINE, place, at("10:53")).offset_s).toBeCloseTo(-180, 3);
  });

  it("of a tracker stays what it was at its last fix", () => {
    const place: Place = { at_m: 14 * MILE, at_s: at("10:52"), source: "tracker" };
    expect(offsetAt(LINE, place, at("10:55")).offset_s).toBeCloseTo(-120, 3);
  });

  it("is counted to a line that waits at the start until its zero", () => {
    expect(lineAt_m(LINE, at("07:00"))).toBe(0);
    expect(lineAt_m(LINE, at("10:50"))).toBeCloseTo(14 * MILE, 3);
  });
});

describe("where the sweep is", () => {
  const tracker: Place = { at_m: 1, at_s: at("10:51"), source: "tracker" };

  it("is the newest word", () => {
    expect(newest([said(2, "10:50"), tracker, null])).toBe(tracker);
    expect(newest([said(2, "10:52"), tracker])?.at_m).toBe(2);
  });

  it("is the phone's own of two equally new", () => expect(newest([said(2, "10:51"), tracker])?.at_m).toBe(2));

  it("is not known without any", () => expect(newest([null, null])).toBeNull());
});

describe("the next gate", () => {
  const rows = [row({ gate: "finish", at_m: 42_195 }), row({ gate: "g4", at_m: 20 * MILE }), row({ gate: "half", distance: "half", at_m: 21_000 })];

  it("is the nearest ahead on the same distance", () => {
    expect(nextGate(rows, "marathon", 15 * MILE)?.gate).toBe("g4");
    expect(nextGate(rows, "marathon", 20 * MILE)?.gate).toBe("finish");
  });

  it("is none after the finish", () => expect(nextGate(rows, "marathon", 42_195)).toBeNull());
});

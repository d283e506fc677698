import { describe, expect, it } from "vitest";
import { aboard, margin, offset, percent, place, placeSaid, range, runnerSentence, stationSentence, vehicleSentence } from "../src/words";
import { at, runner, station, vehicle, ZONE } from "./made";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("a runner's sentence", () => {
  it("says last evidence with its age, then what is expected", () => {
    const text = runnerSentence(
      runner({
        bib: "1207",
        evidence: { kind: "passing", place: "15K", at_m: 15_000, at_s: at("09:12") },
        finish: { place: "Finish", at_m: 42_195, p05_s: at("13:58"), p50_s: at("14:10"), p95_s: at("14:22"), limit_s: at("14:05"), p_in_time: 0.31 },
      }),
      at("10:00"),
      ZONE,
    );
    expect(plain(text)).toBe("1207 · read at 15K 09:12, 48 min ago · expected at the finish 13:58 to 14:22 · 31 % in time");
  });

  it("names what draws attention and owns up to knowing nothing", () => {
    expect(runnerSentence(runner({ bib: "9", evidence: null, finish: null, mark: "overdue" }), 0, ZONE)).toBe("9 · never seen · overdue");
  });
});

describe("numbers in words", () => {
  it.each([
    [0.0001, "<1 %"],
    [0.31, "31 %"],
    [0.994, "99 %"],
    [0.999, ">99 %"],
    [1, ">99 %"],
    [0, "<1 %"],
  ])("never promises nothing or everything: %d", (p, text) => expect(plain(percent(p))).toBe(text));

  it.each([
    [0, "on the line"],
    [-29, "on the line"],
    [180, "3 min ahead"],
    [-1020, "17 min behind"],
    [-4000, "1 h 6 min behind"],
  ])("says a margin of %d s", (s, text) => expect(plain(margin(s))).toBe(text));

  it.each([
    [-160, "2:40 behind the line"],
    [65, "1:05 ahead of the line"],
    [-3725, "1:02:05 behind the line"],
    [2, "on the line"],
  ])("says an offset of %d s", (s, text) => expect(offset(s)).toBe(text));

  it("gives places in the race's unit", () => {
    expect(plain(place(33_640, "mi"))).toBe("mile 20.9");
    expect(plain(place(33_640, "km"))).toBe("km 33.6");
  });

  it("shows a range of one minute as one time", () => expect(range(at("13:58"), at("13:58") + 30, ZONE)).toBe("13:58"));
});

describe("stations and vehicles", () => {
  it("says who is still to come and until when to stay", () => {
    const view = station({ at_m: 31_865, to_come: 3, last_p50_s: at("13:52"), last_p95_s: at("14:05") + 1 });
    expect(plain(stationSentence("Station 18", view, ZONE, "mi"))).toBe(
      "Station 18 at mile 19.8 · 3 still to come · last likely 13:52, 19 in 20 by 14:06",
    );
  });

  it("promises no time once nobody is to come", () => {
    const view = station({ to_come: 0, last_p50_s: at("13:52"), last_p95_s: at("14:06"), stage: "packing" });
    expect(plain(stationSentence("S", view, ZONE, "km"))).toBe("S at km 0.0 · nobody still to come · packing");
  });

  it("says a vehicle's place, age of fix, offset and head-count", () => {
    const view = vehicle({ name: "Sweep 1", at_m: 33_640, fix_s: at("12:54"), line_offset_s: -160, seats: 14, aboard: 1 });
    expect(plain(vehicleSentence(view, at("12:55"), "mi"))).toBe("Sweep 1 · at mile 20.9, 1 min ago · 2:40 behind the line · aboard: 1 of 14");
  });

  it("tells a head-count that nobody gave from an empty vehicle", () => {
    expect(aboard(vehicle({ seats: 7, aboard: null }))).toBe("not told");
    expect(aboard(vehicle({ seats: 7, aboard: 0 }))).toBe("0 of 7");
  });
});

describe("a place known in words and as a distance", () => {
  const said = (text: string, at_m: number | null = 22_531): string => placeSaid(text, at_m, "mi").replaceAll("\u00a0", " ");

  it("is said once when the words are the distance", () => expect(said("14.0 mi")).toBe("mile 14.0"));
  it("is said once when the words are the place", () => expect(said("mile 14.0")).toBe("mile 14.0"));
  it("is said once when the words end with it", () => expect(said("Station 13, 14.0 mi")).toBe("Station 13, mile 14.0"));
  it("has its distance where the words have none", () => expect(said("by the bridge")).toBe("by the bridge, mile 14.0"));
  it("stays as it was said where no distance is known", () => expect(said("by the bridge", null)).toBe("by the bridge"));
});

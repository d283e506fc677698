import { describe, expect, it } from "vitest";
import { bibOf, runnerPage } from "../src/page/addresses";
import { doubted, passed, restsOn, standing } from "../src/runner/sentences";
import { aheadWindow, lastSeen, movedScale, steps, wayWindow } from "../src/runner/way";
import type { GateChanceView, RunnerForecastView, SeenView, SpreadView } from "../src/wire";
import { at, ZONE } from "./made";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const due = (p50: string): SpreadView => ({ p05_s: at(p50) - 600, p25_s: at(p50) - 200, p50_s: at(p50), p75_s: at(p50) + 200, p95_s: at(p50) + 600 });

function gate(part: Partial<GateChanceView> = {}): GateChanceView {
  return {
    id: "finish", name: "Finish", at_m: 42_195, rule: "", consequence: "none", limit_s: at("14:05"), due: null, p_in_time: null, p_late: null, p_stopped: null,
    needed_s_per_m: null, needed_now_s_per_m: null, expected_s_per_m: null, passed_from_s: null, passed_to_s: null, ...part,
  };
}

function seen(place: string, at_m: number, clock: string, part: Partial<SeenView> = {}): SeenView {
  return { place, kind: "passing", at_m, at_s: at(clock), net_s: null, pace_s_per_m: null, by: "mat", standing: "", due: null, ...part };
}

function view(part: Partial<RunnerForecastView> = {}): RunnerForecastView {
  return {
    as_of_s: at("12:55"), bib: "4410", name: "", distance: "marathon", state: "on_course", detail: "", said: null, start_s: at("07:04"), start_sd_s: 0,
    refused: false, expected: true, mark: "", evidence: { kind: "passing", place: "30K", at_m: 30_000, at_s: at("12:14") }, now_m: null, pace_s_per_m: null,
    seen: [seen("Start", 0, "07:04"), seen("25K", 25_000, "11:19"), seen("30K", 30_000, "12:14")], ahead: [], gates: [gate()], finish: gate(),
    fan: [[42_195, at("14:10"), at("14:20"), at("14:26"), at("14:30"), at("14:40")]], issued: [], finished_s: null, ...part,
  };
}

const said = (part: Partial<RunnerForecastView>): string[] => standing(view(part), ZONE).map((one) => plain(one.text));

describe("how a runner stands", () => {
  it("says when and where they were last read", () => expect(said({})).toEqual(["Read at 30K 12:14, 41 min ago."]));

  it("says first that somebody is late, and at which mat", () => {
    const ahead = [{ place: "35K", kind: "mat", at_m: 35_000, due: due("12:40") }];
    expect(said({ mark: "late", ahead })[0]).toBe("Late: 99 in 100 like this runner would have been read at 35K by now.");
  });

  it("says that somebody has most likely stopped", () => {
    const stopped = view({ finish: gate({ p_in_time: 0.01, p_late: 0.01, p_stopped: 0.98 }) });
    expect(standing(stopped, ZONE).map((one) => plain(one.text))).toContain("Stopped or stopping, most likely: 98 %.");
    expect([doubted(stopped), doubted(view())]).toEqual([true, false]);
  });

  it("says who said what of those out of the race", () => {
    const word = { what: "picked_up", where: "Sweep 1", by: "radio desk", at_s: at("12:03") };
    expect(said({ state: "in_vehicle", said: word })).toEqual(["In a vehicle since 12:03, Sweep 1, said by radio desk."]);
  });

  it("says a finish with its net time and the limit", () => {
    expect(said({ state: "finished", finished_s: at("13:59") })).toEqual(["Finished at 13:59 in 6:55:00 from their own start, 6 min before the limit."]);
    expect(said({ state: "finished", finished_s: null })[0]).toContain("no read at the finish");
  });

  it("never calls somebody unseen a runner who stayed at home while they may still start", () => {
    expect(said({ state: "not_started", evidence: null })).toEqual(["Not read at the start yet. What is expected rests on the gun alone."]);
  });

  it("says what a forecast rests on, and how sure the start is", () => {
    expect(restsOn(view(), ZONE)).toBe("Rests on 2 reads and sightings and a start read at 07:04; the last 41 min ago.");
    expect(restsOn(view({ start_sd_s: 300, seen: [], evidence: null }), ZONE)).toBe("Rests on a start not read, taken as 07:04 give or take 10 min alone.");
  });
});

describe("gates that are behind", () => {
  it.each([
    ["13:00", "13:00", "passed 13:00, in time", false],
    ["14:10", "14:20", "passed between 14:10 and 14:20, after the cut-off", true],
    ["14:00", "14:10", "passed between 14:00 and 14:10: in time or not is not known", null],
  ])("says of one passed from %s to %s: %s", (from, to, text, late) => {
    expect(passed(gate({ passed_from_s: at(from), passed_to_s: at(to) }), ZONE)).toEqual({ text, late });
  });
});

describe("the pictures", () => {
  it("show the whole way with what is expected and the limits", () => {
    const window = wayWindow(view(), 42_195);
    expect([window.u0 < at("07:04"), window.u1 > at("14:40")]).toEqual([true, true]);
  });

  it("show ahead from the evidence before the last, where anything is expected", () => {
    expect(aheadWindow(view(), 42_195)!.m0).toBeLessThan(25_000);
    expect(aheadWindow(view(), 42_195)!.m0).toBeGreaterThan(20_000);
    expect(aheadWindow(view({ fan: [] }), 42_195)).toBeNull();
  });

  it("let nothing doubtful be where somebody was last", () => {
    expect(lastSeen(view({ seen: [...view().seen, seen("40K", 40_000, "12:20", { standing: "doubtful" })] })).at_m).toBe(30_000);
  });

  it("keep a forecast standing until the next is issued", () => {
    const issued = [
      { at_s: 0, after: "5K", due: due("14:00"), p_in_time: null },
      { at_s: 10, after: "", due: due("14:10"), p_in_time: null },
    ];
    expect(steps(issued, (one) => one.due.p50_s, 30)).toEqual([[0, at("14:00")], [10, at("14:00")], [10, at("14:10")], [30, at("14:10")]]);
  });

  it("do not let the guess before the first mat flatten the day", () => {
    const wide = { ...due("12:00"), p95_s: at("19:00") };
    const issued = [
      { at_s: at("07:04"), after: "Start", due: wide, p_in_time: null },
      { at_s: at("08:00"), after: "5K", due: due("14:10"), p_in_time: null },
    ];
    expect(movedScale(view({ issued }))!.y1_s).toBeLessThan(at("15:00"));
    expect(movedScale(view())).toBeNull();
  });
});

it("carries any bib in an address", () => {
  for (const bib of ["4410", "A 1", "7/8", "É"]) expect(bibOf(runnerPage(bib))).toBe(bib);
  expect(bibOf("/control")).toBe("");
});

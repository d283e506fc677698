import { describe, expect, it } from "vitest";
import type { Pen } from "../../src/control/commands";
import { accountOf, choiceGroups, type Filled, sayStatus, speaksAgainst, STATUS_CHOICES, type StatusChoice, statusMatter, type StatusName, statusOf, stillAsked, typedBibs } from "../../src/control/statuschoices";
import type { RunnerForecastView } from "../../src/wire";
import { at, ZONE } from "../made";

const NAMES = Object.keys(STATUS_CHOICES) as StatusName[];
const FULL: Filled = { place: "s12", to: "half", at_m: 30_000, said_by: "staff", why: "seen" };
const EMPTY: Filled = { place: "", to: "", at_m: null, said_by: "", why: "" };

function fields(name: StatusName, filled: Filled = FULL, bibs: readonly string[] = ["7"]): Record<string, unknown>[] {
  let n = 0;
  const pen: Pen = { who: "R", at_s: at("14:35"), id: () => `id${++n}` };
  const common = new Set(["id", "happened_at", "source", "kind", "by"]);
  return sayStatus(pen, bibs, name, filled).map((one) => Object.fromEntries(Object.entries(one).filter(([key]) => !common.has(key))));
}

/** As far as is looked at. */
function view(part: Partial<RunnerForecastView>): RunnerForecastView {
  return { bib: "7", state: "on_course", detail: "", finished_s: null, evidence: null, ...part } as RunnerForecastView;
}

describe("what is said", () => {
  it.each<[StatusName, Record<string, unknown>]>([
    ["official", { what: "finished", result: "official" }],
    ["unofficial", { what: "finished", result: "unofficial" }],
    ["finished", { what: "finished" }],
    ["did_not_start", { what: "did_not_start" }],
    ["drop", { what: "drop", place: "s12" }],
    ["time_cut", { what: "time_cut", place: "s12" }],
    ["left", { what: "left", place: "s12", said_by: "staff" }],
    ["bumped", { what: "bumped", at_m: 30_000 }],
    ["diverted", { what: "diverted", place: "s12" }],
    ["changed_distance", { what: "changed_distance", to: "half" }],
    ["reinstated", { what: "reinstated", place: "s12" }],
    ["with_medical", { what: "with_medical", place: "s12" }],
    ["transported", { what: "transported", to: "half" }],
    ["released", { what: "released", to: "half" }],
  ])("of %s holds what was asked, and nothing else that was typed", (name, wanted) => expect(fields(name)).toEqual([{ bib: "7", ...wanted, why: "seen" }]));

  it("is one event for each bib", () => expect(fields("official", FULL, ["4410", "5123"]).map((one) => one["bib"])).toEqual(["4410", "5123"]));
  it("has no empty place", () => expect(fields("drop", { ...FULL, place: "" })).toEqual([{ bib: "7", what: "drop", why: "seen" }]));
});

describe("what is still asked", () => {
  it("is nothing once all is filled in", () => expect(NAMES.filter((name) => stillAsked(name, FULL, 42_195) !== "")).toEqual([]));
  it("is a reason of everybody but medical", () => {
    const free = NAMES.filter((name) => stillAsked(name, { ...FULL, why: " " }, 42_195) === "");
    expect(free.map((name) => (STATUS_CHOICES[name] as StatusChoice).group)).toEqual(["Medical", "Medical", "Medical"]);
  });
  it.each<[StatusName, string]>([
    ["left", "Say by whose word."],
    ["time_cut", "Say at which gate."],
    ["transported", "Say to where."],
    ["changed_distance", "Say on which distance."],
    ["bumped", "Say where they were let out."],
  ])("of %s is what only the person knows", (name, wanted) => expect(stillAsked(name, { ...EMPTY, why: "seen" }, 42_195)).toBe(wanted));
  it("is a place on their course", () => expect(stillAsked("bumped", { ...FULL, at_m: 42_300 }, 42_195)).toBe("That is not on their course."));
});

describe("what speaks against it", () => {
  const home = view({ state: "finished", finished_s: at("14:26") });
  it("is a finish, of whoever is to have stopped", () => expect(speaksAgainst("drop", home, null, ZONE)).toBe("7 was read at the finish at 14:26: that does not fit."));
  it("is nothing, of a finisher made official", () => expect(speaksAgainst("official", home, null, ZONE)).toBe(""));
  it("is a finish that was not read", () => expect(speaksAgainst("official", view({}), null, ZONE)).toContain("no time"));
  it("is a sight beyond the start, of whoever is not to have started", () => {
    const seen = (at_m: number) => view({ evidence: { kind: "passing", place: "5K", at_m, at_s: at("07:50") } });
    expect([speaksAgainst("did_not_start", seen(5000), null, ZONE) !== "", speaksAgainst("did_not_start", seen(0), null, ZONE) !== ""]).toEqual([true, false]);
  });
  it("is a sight further on than where they were let out", () => {
    const seen = view({ evidence: { kind: "passing", place: "30K", at_m: 30_000, at_s: at("12:00") } });
    expect([20_000, 31_000].map((at_m) => speaksAgainst("bumped", seen, at_m, ZONE) !== "")).toEqual([true, false]);
  });
});

describe("the dialog", () => {
  it("has every choice in a group once", () => expect(choiceGroups().flatMap(([, options]) => Object.keys(options)).sort()).toEqual([...NAMES].sort()));
  it("reads bibs apart by commas or spaces, each once", () => expect(typedBibs(" 4410, 5123 4410;7")).toEqual(["4410", "5123", "7"]));
  it("is opened for bibs with what is proposed", () => expect(statusOf(statusMatter(["4410", "5123"], "official").id)).toEqual({ name: "official", bibs: "4410, 5123" }));
  it("is opened for nobody yet", () => expect(statusOf(statusMatter().id)).toEqual({ name: "", bibs: "" }));
  it("says a state with what it is made of", () => expect(accountOf(view({ state: "finished", detail: "after_limit" }))).toBe("finished, after limit"));
});

import { describe, expect, it } from "vitest";
import { bannerPoints, bannerText, blockerGroups, countdown, details, excusedBy, headCount, leaves, likely, nextStep, pickupState, placeOf, resultsOf, seatsLeft, stepWhen, toLookFor, vehicleAlarms, wrongClock } from "../../src/control/accountwords";
import type { AccountingView, BannerView, BlockerView, CustodyView, PickupView, StepView, UnresolvedView } from "../../src/wire/accounting";
import { at, ZONE } from "../made";

function step(part: Partial<StepView> = {}): StepView {
  return { step: "call_runner", text: "Call the runner", whom: "runner", due_s: at("13:10"), done_s: null, done_by: "", result: "", ...part };
}

function sought(bib: string, part: Partial<UnresolvedView> = {}): UnresolvedView {
  return { bib, name: "", distance: "marathon", level: "query", risk: 0.5, reasons: [], detail: "overdue", evidence: null, since_s: 0, due_s: null, due_place: "", swept_s: null, minor: false, known: [], explanations: [], steps: [], calls: [], excused: "", ...part };
}

function custody(vehicle: string, part: Partial<CustodyView> = {}): CustodyView {
  return { vehicle, name: vehicle, kind: "sag", seats: 6, aboard: [], counted: null, counted_s: null, agree: null, heard_s: null, distance: "marathon", at_m: null, blocked: false, alarm: "", ...part };
}

function pickup(part: Partial<PickupView> = {}): PickupView {
  return { request: "p", bib: "7", need: "ride", place: "Station 1", distance: "marathon", at_m: null, at_s: at("12:30"), by: "", state: "reported", state_s: at("12:30"), waits_s: 0, level: "", vehicle: "", vehicle_name: "", claims: [], eta_s: null, to: "", conflict: "", ...part };
}

function banner(key: string, part: Partial<BannerView> = {}): BannerView {
  return { key, kind: key.split("/")[0]!, place: "", text: "the text", since_s: 0, runners: 0, ...part };
}

function accounting(part: Partial<AccountingView> = {}): AccountingView {
  return { as_of_s: 0, sums: [], unresolved: 0, worklist: [], banners: [], contradictions: [], pickups: [], custody: [], plans: [], conditions: { wet: false, heat: "none", by: "", at_s: null }, all_clear: { lantern: "lit", may: false, blocking: 0, blockers: [], declared: "", declared_s: null, by: "", why: "", leaves: [] }, ...part };
}

const blocker = (key: string, bibs: string[], kind = key.split("/")[0]!): BlockerView => ({ key, kind, bibs, text: key });
const person = { bib: "231", since_s: 0, where: "", by: "" };

describe("the worklist", () => {
  const view = accounting({
    unresolved: 5,
    worklist: [sought("1", { level: "watch", detail: "" }), sought("2"), sought("3", { level: "watch", detail: "", excused: "mat/10k" }), sought("4", { level: "urgent" })],
  });

  it("keeps its order, with the watched apart and without the excused", () => {
    expect(toLookFor(view).sought.map((one) => one.bib)).toEqual(["2", "4"]);
    expect(toLookFor(view).watched.map((one) => one.bib)).toEqual(["1"]);
  });
  it("says how many unresolved it does not list", () => expect(toLookFor(view).more).toBe(3));
  it("folds the excused under their banner", () => expect(excusedBy(view, "mat/10k").map((one) => one.bib)).toEqual(["3"]));
  it("has the first step not done as the next", () => {
    const steps = [step({ step: "ask", done_s: 1 }), step(), step({ step: "police" })];
    expect(nextStep(sought("1", { steps }))?.step).toBe("call_runner");
  });
  it("has no next step when all are done", () => expect(nextStep(sought("1", { steps: [step({ done_s: 1 })] }))).toBeNull());
  it("says a likely explanation shortly", () => expect(likely({ what: "missed_reads", text: "", p: 1 })).toBe("bib not read"));
});

describe("a step's clock", () => {
  it.each([
    [252, "in 4:12"],
    [-160, "2:40 over"],
    [0, "in 0:00"],
    [-1260, "21 min over"],
    [-4320, "1 h 12 min over"],
  ])("runs: %i s", (left_s, text) => expect(countdown(left_s)).toBe(text));
  it("is due", () => expect(stepWhen(step(), ZONE)).toBe("due 13:10"));
  it("says who did it", () => expect(stepWhen(step({ done_s: at("11:02"), done_by: "R", result: "no_answer" }), ZONE)).toBe("11:02 R: no answer"));
});

describe("what may come of a call", () => {
  it("is reached for a person, not seen for a place, informed for the police", () => {
    expect(resultsOf("contact")).toContain("reached");
    expect(resultsOf("station")).not.toContain("reached");
    expect(resultsOf("police")[0]).toBe("informed");
  });
});

describe("the sums", () => {
  it("say what a number is made of, the unresolved first and the most first", () => {
    const sums = [
      { state: "finished", detail: "", count: 90 },
      { state: "finished", detail: "unofficial", count: 2 },
      { state: "finished", detail: "after_limit", count: 8 },
      { state: "left", detail: "", count: 3 },
      { state: "unresolved", detail: "overdue", count: 1 },
    ];
    expect(details(sums).map((one) => [one.name, ...one.parts])).toEqual([
      ["unresolved", "1 overdue"],
      ["finished", "8 after the limit", "2 unofficial"],
    ]);
  });
});

describe("a banner", () => {
  const points = [{ id: "10k", name: "10K" }, { id: "half", name: "Half" }, { id: "30k", name: "30K" }];

  it("of a mat is about its point", () => expect(bannerPoints(banner("mat/half"), points).map((one) => one.id)).toEqual(["half"]));
  it("of a reader is about all its mats", () => expect(bannerPoints(banner("reader/box1", { place: "10K and 30K" }), points).map((one) => one.id)).toEqual(["10k", "30k"]));
  it("of a vehicle is about none", () => expect(bannerPoints(banner("vehicle/half"), points)).toEqual([]));
  it("of a vehicle says who is aboard, once", () => {
    const sag = custody("sag2", { name: "SAG 2", alarm: "Not heard for 23 min with 377 aboard" });
    expect(bannerText(banner("vehicle/sag2"), [sag])).toBe("SAG 2: Not heard for 23 min with 377 aboard");
    expect(vehicleAlarms(accounting({ custody: [sag], banners: [banner("vehicle/sag2")] }))).toEqual([]);
    expect(vehicleAlarms(accounting({ custody: [sag], banners: [banner("device/sag2")] }))).toEqual([sag]);
  });
  it("of a clock names the source, whatever is in its name", () => expect(wrongClock(banner("clock/box/7/10k"))).toBe("box/7"));
});

describe("a ride", () => {
  const claim = { claim: "c", vehicle: "sag3", name: "SAG 3", at_s: 0, confirmed: false };

  it("has no vehicle", () => expect(pickupState(pickup(), ZONE)).toBe("no vehicle yet"));
  it("is wanted, and nobody has confirmed it", () => expect(pickupState(pickup({ claims: [claim] }), ZONE)).toBe("SAG 3 wants it, not confirmed"));
  it("is confirmed, with when", () => expect(pickupState(pickup({ state: "confirmed", vehicle_name: "SAG 1", eta_s: at("13:02") }), ZONE)).toBe("SAG 1 has it, there about 13:02"));
});

describe("a vehicle's people", () => {
  it("leave seats", () => expect(seatsLeft(custody("s", { aboard: [person] }))).toBe("5 of 6 free"));
  it("fill it", () => expect(seatsLeft(custody("s", { seats: 1, aboard: [person] }))).toBe("full"));
  it("agree with the count", () => expect(headCount(custody("s", { aboard: [person], counted: 1, counted_s: at("12:40"), agree: true }), ZONE)).toMatchObject({ word: "1 counted 12:40, agrees", tone: "open" }));
  it("do not agree", () => expect(headCount(custody("s", { aboard: [person], counted: 2, counted_s: at("12:40"), agree: false }), ZONE)).toMatchObject({ word: "2 counted 12:40, 1 by bib", tone: "limit" }));
  it("were counted before the last change", () => expect(headCount(custody("s", { aboard: [person], counted: 0, counted_s: at("12:40") }), ZONE).tone).toBe("dim"));
  it("were never counted", () => expect(headCount(custody("s", { aboard: [person] }), ZONE).word).toBe("not counted yet"));
});

describe("what stands against the all clear", () => {
  const all = [blocker("contradiction/k", ["9"]), blocker("unresolved/1", ["1"]), blocker("unresolved/2", ["2"]), blocker("pickup/p", []), blocker("aboard/1", ["1"]), blocker("start/half", [], "on_course")];

  it("is counted by kind, whom to find first", () => {
    expect(blockerGroups(all).map((one) => one.title)).toEqual(["2 are unresolved", "1 is aboard a vehicle", "1 waits for a ride", "1 matter has facts that do not fit", "1 distance has starters to come"]);
  });
  it("counts those on the course who have no line of their own", () => {
    const [group] = blockerGroups([blocker("on_course/5", ["5"])], 1_937);
    expect([group?.title, group?.unlisted]).toEqual(["1,938 are on the course", 1_937]);
  });
  it("leads to where it is dealt with", () => {
    expect(all.map(placeOf)).toEqual([{ kind: "contradiction", id: "k" }, { kind: "sought", id: "1" }, { kind: "sought", id: "2" }, { kind: "pickup", id: "p" }, { kind: "custody", id: "1" }, { list: "not_started" }]);
  });
  it("keeps a key whole that has a stroke in it", () => expect(placeOf(blocker("contradiction/two/7", ["7"]))).toEqual({ kind: "contradiction", id: "two/7" }));
  it("leaves each runner once, and nobody for facts alone", () => expect(leaves(all)).toEqual(["1", "2"]));
});

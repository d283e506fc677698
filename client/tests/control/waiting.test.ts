import { describe, expect, it } from "vitest";
import { againstList, stepAt, waiting } from "../../src/control/waiting";
import type { ClosingView, DecisionsView, HoldTermsView, HoldView, PartyAnswerView, QuestionView } from "../../src/wire";
import { at, ZONE } from "../made";

const NOW = at("12:55");

function decisions(part: Partial<DecisionsView> = {}): DecisionsView {
  return { as_of_s: NOW, table: { version: 1, published_s: null, by: "", rows: [], lines: [], warnings: [] }, proposals: [], versions: [], holds: [], stations: [], mats: [], segments: [], questions: [], unheard: [], ...part };
}

function question(message: string, ask: string, clock: string, answer = ""): QuestionView {
  return { message, sender: "s1", name: "Station 1", ask, bibs: [], at_s: at(clock), by: "", answer, answer_by: "", answer_s: null };
}

function party(post: string, part: Partial<PartyAnswerView> = {}): PartyAnswerView {
  return { post, name: post, role: post, asked: true, answer: "", by: "", at_s: null, heard_by: "", condition: "", ...part };
}

function terms(part: Partial<HoldTermsView> = {}): HoldTermsView {
  return { terms: "t1", distance: "marathon", from_m: 0, to_m: 1, until_s: at("14:40"), bibs: ["4410"], by: "R", at_s: at("12:06"), why: "", parties: [], ...part };
}

function hold(part: Partial<HoldView> = {}): HoldView {
  return { hold: "h", state: "asked", latest: terms(), force: null, in_force_s: null, ended_s: null, by: "R", claimed: false, told: [], acks: [], text: "", missed: "", ...part };
}

function station(id: string, part: Partial<ClosingView>): ClosingView {
  return { station: id, name: id, cheer: false, stage: "opened", stage_s: null, stage_by: "", proposal: "stay", reasons: [], to_come: 0, to_come_p05: 0, to_come_p95: 0, last_p50_s: null, last_p95_s: null, last_list: [], list_open: false, list_agreed_s: null, sweeps: [], ...part };
}

const texts = (view: DecisionsView): string[] => waiting(view, NOW, ZONE).map((one) => one.title);
const forced = (part: Partial<HoldView> = {}): HoldView => hold({ state: "in_force", force: terms(), in_force_s: at("12:11"), ...part });

describe("the order", () => {
  it("has medical first, then the oldest", () => {
    const view = decisions({ questions: [question("a", "water", "12:50"), question("b", "water", "12:40"), question("c", "medical", "12:54")] });
    expect(waiting(view, NOW, ZONE).map((one) => one.matter.id)).toEqual(["c", "b", "a"]);
  });

  it("has what is packed against the list before what is proposed", () => {
    const view = decisions({ stations: [station("s1", { proposal: "pack" }), station("s2", { stage: "closed", to_come: 2 })] });
    expect(texts(view)).toEqual(["s2: closed against the list", "s1: may pack"]);
  });
});

describe("who came in under a hold after the limit", () => {
  const rows = (one: HoldView, late: string[]) => waiting(decisions({ holds: [one] }), NOW, ZONE, [], late);
  const ended = forced({ state: "ended", force: terms({ bibs: ["4410", "5123"] }), ended_s: NOW });

  it("waits to be made official or not, together", () => {
    const [row] = rows(ended, ["5123", "4410", "9"]);
    expect(row).toMatchObject({ title: "4410 and 5123 came in under the hold, after the limit", matter: { kind: "status", id: "official/4410,5123" } });
  });
  it("does not wait once decided", () => expect(rows(ended, [])).toEqual([]));
  it("does not wait under a hold that never was in force", () => expect(rows(hold({ state: "withdrawn" }), ["4410"])).toEqual([]));
});

describe("what does not wait", () => {
  it("is answered", () => expect(texts(decisions({ questions: [question("a", "water", "12:50", "coming")] }))).toEqual([]));
  it("stays as it is", () => expect(texts(decisions({ stations: [station("s1", { to_come: 3 })] }))).toEqual([]));
  it("is over", () => expect(texts(decisions({ holds: [hold({ state: "ended" }), hold({ state: "withdrawn" })] }))).toEqual([]));
  it("is in force, known and told", () => expect(texts(decisions({ holds: [forced()] }))).toEqual([]));
});

describe("a hold", () => {
  const text = (one: HoldView): string | undefined => waiting(decisions({ holds: [one] }), NOW, ZONE)[0]?.text;

  it("names whom it waits for", () => expect(text(hold({ latest: terms({ parties: [party("Police"), party("Medical", { answer: "agreed" })] }) }))).toBe("Waiting for Police."));
  it("says who is not asked yet", () => expect(text(hold({ latest: terms({ parties: [party("Police", { asked: false })] }) }))).toBe("Not asked yet: Police."));
  it("says who refused before all else", () => expect(text(hold({ latest: terms({ parties: [party("Police", { answer: "refused" }), party("Medical")] }) }))).toBe("Police refused."));
  it("is urgent once all have agreed", () => expect(waiting(decisions({ holds: [hold({ state: "agreed" })] }), NOW, ZONE)[0]).toMatchObject({ rank: 0, tone: "open" }));
  it("in force waits again while another end is proposed", () => expect(texts(decisions({ holds: [forced({ latest: terms({ terms: "t2", until_s: at("14:50"), parties: [party("Police")] }) })] }))).toEqual(["Hold: end moved to 14:50"]));
  it("asks to be ended or extended near its end", () => expect(text(forced({ force: terms({ until_s: NOW + 300 }), latest: terms({ until_s: NOW + 300 }) }))).toBe("in 5 min. End it or extend it."));
  it("is urgent when its end is past", () => expect(waiting(decisions({ holds: [forced({ force: terms({ until_s: NOW - 60 }), latest: terms({ until_s: NOW - 60 }) })] }), NOW, ZONE)[0]).toMatchObject({ rank: 0, tone: "limit" }));
  it("says who was not told of it", () => expect(texts(decisions({ holds: [forced({ told: [{ bib: "4410", at_s: null, choice: "", by: "" }] })] }))).toEqual(["4410 not yet told of the hold"]));
});

describe("a step", () => {
  const steps = (part: Partial<ClosingView>): string | null => stepAt(station("s1", part));

  it.each([
    ["opened", "close", "close"],
    ["counting", "open_list", null],
    ["counting", "agree", "agree"],
    ["may_pack", "pack", null],
    ["packing", "pack", null],
    ["packing", "close", "close"],
    ["may_close", "close", null],
    ["closed", "close", null],
    ["stay", "close", "close"],
  ])("of a station that is at %s and proposed to %s is %s", (stage, proposal, step) => expect(steps({ stage, proposal })).toBe(step));

  it("does not wait at a station that left against the list", () => expect(steps({ stage: "packing", to_come: 1, proposal: "close" })).toBeNull());
});

describe("what waits at several places", () => {
  const ready = (n: number): ClosingView[] => Array.from({ length: n }, (_, i) => station(`s${i + 1}`, { proposal: "close" }));

  it("is one row from three on", () => expect(texts(decisions({ stations: ready(3) }))).toEqual(["3 stations may close"]));
  it("is a row each for two", () => expect(texts(decisions({ stations: ready(2) }))).toEqual(["s1: may close", "s2: may close"]));
  it("is a row each for last lists, which are made with one station", () => expect(texts(decisions({ stations: ready(3).map((one) => ({ ...one, proposal: "open_list" })) }))).toHaveLength(3));
  it("leaves out mats that are lifted", () => {
    const mat = { name: "5K", may: "yes", reasons: [], to_come: 0, unresolved: 0, last_p95_s: null, by: "" };
    expect(texts(decisions({ mats: ["live", "live", "live", "lifted"].map((stage, i) => ({ ...mat, point: `p${i}`, stage })) }))).toEqual(["3 mats may be lifted"]);
  });
});

describe("against the list", () => {
  it("is only who left while somebody is to come", () =>
    expect([station("a", { stage: "closed", to_come: 1 }), station("b", { stage: "packing", to_come: 0 }), station("c", { stage: "may_pack", to_come: 1 })].map(againstList)).toEqual([true, false, false]));
});

import { describe, expect, it } from "vitest";
import { holdAnswer, holdsAsked, matSays, ownWord, segmentSays } from "../../src/post/answers";
import { asked, question } from "../../src/post/questions";
import { at } from "../made";
import { agree, entry, hold, party, terms } from "./made";

describe("holds that ask this post", () => {
  it("are those that name it and are not over", () => {
    const view = agree({ holds: [hold(), hold({ hold: "over", state: "ended" }), hold({ hold: "else", latest: terms({ parties: [party("medical")] }) })] });
    expect(holdsAsked(view, []).map((one) => one.hold.hold)).toEqual(["h"]);
  });

  it("do not include one that was proposed and not asked yet", () => {
    expect(holdsAsked(agree({ holds: [hold({ latest: terms({ parties: [party("police", { asked: false })] }) })] }), [])).toEqual([]);
  });

  it("come first while they wait for an answer", () => {
    const answered = hold({ hold: "done", latest: terms({ parties: [party("police", { answer: "agreed" })] }) });
    expect(holdsAsked(agree({ holds: [answered, hold()] }), []).map((one) => one.hold.hold)).toEqual(["h", "done"]);
  });

  it("show the answer that is still on this phone", () => {
    const view = agree({ holds: [hold()] });
    const answer = holdAnswer(holdsAsked(view, [])[0]!, true, "pavement after mile 24", "Sgt. Lee");
    const shown = holdsAsked(view, [entry(1, answer)])[0]!;
    expect(shown.unsent).toBe(true);
    expect(shown.party).toMatchObject({ answer: "agreed", by: "Sgt. Lee", condition: "pavement after mile 24" });
  });

  it("do not take an answer to earlier terms for one to these", () => {
    const old = holdAnswer(holdsAsked(agree({ holds: [hold()] }), [])[0]!, true, "", "Sgt. Lee");
    expect(holdsAsked(agree({ holds: [hold({ latest: terms({ terms: "t-2" }) })] }), [entry(1, old)])[0]!.party.answer).toBe("");
  });
});

describe("an answer", () => {
  const one = holdsAsked(agree({ holds: [hold()] }), [])[0]!;
  const shared = { kind: "hold", hold: "h", terms: "t-1", party: "police", by: "Sgt. Lee" };
  it("is a yes", () => expect(holdAnswer(one, true, "", "Sgt. Lee")).toEqual({ ...shared, what: "agreed" }));
  it("is a yes on a condition", () => expect(holdAnswer(one, true, "x", "Sgt. Lee")).toEqual({ ...shared, what: "agreed", condition: "x" }));
  it("is a no, which has none", () => expect(holdAnswer(one, false, "x", "Sgt. Lee")).toEqual({ ...shared, what: "refused" }));
});

describe("roads and mats", () => {
  it("are named with who says it", () => {
    expect(segmentSays("bridge", "reopened", "Lee")).toEqual({ kind: "segment", segment: "bridge", what: "reopened", by: "Lee" });
    expect(matSays("25k", "lifted", "Kim")).toEqual({ kind: "mat", point: "25k", what: "lifted", by: "Kim" });
  });

  it("show the word that is still on this phone", () => {
    const entries = [entry(2, matSays("25k", "lifted", "Kim")), entry(1, matSays("25k", "down", "Kim"))];
    expect(ownWord(entries, "mat", "25k", 0)).toEqual({ what: "lifted", sent: false });
    expect(ownWord(entries, "segment", "25k", 0)).toBeNull();
  });

  it("show a word that was sent until a view can know it", () => {
    const sent = { ...entry(1, matSays("25k", "down", "Kim"), "sent"), happened_s: 100 };
    expect(ownWord([sent], "mat", "25k", 101)).toEqual({ what: "down", sent: true });
    expect(ownWord([sent], "mat", "25k", 110)).toBeNull();
    expect(ownWord([{ ...sent, state: "refused" }], "mat", "25k", 101)).toBeNull();
  });
});

describe("questions to race control", () => {
  const known = { message: "m1", sender: "police", name: "", ask: "water", bibs: [], at_s: at("12:00"), by: "", answer: "coming", answer_by: "RM", answer_s: at("12:01") };

  it("name who asks, what, and for whom", () => {
    expect(question(agree(), "medical", ["4410"], "m2")).toEqual({
      kind: "message", what: "asked", message: "m2", to: "control", sender: "police", ask: "medical", bibs: ["4410"],
    });
  });

  it("are shown at once, those on this phone before those race control knows", () => {
    const entries = [entry(1, question(agree(), "medical", [], "m2"))];
    expect(asked([known], entries).map((one) => [one.message, one.sent, one.answer])).toEqual([["m2", false, ""], ["m1", true, "coming"]]);
  });

  it("are shown once when race control knows them", () => {
    expect(asked([known], [entry(1, question(agree(), "water", [], "m1"), "sent")])).toHaveLength(1);
  });
});

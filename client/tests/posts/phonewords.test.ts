import { describe, expect, it } from "vitest";
import * as cheerwords from "../../src/cheerwords";
import * as phonewords from "../../src/phonewords";
import type { Place } from "../../src/sweep/line";
import { at, ZONE } from "../made";
import { cheer, closing, group, mat, MILE, near, party, row, segment, terms } from "./made";

const words = { ...phonewords, ...cheerwords };
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const lines = (texts: string[]): string[] => texts.map(plain);

describe("small words", () => {
  it.each([[0, "no runners"], [1, "one runner"], [2, "two runners"], [13, "13 runners"]])("counts %d runners", (n, text) => expect(words.runners(n)).toBe(text));
  it.each([[[], ""], [["88"], "88"], [["4410", "5123"], "4410 and 5123"], [["1", "2", "3"], "1, 2 and 3"]])("lists %j", (items, text) => expect(words.listed(items)).toBe(text));
});

describe("the sweep's offset", () => {
  it.each([
    [-160, "2:40", "behind the line"],
    [65, "1:05", "ahead of the line"],
    [-3725.4, "1:02:05", "behind the line"],
    [2, "0:02", "on the line"],
  ])("of %d s is in large digits with its side", (s, digits, side) => {
    expect(words.digits(s)).toBe(digits);
    expect(words.side(s)).toBe(side);
  });

  it.each([
    [-268, "mi", "270 m"],
    [42.4, "mi", "42 m"],
    [1_300, "mi", "1300 m"],
    [2_000, "mi", "1.2 mi"],
    [1_300, "km", "1.3 km"],
  ] as const)("of %d m is a way in the race's unit", (m, unit, text) => expect(plain(words.way(m, unit))).toBe(text));

  const place = (source: Place["source"], clock: string): Place => ({ at_m: 14.2 * MILE, at_s: at(clock), source });

  it.each([
    ["gps", "By this phone's GPS: mile 14.2, just now."],
    ["said", "You said mile 14.2, just now."],
    ["tracker", "By the tracker: mile 14.2, just now."],
  ] as const)("says how its place is known: %s", (source, text) => expect(plain(words.placeSaid(place(source, "10:55"), at("10:55:04"), "mi"))).toBe(text));

  it("says how old its place is, and asks for another when it is", () => {
    expect(plain(words.placeSaid(place("said", "10:52"), at("10:55"), "mi"))).toBe("You said mile 14.2, 3 min ago.");
    expect(words.placeWarning(place("said", "10:52"), at("10:55"))).toBe("Counted as if you still stood there. Say where you are.");
    expect(words.placeWarning(place("tracker", "10:52"), at("10:55"))).toBe("The offset is 3 min old. Turn GPS on, or say where you are.");
    expect(words.placeWarning(place("said", "10:54"), at("10:55"))).toBe("");
  });

  it("asks a sweep ahead of the line to slow down, and one behind a hold to stay", () => {
    expect(words.offsetAdvice(61, null, ZONE)).toBe("Slow down: nobody has to be here yet.");
    expect(words.offsetAdvice(-61, null, ZONE)).toBe("");
    expect(words.offsetAdvice(-600, at("14:40"), ZONE)).toBe("The road is held until 14:40. Stay behind the last runner.");
  });
});

describe("a gate", () => {
  it("closes at a clock time, so many minutes from now", () => {
    expect(words.gateEnd(row({}), ZONE)).toBe("closes 12:41");
    expect(words.gateIn(row({}), at("12:35"))).toBe("in 6 min");
    expect(words.gateIn(row({}), at("12:45"))).toBe("4 min ago");
    expect(words.gateIn(row({}), at("12:41"))).toBe("now");
  });
  it("that is held says the table's own time too", () => {
    const held = row({ cutoff_s: at("14:40"), held_until_s: at("14:40"), table_s: at("12:41") });
    expect(words.gateEnd(held, ZONE)).toBe("12:41 by the table; held until 14:40");
    expect(words.gateEnd({ ...held, cutoff_s: null, table_s: null }, ZONE)).toBe("by each runner's own start; held until 14:40");
  });
  it("that each runner's own start decides has none", () => {
    expect(words.gateEnd(row({ cutoff_s: null }), ZONE)).toBe("by each runner's own start");
    expect(words.gateIn(row({ cutoff_s: null }), 0)).toBe("");
  });
});

describe("a runner near the sweep", () => {
  const pace = 960 / MILE;
  it.each([
    [180, "1 min ahead"],
    [80, "80 m ahead"],
    [-400, "3 min behind"],
    [4, "beside you"],
    [-9_700, "1 h 36 min behind"],
  ])("is %d m away in whole minutes at the pace of the line", (m, text) => expect(plain(words.away(m, pace, "mi"))).toBe(text));
  it("may be anywhere", () => expect(words.away(null, pace, "mi")).toBe("place unknown"));

  it.each([
    [-95, "1:35 behind the line"],
    [732, "12 min ahead of the line"],
    [0, "on the line"],
    [null, "margin unknown"],
  ])("has a margin of %s s", (s, text) => expect(plain(words.marginSaid(s))).toBe(text));

  it("was last seen so long ago, or never", () => {
    expect(words.evidence(near({ seen: "read at 30K", seen_s: at("12:15") }), at("12:55"))).toBe("read at 30K, 40 min ago");
    expect(words.evidence(near(), at("12:55"))).toBe("not seen yet");
  });

  it("has a chance at the next gate", () => {
    expect(plain(words.gateChance(near({ gate: "Mile 20", gate_s: at("12:41"), p_gate: 0.62 }), ZONE))).toBe("62 % in time at Mile 20, 12:41");
    expect(words.gateChance(near(), ZONE)).toBe("");
    const held = near({ gate: "Mile 20", gate_s: at("14:40"), gate_table_s: at("12:41"), p_gate: 0.97 });
    expect(plain(words.gateChance(held, ZONE))).toBe("97 % in time at Mile 20, 12:41 by the table; held until 14:40");
  });
});

describe("what to say to a runner", () => {
  const due = { gate: "Mile 20", gate_s: at("12:41"), pace_needed_s_per_m: 902 / MILE };

  it("is what is open, and the target of the table", () => {
    expect(lines(words.toSay(near({ ...due, margin_s: -300 }), null, ZONE, "mi"))).toEqual(["The road is open. Be at Mile 20 by 12:41: 15:02 /mi from here."]);
  });

  it("is the table's own target for who is in time, whatever the gate is held for", () => {
    const said = words.toSay(near({ ...due, gate_s: at("14:40"), gate_table_s: at("12:41"), margin_s: 60 }), null, ZONE, "mi");
    expect(lines(said)[0]).toContain("Be at Mile 20 by 12:41");
  });

  it("is three ways on from ten minutes behind the line", () => {
    const said = words.toSay(near({ ...due, margin_s: -600 }), null, ZONE, "mi");
    expect(said[1]).toBe("Three ways on: go faster, the pavement at your own pace, or a ride with us. It is your choice.");
  });

  it("is the hold first, for those it is for", () => {
    const said = words.toSay(near({ ...due, margin_s: -900, held: true }), at("14:40"), ZONE, "mi");
    expect(said).toEqual(["The road is held open for you until 14:40.", "Going on, the pavement or a ride: it is your choice."]);
    expect(words.toSay(near({ held: false, ...due }), at("14:40"), ZONE, "mi")[0]).toContain("Be at Mile 20");
  });

  it("is never nothing", () => expect(words.toSay(near(), null, ZONE, "mi")).toEqual(["The road is open ahead. How are you?"]));

  it("is the same for all a hold is for", () => {
    expect(words.holdTell(["4410", "5123"], at("14:40"), ZONE)).toBe("Tell 4410 and 5123: open until 14:40. Ride or pavement is your choice.");
    expect(words.holdTell([], at("14:40"), ZONE)).toBe("Tell everyone near you: open until 14:40. Ride or pavement is your choice.");
  });
});

describe("the sweep's own word", () => {
  it("that the road is clear says what it does, and who is still listed", () => {
    expect(lines(words.clearMeans(33_600, ["1207"], "mi"))).toEqual([
      "You say: nobody of the race is on the road behind mile 20.9.",
      "Stations behind you may close on your word.",
      "Still listed behind you: 1207. They go to the search list, not off it.",
    ]);
    expect(words.clearMeans(33_600, [], "mi")).toHaveLength(2);
  });
});

describe("an announcement", () => {
  const now_s = at("12:55");
  it("says when, who and how far, as far as they allowed", () => {
    const { head, who, toGo } = words.announced(group({ firsts: 1, names: ["Ada"] }), 3, now_s, "mi");
    expect(plain(`${head} ${who} ${toGo}`)).toBe("In 8 minutes: two runners together, one in a first marathon, Ada among them. 1.2 miles to go.");
  });

  it.each([
    [{ count: 1, together: false, firsts: 1 }, "one runner, a first marathon"],
    [{ firsts: 2 }, "two runners together, both in a first marathon"],
    [{ count: 3, together: false }, "three runners"],
    [{ names: ["Ada", "Grace"] }, "two runners together: Ada and Grace"],
  ])("of %j", (part, text) => expect(words.who(group(part))).toBe(text));

  it("says of the last that they are", () => {
    expect(words.announced(group(), 2, now_s, "mi").who).toBe("two runners together. They are the last.");
    expect(words.announced(group({ count: 1 }), 1, now_s, "mi").who).toBe("one runner. This is the last.");
  });

  it.each([
    ["12:56", "8", "In 1 minute"],
    ["12:55:10", "8", "Any moment now"],
    ["12:50", "8", "Any moment now"],
    ["14:10", "later", "In 1 h 15 min"],
    ["12:40", "here", "Here now"],
  ])("due %s at stage %s", (clock, stage, text) => expect(words.when(group({ p50_s: at(clock), stage }), now_s)).toBe(text));

  it("gives the range, its end never too early", () => expect(words.due(group(), ZONE)).toBe("Likely 13:03 (12:59 to 13:10)"));

  it.each([
    [1_931, "mi", "1.2 miles to go"],
    [1_609, "mi", "1.0 mile to go"],
    [1_931, "km", "1.9 km to go"],
  ] as const)("gives the true distance: %d m", (m, unit, text) => expect(plain(words.toGo(m, unit))).toBe(text));

  it("is of the next who has not passed, once they are within the hour", () => {
    const groups = [group({ key: "1", p50_s: at("14:00") }), group({ key: "2", p50_s: at("13:10") }), group({ key: "3", p50_s: at("12:50"), stage: "passed" })];
    expect(words.nextGroup(groups, now_s)?.key).toBe("2");
    expect(words.nextGroup(groups.slice(0, 1), now_s)).toBeNull();
    expect(words.coming(groups).map((one) => one.key)).toEqual(["2", "1"]);
  });

  it("says until then when the last come", () => {
    const view = cheer({ to_come: 312, closing: closing({ last_p50_s: at("13:52"), last_p95_s: at("14:06") }) });
    expect(words.beforeThem(view)).toBe("Last likely 13:52, 19 in 20 by 14:06. The last are announced 20 and 8 minutes before they are here.");
  });
});

describe("stay or go", () => {
  it("is stay, with how many are to come", () => expect(plain(words.stayOrGo(cheer()).why)).toBe("2 runners still to come. Stay until released."));
  it("is stay although nobody is to come, until a person says otherwise", () => {
    expect(words.stayOrGo(cheer({ to_come: 0 }))).toEqual({ stay: true, word: "Stay.", why: "Race control releases you by name." });
  });
  it("is go, and owns up to who may still come", () => {
    expect(plain(words.stayOrGo(cheer({ stay: false, to_come: 1 })).why)).toBe("1 runner may still come by.");
  });
  it("is go, with who said so", () => {
    const view = cheer({ stay: false, to_come: 0, closing: closing({ stage: "may_close", stage_by: "R. Moreno", stage_s: at("14:07") }) });
    expect(words.stayOrGo(view)).toEqual({ stay: false, word: "Thank you. You may go.", why: "Released by R. Moreno at 14:07. Everyone who passes here has passed." });
  });
});

describe("a hold that is asked", () => {
  it("says what, until when and for whom", () => {
    expect(plain(words.holdAsk(terms(), "mi", ZONE))).toBe("Keep mile 18.0 to 26.2 open until 14:40.");
    expect(words.holdFor(["4410", "5123"])).toBe("For everyone who arrives by then. Now expected: 4410 and 5123.");
    expect(words.holdFor([])).toBe("For everyone who arrives by then.");
  });

  it("costs a post the time beyond the last cut-off within it", () => {
    const rows = [row({}), row({ gate: "finish", name: "Finish", at_m: 42_195, cutoff_s: at("14:05") })];
    expect(words.holdCost(terms(), rows, ZONE)).toBe("You stay 35 min longer than the table: Finish now ends 14:05.");
    expect(words.holdCost(terms({ until_s: at("14:05") }), rows, ZONE)).toBe("No longer than Finish is open anyway (14:05).");
    expect(words.holdCost(terms(), [], ZONE)).toBe("");
  });

  it("is answered in a sentence that names who said it and on what condition", () => {
    expect(plain(words.answerTold("City police", terms(), true, "pavement after mile 24", "Sgt. Lee", "mi", ZONE))).toBe(
      "City police agrees to a hold of mile 18.0 to 26.2 until 14:40. On condition: pavement after mile 24. Said by Sgt. Lee.",
    );
    expect(plain(words.answerTold("Medical", terms({ parties: [party("medical")] }), false, "", "Dr. Sand", "mi", ZONE))).toBe(
      "Medical does not agree to a hold of mile 18.0 to 26.2 until 14:40. Said by Dr. Sand.",
    );
  });

  it.each([
    [{ answer: "agreed", by: "Dr. Sand", at_s: at("12:09") }, "police: yes, Dr. Sand 12:09"],
    [{ answer: "agreed", by: "Lee", at_s: at("12:07"), condition: "pavement after mile 24" }, "police: yes, pavement after mile 24, Lee 12:07"],
    [{ answer: "refused", by: "Lee" }, "police: no, Lee"],
    [{}, "police: no answer yet"],
    [{ asked: false }, "police: not asked yet"],
  ])("shows what each party has said: %j", (part, text) => expect(words.partySaid(party("police", part), ZONE)).toBe(text));

  it("is shown without bibs to those who are told none", () => {
    expect(plain(words.heldOpen(terms(), "mi", ZONE))).toBe("Mile 18.0 to 26.2 is held open until 14:40 for everyone who arrives by then.");
  });
});

describe("when the last comes", () => {
  it("is a range that cannot be misread, rounded to the safe side", () => {
    expect(words.lastComes(at("13:52"), at("14:05:20"), 3, ZONE)).toBe("Last likely 13:52, 19 in 20 by 14:06.");
  });
  it("is not said when it is not known, nor when nobody comes", () => {
    expect(words.lastComes(null, null, 3, ZONE)).toBe("When the last will come is not known yet.");
    expect(words.lastComes(at("13:52"), at("14:05"), 0, ZONE)).toBe("Nobody is still to come.");
  });
});

describe("roads", () => {
  it("are closed, or given back by somebody", () => {
    expect(words.segmentSaid(segment(), ZONE)).toBe("Closed to traffic");
    expect(words.segmentSaid(segment({ stage: "reopened", by: "Sgt. Lee", stage_s: at("11:20") }), ZONE)).toBe("Open to traffic by Sgt. Lee, 11:20");
  });
  it("are given back against a proposal only with what speaks against it", () => {
    const told = "The bridge is given back to traffic. Race control and every post are told.";
    expect(words.giveBackMeans(segment({ proposed: true, reasons: ["Both sweeps are past."] }))).toEqual([told]);
    expect(words.giveBackMeans(segment({ reasons: ["2 of Marathon to come."] }))).toEqual([told, "Giving it back is not proposed yet.", "2 of Marathon to come."]);
  });
});

describe("mats", () => {
  it.each([
    [{ may: "yes" }, "May be lifted"],
    [{ may: "after_tail" }, "After the tail marker"],
    [{ may: "no" }, "Leave it"],
    [{ may: "no", stage: "lifted" }, "Lifted"],
  ])("say whether they may be lifted: %j", (part, text) => expect(words.matMay(mat(part))).toBe(text));
  it("are lifted too early only with what speaks against it", () => {
    const told = "25K is taken up. Nobody is expected to be read there any more.";
    expect(words.matMeans(mat({ may: "yes", reasons: ["x"] }), "lifted")).toEqual([told]);
    expect(words.matMeans(mat({ reasons: ["2 to come."] }), "lifted")).toEqual([told, "2 to come."]);
    expect(words.matMeans(mat({ reasons: ["2 to come."] }), "down")).toEqual(["25K does not read. Nobody is called missing for it."]);
  });
});

describe("questions", () => {
  it("say what and for whom", () => {
    expect(words.askSaid("medical", ["4410"])).toBe("medical help for 4410");
    expect(words.askSaid("water", [])).toBe("water");
    expect(words.inTime(at("12:41"), ZONE)).toBe(" 12:41");
    expect(words.inTime(null, ZONE)).toBe("");
  });
});

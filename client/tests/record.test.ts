import { expect, it } from "vitest";
import { dayMat, dayPace, headline, leadName, matSentence, oddMats, share, side } from "../src/record/sentences";
import type { LeadView, MatRecordView, RecordView } from "../src/wire";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

function lead(part: Partial<LeadView> = {}): LeadView {
  return {
    from_s: 0, to_s: null, n: 1000, came: 990, never_came: 2, in_window: 0.9, early_s: -60, late_s: 60, grows: false, median_error_s: 60, bias_s: 0, held_50: 0.5,
    held_90: 0.91, ...part,
  };
}

function record(part: Partial<RecordView>): RecordView {
  return { as_of_s: 0, runners: 1, sampled: 1, whole: lead(), slow: lead(), leads: [], slow_leads: [], mats: [], gates: [], day: { pace: [], mats: [] }, ...part };
}

function mat(name: string, bias_s: number | null, n = 500): MatRecordView {
  return { id: name, name, distance: "marathon", at_m: 0, n, bias_s, median_error_s: 100, held_90: 0.9 };
}

it("says the day in two sentences, the slowest quarter apart", () => {
  expect(plain(headline(record({ slow: lead({ bias_s: 72, held_90: 0.88 }) })))).toBe(
    "Today ranges meant to hold 9 in 10 held 91 %; the middle runner came as expected. Of the slowest quarter they held 88 %; the middle one came 1.2 min later than expected.",
  );
});

it("judges nothing by a handful", () => {
  expect(headline(record({ whole: lead({ n: 12 }) }))).toContain("Too few");
  expect(headline(record({ slow: lead({ n: 12 }) }))).toContain("too few are due");
});

it("names spans of lead, and sides of errors", () => {
  expect([lead({ to_s: 180 }), lead({ from_s: 3600, to_s: 7200 }), lead({ from_s: 7200 })].map(leadName)).toEqual(["0–3 min", "1–2 h", "over 2 h"]);
  expect([90, -30, 1].map(side).map(plain)).toEqual(["1.5 min late", "0.5 min early", "on time"]);
  expect([share(null), plain(share(1))]).toEqual(["–", "100 %"]);
});

it("names only mats that are clearly off, worst first", () => {
  const odd = oddMats([mat("5K", 10), mat("10K", -90), mat("35K", 170), mat("40K", 170, 5), mat("none", null)]);
  expect(odd.map((one) => one.name)).toEqual(["35K", "10K"]);
  expect(plain(matSentence(odd[0]!))).toBe("35K: runners came 2.8 min later than expected from the read before it (500 forecasts).");
});

it("says the day's effect with its range, and a mat out of place as a question", () => {
  const row = { from_m: 30_000, to_m: 42_195, who: "Slowest quarter", percent: 2, low: 1, high: 3 };
  expect(plain(dayPace(row, "km"))).toBe("Slowest quarter, km 30.0 to 42.2: 2.0 % slower than usual (+1.0 to +3.0 %).");
  expect(dayMat({ id: "k10", name: "10K", metres: -190, sd_m: 12 })).toBe("10K seems to stand 190 m early, give or take 24: is it where it should be?");
});

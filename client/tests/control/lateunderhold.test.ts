import { describe, expect, it } from "vitest";
import { lateSums } from "../../src/control/lateunderhold";
import type { AccountingView, SumView } from "../../src/wire/accounting";

const sums = (...made: [string, string, number][]): string => lateSums({ sums: made.map(([state, detail, count]): SumView => ({ state, detail, count })) } as AccountingView);

describe("the sums that say whether to ask", () => {
  it("are nothing while nobody is late", () => expect(sums(["finished", "", 9], ["finished", "official", 2], ["on_course", "bumped", 1], ["finished", "after_limit", 0])).toBe(""));
  it("change when somebody is made official", () => expect(sums(["finished", "after_limit", 2], ["finished", "official", 1])).not.toBe(sums(["finished", "after_limit", 2], ["finished", "official", 2])));
  it("do not change with who comes in in time", () => expect(sums(["finished", "after_limit", 2], ["finished", "", 7])).toBe(sums(["finished", "after_limit", 2], ["finished", "", 8])));
});

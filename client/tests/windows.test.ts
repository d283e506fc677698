import { describe, expect, it } from "vitest";
import { overtime, wholeWindow } from "../src/chart/windows";
import { RACE } from "./made";

describe("a day longer than planned", () => {
  it("keeps to the plan while there is half an hour to spare", () => expect(overtime(RACE, RACE.to_s - 1800)).toBe(0));
  it("grows by whole hours after that", () => expect(overtime(RACE, RACE.to_s - 1799)).toBe(1));
  it("and the chart's clock with it", () =>
    expect(wholeWindow(RACE, 42_195, 2).u1 - wholeWindow(RACE, 42_195).u1).toBe(7200));
});

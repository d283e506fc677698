import { describe, expect, it } from "vitest";
import { behindThem, optionsUrl, recommended, stops } from "../../src/control/holdplan";
import { forWhom, stretch } from "../../src/control/decisionwords";
import type { HoldOptionsView } from "../../src/wire";

const PLACES = stops([{ id: "b", name: "B", kinds: [], at_m: { marathon: 20_000 } }, { id: "a", name: "A", kinds: [], at_m: { marathon: 10_000, half: 9_000 } }], "marathon", 42_195);

describe("a hold's stretch", () => {
  it("is between stations in their order, start and finish", () => expect(PLACES.map((one) => one.name)).toEqual(["Start", "A", "B", "Finish"]));
  it("begins at the next station behind the last of them", () => expect(behindThem(PLACES, [{ at_m: 25_000 }, { at_m: 19_999 }, { at_m: null }])).toBe(10_000));
  it("begins at the start if nobody was seen", () => expect(behindThem(PLACES, [{ at_m: null }])).toBe(0));
  it("is asked for to the full digit, for a finish must be met exactly", () => expect(optionsUrl("half", 0, 21_097.494, ["1", "2"])).toBe("/api/v1/holds/options?distance=half&from_m=0&to_m=21097.494&bibs=1%2C2"));
  it("is said in words", () => expect(stretch(28_968.2, 42_195, 42_195, "mi")).toBe("mile\u00a018.0 to the finish"));
});

describe("its end", () => {
  const options = (recommended_s: number | null): HoldOptionsView => ({ recommended_s, options: [100, 200, 300].map((until_s) => ({ until_s })) }) as unknown as HoldOptionsView;
  it("is the first not before the recommended one", () => expect(recommended(options(240))?.until_s).toBe(300));
  it("is nobody's guess where none is recommended", () => expect(recommended(options(null))).toBeNull());
});

describe("whom it is for", () => {
  it("is always everyone who arrives by then", () => expect([forWhom([]), forWhom(["4410", "5123"])]).toEqual(["everyone who arrives by then", "4410, 5123 and everyone who arrives by then"]));
});

import { describe, expect, it } from "vitest";
import { careStep, careWords, patients, stillHere, toldBefore, wentHome } from "../../src/care/care";
import { addressOf, missing } from "../../src/family/lookup";
import type { Entry } from "../../src/phone/entries";
import type { CareView } from "../../src/wire";
import { at } from "../made";
import { agree, entry } from "../posts/made";

const NOW = at("12:55");
const post = agree({ post: "medical", role: "medical" });
const withUs: CareView = { bib: "640", state: "with_us", since_s: at("12:50"), to: "", by: "Dr. Sand" };
const undo = (n: number, target: string): Entry => entry(n, { kind: "correction", target });
const states = (known: CareView[], ...entries: Entry[]): string[] => patients(known, entries.toReversed(), NOW, () => NOW).map((one) => `${one.bib} ${one.state} ${one.to}`.trim());

describe("who is with a medical post", () => {
  it("are those just taken in too", () => expect(states([withUs], entry(1, careStep(post, "with_medical", "88")))).toEqual(["88 with_us", "640 with_us"]));
  it("are no longer those who were taken on or released", () => {
    expect(states([withUs], entry(1, careStep(post, "transported", "640", "Mercy")))).toEqual(["640 transported Mercy"]);
    expect(states([withUs], entry(1, careStep(post, "released", "640", "Ann Reed")))).toEqual(["640 released Ann Reed"]);
  });
  it("are again those of whom that is taken back", () => {
    expect(states([{ ...withUs, state: "released", to: "Ann" }], undo(2, "e1"), entry(1, careStep(post, "released", "640", "Ann"), "sent"))).toEqual(["640 with_us"]);
  });
  it("are without whom it was a slip to take in", () => {
    expect(states([withUs], entry(1, careStep(post, "with_medical", "640"), "sent"), undo(2, "e1"))).toEqual([]);
  });
});

it("names told before are offered, the latest first, once", () => {
  const told = ["Mercy", "Allegheny", "Mercy"].map((to, i) => entry(i + 1, careStep(post, "transported", String(i), to)));
  expect(toldBefore(told.toReversed(), "transported")).toEqual(["Mercy", "Allegheny"]);
});

it("who was handed over here waits no more", () => {
  const here = ["640", "88"].map((bib) => ({ bib, since_s: NOW, where: "Sag 2", by: "" }));
  expect(stillHere(here, [entry(1, wentHome(post, "640", "family", "Ann Reed"))], NOW).map((one) => one.bib)).toEqual(["88"]);
});

it("a hand-over says whose word it is and who took them", () => {
  expect(wentHome(post, "640", "family", "Ann Reed")).toEqual({ kind: "status", what: "left", bib: "640", place: "medical", said_by: "family", to: "Ann Reed" });
  const words = (fields: ReturnType<typeof wentHome>): string | null => careWords({ id: "", fields, entry: entry(1, fields), latest: entry(1, fields) });
  expect(words(wentHome(post, "640", "family", "Ann Reed"))).toBe("640 left with Ann Reed");
  expect(words(wentHome(post, "1207", "self"))).toBe("1207 is off the course");
});

describe("a look at the family desk", () => {
  const empty = { bib: "", name: "", code: "" };
  it("needs what its proof needs", () => {
    expect(missing({ ...empty, proof: "identity" })).toBe("Type the bib or the name");
    expect(missing({ ...empty, proof: "identity", name: "Ada Reed" })).toBe("");
    expect(missing({ ...empty, proof: "name_and_bib", bib: "640", name: "Ada" })).toBe("Type first and last name");
    expect(missing({ ...empty, proof: "name_and_bib", bib: "640", name: "Ada Reed" })).toBe("");
    expect(missing({ ...empty, proof: "code", bib: "640" })).toBe("Type the code");
  });
  it("says by what proof and who looks, and nothing empty", () => {
    expect(addressOf({ ...empty, proof: "name_and_bib", bib: " 640 ", name: "Ada Reed" }, "MT")).toBe("/api/v1/family?proof=name_and_bib&bib=640&name=Ada+Reed&by=MT");
  });
});

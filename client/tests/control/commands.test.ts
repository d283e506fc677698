import { describe, expect, it } from "vitest";
import * as commands from "../../src/control/commands";
import { uuid7 } from "../../src/control/uuid";
import { at } from "../made";

const NOW = at("12:55");

function pen(): commands.Pen {
  let made = 0;
  return { who: "R. Moreno", at_s: NOW, id: () => `id-${(made += 1)}` };
}

const BASE = { happened_at: "2026-05-03T16:55:00.000Z", source: "control/R. Moreno" };

describe("ids", () => {
  it("are UUIDv7 of the instant, in lower case with hyphens", () => {
    const id = uuid7(0x0190_0000_0001, (bytes) => bytes.fill(0xff));
    expect(id).toBe("01900000-0001-7fff-bfff-ffffffffffff");
  });

  it("differ though made in one millisecond", () => expect(new Set(Array.from({ length: 100 }, () => uuid7(1))).size).toBe(100));
});

describe("a hold", () => {
  it("is proposed with its terms, whom it needs and who says so", () => {
    const terms = { hold: "h", distance: "m", from_m: 1, to_m: 2, until_s: at("14:40"), bibs: ["4410"], needs: ["police"], why: "" };
    expect(commands.proposeHold(pen(), terms)).toEqual([
      { ...BASE, kind: "hold", id: "id-1", hold: "h", what: "proposed", distance: "m", from_m: 1, to_m: 2, until: "2026-05-03T18:40:00.000Z", bibs: ["4410"], needs: ["police"], by: "R. Moreno" },
    ]);
  });

  it("asks each party by an event of its own", () =>
    expect(commands.askParties(pen(), "h", "t", ["police", "medical"]).map((one) => [one["what"], one["terms"], one["party"]])).toEqual([["asked", "t", "police"], ["asked", "t", "medical"]]));

  it("keeps who said it by voice apart from who heard it", () => {
    const [said] = commands.heardParty(pen(), "h", "t", "police", "agreed", "Sgt. Novak", "pavement after mile 24");
    expect(said).toMatchObject({ what: "agreed", party: "police", by: "Sgt. Novak", heard_by: "R. Moreno", condition: "pavement after mile 24" });
  });

  it("leaves out a condition that was not made", () => expect(commands.heardParty(pen(), "h", "t", "police", "agreed", "S", "")[0]).not.toHaveProperty("condition"));

  it("is put in force for its terms", () => expect(commands.putInForce(pen(), "h", "t")[0]).toMatchObject({ what: "in_force", terms: "t", by: "R. Moreno" }));

  it("withdraws only the terms it names", () => expect(commands.withdrawHold(pen(), "h", "t2")[0]).toMatchObject({ what: "withdrawn", terms: "t2" }));

  it("records what a sweep told a runner, and the choice", () =>
    expect(commands.runnerTold(pen(), "h", "sweep1", "4410", "pavement")[0]).toMatchObject({ kind: "encounter", vehicle: "sweep1", bib: "4410", what: "pavement", hold: "h" }));
});

describe("the rest", () => {
  it("opens a last list with its bibs, and names none otherwise", () => {
    expect(commands.tellStation(pen(), "s1", "counting", ["7"])[0]).toMatchObject({ kind: "station", what: "counting", bibs: ["7"], by: "R. Moreno" });
    expect(commands.tellStation(pen(), "s1", "may_pack")[0]).not.toHaveProperty("bibs");
  });

  it("proposes cut-offs on the version they change", () => {
    const [said] = commands.proposeCutoff(pen(), 2, { gates: [{ gate: "g", wall: "w" }], lines: [] }, "late start");
    expect(said).toMatchObject({ kind: "cutoff", cutoff: "id-1", id: "id-2", what: "proposed", base: 2, why: "late start" });
  });

  it("answers under the question's own name, to who asked", () => {
    const question = { message: "q", sender: "s21", name: "", ask: "water", bibs: [], at_s: 0, by: "", answer: "", answer_by: "", answer_s: null };
    expect(commands.answer(pen(), question, "coming")[0]).toMatchObject({ kind: "message", message: "q", what: "answered", to: "s21", answer: "coming" });
  });

  it("acknowledges for a post by its radio", () =>
    expect(commands.heardKnows(pen(), "hold/h/t", "s19", "L. Haas")[0]).toMatchObject({ message: "hold/h/t", about: "hold/h/t", what: "acknowledged", to: "s19", by: "L. Haas", heard_by: "R. Moreno" }));

  it("renews a post's link", () => expect(commands.renewLink(pen(), "s19", 3)[0]).toMatchObject({ kind: "link", post: "s19", number: 3, by: "R. Moreno" }));

  it("lets the police decide of roads, and writes down who heard it", () =>
    expect(commands.heardSegment(pen(), "bridge", "reopened", "Sgt. Novak")[0]).toMatchObject({ what: "reopened", by: "Sgt. Novak", heard_by: "R. Moreno" }));

  it("takes back the last first", () => {
    const told = [...commands.tellMat(pen(), "35k", "lifted"), ...commands.askParties({ ...pen(), id: () => "b" }, "h", "t", ["police"])];
    expect(commands.undo(pen(), told).map((one) => [one.kind, one["target"]])).toEqual([["correction", "b"], ["correction", "id-1"]]);
  });
});

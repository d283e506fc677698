import { describe, expect, it } from "vitest";
import type { Entry, EventFields } from "../../src/phone/entries";
import { claimSaid, headsSaid, nextStop, seatsSaid } from "../../src/ridewords";
import { counted, toCount } from "../../src/rides/heads";
import { waiting, type Waiting } from "../../src/rides/queue";
import { riders, type Rider } from "../../src/rides/riders";
import { handedOver, headCount, pickedUp, report, step } from "../../src/rides/steps";
import type { PickupView } from "../../src/wire/accounting";
import { at, ZONE } from "../made";
import { entry, sweep } from "../posts/made";

const NOW = at("12:55");
const van = sweep({ post: "sag2", role: "sag" });
const where = { distance: "marathon", at_m: 20_000.4 };
const happened = (one: Entry): number | null => one.happened_s;

/** Said `ago_s` before the view. */
function said(n: number, fields: EventFields, state: Entry["state"] = "waiting", ago_s = 600 - n): Entry {
  return { ...entry(n, fields, state), happened_s: NOW - ago_s };
}

function corrected(n: number, target: string, amended?: EventFields, state: Entry["state"] = "waiting"): Entry {
  return said(n, { kind: "correction", target, ...(amended === undefined ? {} : { amended }) }, state);
}

function asks(part: Partial<PickupView> = {}): PickupView {
  return {
    request: "r1", bib: "231", need: "ride", place: "", distance: "marathon", at_m: 24_000, at_s: NOW - 600, by: "", state: "reported", state_s: NOW - 600,
    waits_s: 600, level: "", vehicle: "", vehicle_name: "", claims: [], eta_s: null, to: "", conflict: "", ...part,
  };
}

function bibs(known: string[], ...entries: Entry[]): string[] {
  return riders(known.map((bib) => ({ bib })), entries.toReversed(), NOW, happened).map((one) => one.bib);
}

function claimOf(pickup: PickupView, ...entries: Entry[]): string {
  return waiting([pickup], "sag2", entries.toReversed(), NOW)[0]!.claim;
}

describe("who is aboard", () => {
  const inside = said(1, pickedUp(van, "r1", "231", where));

  it("counts who got in before race control knows, once", () => {
    expect(bibs(["7"], inside)).toEqual(["7", "231"]);
    expect(bibs(["231"], inside)).toEqual(["231"]);
  });
  it("leaves it to race control once it was sent", () => expect(bibs([], { ...inside, state: "sent" })).toEqual([]));
  it("forgets who was handed over", () => {
    expect(bibs(["7", "231"], said(1, handedOver(van, { bib: "231", request: "" } as Rider, "desk", "Mia", null)))).toEqual(["7"]);
  });
  it("has a sweep's rides among them", () => expect(bibs([], said(1, { kind: "encounter", what: "ride", bib: "88", vehicle: "sweep1" }))).toEqual(["88"]));
  it("leaves out who was refused by the server", () => expect(bibs([], { ...inside, state: "refused" })).toEqual([]));
  it("takes back who got in, though race control has them already", () => {
    expect(bibs(["231"], said(1, inside.fields, "sent"), corrected(2, "e1"))).toEqual([]);
  });
  it("has somebody back whose hand-over was taken back", () => {
    expect(bibs([], said(1, handedOver(van, { bib: "231", request: "" } as Rider, "desk", "Mia", null), "sent"), corrected(2, "e1"))).toEqual(["231"]);
  });

  describe("without a bib", () => {
    const later = said(1, pickedUp(van, "r9", "", null), "sent");
    it("stays on this phone's word, once", () => {
      expect(bibs([], later)).toEqual([""]);
      expect(bibs([""], later)).toEqual([""]);
    });
    it("gets the bib that comes later, also before race control knows it", () => {
      expect(bibs([""], later, corrected(2, "e1", { ...later.fields, bib: "377" }))).toEqual(["377"]);
    });
    it("is handed over by the request", () => {
      const [rider] = riders([], [later], NOW, happened);
      const out = handedOver(van, rider!, "desk", "Mia", null);
      expect(out).toMatchObject({ request: "r9", to: "desk", to_by: "Mia" });
      expect(out).not.toHaveProperty("bib");
      expect(bibs([], later, said(2, out))).toEqual([]);
    });
  });
});

describe("heads", () => {
  const custody = { counted: 2, counted_s: NOW - 300 };
  it("are to be counted when somebody got in or out since", () => {
    const inside = said(1, pickedUp(van, "", "231", null), "waiting", 200);
    expect(toCount([], counted(custody, [inside], happened), [inside], happened)).toBe(true);
    const count = said(2, headCount(van, 3), "waiting", 100);
    expect(toCount([], counted(custody, [count, inside], happened), [count, inside], happened)).toBe(false);
  });
  it("are counted also for who got in by another phone's word", () => expect(toCount([{ bib: "7", since_s: NOW - 60 }], { heads: 0, at_s: NOW - 90 }, [], happened)).toBe(true));
  it("need not be counted while nobody ever rode", () => expect(toCount([], null, [], happened)).toBe(false));
  it("of race control's count stand when they are newer", () => expect(counted(custody, [said(1, headCount(van, 9), "sent", 500)], happened)?.heads).toBe(2));

  it("that agree say so", () => expect(headsSaid(2, [{ bib: "231" }, { bib: "" }]).agree).toBe(true));
  it("that are too many ask who got in", () => {
    expect(headsSaid(3, [{ bib: "231" }, { bib: "377" }]).text).toBe("You count 3, but 2 are written down: 231 and 377. Say who got in.");
  });
  it("that are too few ask who got out", () => expect(headsSaid(0, [{ bib: "231" }]).text).toBe("You count 0, but 1 is written down: 231. Say who got out."));
});

describe("a claim", () => {
  const claim = said(1, step(van, "claimed", "r1"));
  const ours = { claim: "e1", vehicle: "sag2", name: "Sag 2", at_s: NOW, confirmed: false };

  it("is on the phone only until it is sent", () => expect(claimOf(asks(), claim)).toBe("unsent"));
  it("waits to be confirmed", () => {
    expect(claimOf(asks(), { ...claim, state: "sent" })).toBe("asked");
    expect(claimOf(asks({ claims: [ours] }))).toBe("asked");
  });
  it("is ours only by race control's word", () => expect(claimOf(asks({ vehicle: "sag2", state: "confirmed" }))).toBe("mine"));
  it("is lost when another was confirmed", () => expect(claimOf(asks({ vehicle: "sag3", vehicle_name: "Sag 3", state: "confirmed" }), claim)).toBe("lost"));
  it("that nobody made here is simply taken", () => expect(claimOf(asks({ vehicle: "sag3", state: "confirmed" }))).toBe("taken"));
  it("may be given up", () => {
    const up = said(2, step(van, "given_up", "r1"));
    expect(claimOf(asks(), claim, up)).toBe("free");
    expect(claimOf(asks({ vehicle: "sag2", state: "confirmed" }), claim, up)).toBe("free");
    expect(claimOf(asks({ vehicle: "sag3", state: "confirmed" }), claim, up)).toBe("taken");
  });
  it("that is taken back is none", () => expect(claimOf(asks(), claim, corrected(2, "e1"))).toBe("free"));

  const sentence = (over: Partial<Waiting>, online = true): string => claimSaid({ pickup: asks({ vehicle_name: "Sag 3" }), claim: "asked", going: false, others: [], ...over }, online);
  it("says what it is worth", () => {
    expect(sentence({})).toBe("Claimed. Waiting for race control.");
    expect(sentence({}, false)).toBe("Not confirmed. Ask by radio before you go.");
    expect(sentence({ claim: "unsent" })).toBe("Not confirmed. Ask by radio before you go.");
    expect(sentence({ claim: "lost" })).toBe("Sag 3 has it. Do not go.");
    expect(sentence({ claim: "mine" }, false)).toBe("Yours. Confirmed.");
  });
});

describe("the queue", () => {
  const order = (...queue: PickupView[]): string[] => waiting(queue, "sag2", [], NOW).map((one) => one.pickup.request);
  it("has calls for help first, then medical, then who waits longest", () => {
    expect(order(asks({ request: "new" }), asks({ request: "old", at_s: NOW - 1_800 }), asks({ request: "m", need: "medical" }), asks({ request: "h", need: "help" }))).toEqual(["h", "m", "old", "new"]);
  });
  it("is without whom this phone has picked up or who wants no ride", () => {
    expect(waiting([asks()], "sag2", [said(1, pickedUp(van, "r1", "231", null))], NOW)).toEqual([]);
    expect(waiting([asks()], "sag2", [said(1, step(van, "refused", "r1"))], NOW)).toEqual([]);
    expect(waiting([asks()], "sag2", [said(1, pickedUp(van, "", "231", null))], NOW)).toEqual([]);
  });
  it("has them again when that is taken back", () => {
    expect(waiting([asks()], "sag2", [corrected(2, "e1"), said(1, step(van, "refused", "r1"))], NOW)).toHaveLength(1);
  });
});

describe("a request", () => {
  it("is for here: at a station by its name, in a vehicle where it is", () => {
    expect(report({ ...van, post: "s19", role: "station" }, "medical", "640", where)).toEqual({ kind: "pickup", what: "reported", need: "medical", bib: "640", place: "s19" });
    expect(report(van, "ride", "", where)).toEqual({ kind: "pickup", what: "reported", need: "ride", distance: "marathon", at_m: 20_000 });
  });
});

describe("the plan", () => {
  const stop = { request: "r1", bib: "231", place: "", at_m: 24_462, eta_s: at("13:02") };
  const plan = (...stops: (typeof stop)[]): string => nextStop({ vehicle: "sag2", name: "Sag 2", stops, text: "" }, undefined, "mi", ZONE).replaceAll("\u00a0", " ");
  it("says where to go next", () => expect(plan(stop)).toBe("Next: 231 at mile 15.2, about 13:02"));
  it("says where all get out", () => expect(plan({ ...stop, request: "", place: "Finish" })).toBe("Next: hand over at Finish, mile 15.2, about 13:02"));
  it("sends nobody to rest who has somebody to fetch", () => expect(nextStop(null, { bib: "1472", place: "14.0 mi", at_m: 22_531 } as PickupView, "mi", ZONE).replaceAll("\u00a0", " ")).toBe("Next: 1472 at mile 14.0"));
  it("says when there is nothing to do", () => expect(plan()).toBe("Nothing to fetch now. Stay where you are."));
});

it("counts seats that are left", () => {
  expect(seatsSaid(2, 6)).toBe("Aboard: 2 of 6, 4 seats left");
  expect(seatsSaid(6, 6)).toBe("Aboard: 6 of 6, no seat left");
  expect(seatsSaid(3, 0)).toBe("Aboard: 3");
});

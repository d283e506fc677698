import { describe, expect, it } from "vitest";
import { ageTone, ago, clock, clockSeconds, raceNow_s, zoneShift_s } from "../src/time";

const NEW_YORK = "America/New_York";
const GUN = Date.parse("2026-05-03T07:00:00-04:00") / 1000;

describe("the race's clock", () => {
  it("shows the race's zone whatever the machine's", () => {
    expect(clock(GUN, NEW_YORK)).toBe("07:00");
    expect(clock(GUN, "Europe/Berlin")).toBe("13:00");
  });

  it("never rounds up", () => expect(clock(GUN + 59.9, NEW_YORK)).toBe("07:00"));

  it("shows midnight as 00", () => expect(clockSeconds(GUN + 17 * 3600 + 5, NEW_YORK)).toBe("00:00:05"));

  it.each([
    [NEW_YORK, GUN, -4 * 3600],
    ["Asia/Kolkata", GUN, 5.5 * 3600],
    ["Pacific/Kiritimati", GUN, 14 * 3600],
    ["Pacific/Pago_Pago", GUN, -11 * 3600],
    [NEW_YORK, Date.parse("2026-11-01T06:30:00Z") / 1000, -5 * 3600],
  ])("knows how far %s is shifted", (zone, at, offset) => expect(zoneShift_s(at, zone)).toBe((offset + 86400) % 86400));

  it("runs on between messages at the replay's speed", () => {
    expect(raceNow_s(1000, 60, 5_000, 5_500)).toBe(1030);
  });

  it("stops when nothing is heard", () => expect(raceNow_s(1000, 60, 0, 60_000)).toBe(1000 + 3 * 60));

  it("does not run backwards when the machine's clock is put back", () => {
    expect(raceNow_s(1000, 1, 5_000, 1_000)).toBe(1000);
  });
});

describe("ages", () => {
  it.each([
    [3, "just now"],
    [40, "40 s ago"],
    [240, "4 min ago"],
    [3599, "59 min ago"],
    [3600, "1 h ago"],
    [4320, "1 h 12 min ago"],
  ])("says %d s as %s", (age, text) => expect(ago(age)).toBe(text));

  it("grows old and then stale", () => {
    expect([0, 599, 600, 1799, 1800].map((age) => ageTone(age))).toEqual(["fresh", "fresh", "old", "old", "stale"]);
  });
});

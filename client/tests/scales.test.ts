import { describe, expect, it } from "vitest";
import { clockTicks, courseMarks, leanTicks } from "../src/scales";
import { at, ZONE } from "./made";

describe("clock ticks", () => {
  it("stand on whole hours of the race's own clock", () => {
    expect(clockTicks(at("06:50"), at("10:10"), ZONE, 6).map((t) => t.label)).toEqual(["07:00", "08:00", "09:00", "10:00"]);
  });

  it("stand on whole hours where the zone is half an hour off", () => {
    const from = Date.parse("2026-05-03T06:50:00+05:30") / 1000;
    expect(clockTicks(from, from + 2 * 3600, "Asia/Kolkata", 3).map((t) => t.label)).toEqual(["07:00", "08:00"]);
  });

  it("grow finer with zoom but never more than asked", () => {
    const ticks = clockTicks(at("12:00"), at("12:30"), ZONE, 8);
    expect(ticks.map((t) => t.label)).toEqual(["12:00", "12:05", "12:10", "12:15", "12:20", "12:25", "12:30"]);
  });
});

describe("marks of the course", () => {
  const labels = (gap_m: number, unit: "mi" | "km" = "mi", from = 0, to = 42_195): string[] =>
    courseMarks(42_195, unit, from, to, gap_m).map((m) => m.label);

  it("are start, every five miles, half and finish", () => {
    expect(labels(1_700)).toEqual(["start", "5", "10", "half", "15", "20", "25", "finish"]);
  });

  it("give way to half and finish when crowded", () => expect(labels(3_500)).toEqual(["start", "5", "10", "half", "20", "finish"]));

  it("are in kilometres where the race is", () => {
    expect(labels(2_000, "km")).toEqual(["start", "5", "10", "15", "half", "25", "30", "35", "40", "finish"]);
  });

  it("show single miles when zoomed in", () => expect(labels(300, "mi", 33_000, 39_000)).toEqual(["21", "22", "23", "24"]));

  it("name no half of a short race", () => expect(courseMarks(21_097.5, "mi", 0, 21_097.5, 1_000).map((m) => m.label)).not.toContain("half"));
});

it("lean ticks count minutes from the line", () => {
  expect(leanTicks(-1200, 900, 8).map((t) => t.label)).toEqual(["20 min ahead", "15 min ahead", "10 min ahead", "5 min ahead", "the line", "5 min behind", "10 min behind", "15 min behind"]);
});

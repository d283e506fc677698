import { describe, expect, it } from "vitest";
import { type CourseLine, OFF_COURSE_M, placeOn } from "../../src/sweep/place";

const METRES_PER_DEGREE = 111_195;
const LATITUDE = 40.44;
const EAST = METRES_PER_DEGREE * Math.cos((LATITUDE * Math.PI) / 180);

/** Longitude and latitude of metres east and north of a point of the city. */
function spot(east_m: number, north_m: number): [number, number] {
  return [-80 + east_m / EAST, LATITUDE + north_m / METRES_PER_DEGREE];
}

/** A course through corners, with a vertex every 50 m. */
function course(...corners: [number, number][]): CourseLine {
  const line: [number, number, number][] = [[...spot(...corners[0]!), 0]];
  let along_m = 0;
  for (let i = 1; i < corners.length; i += 1) {
    const [from, to] = [corners[i - 1]!, corners[i]!];
    const length_m = Math.hypot(to[0] - from[0], to[1] - from[1]);
    for (let m = 50; m <= length_m; m += 50) {
      const share = m / length_m;
      line.push([...spot(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])), along_m + m]);
    }
    along_m += length_m;
  }
  return line;
}

const out_and_back = course([0, 0], [5_000, 0], [0, 0]);
const lap: [number, number][] = [[1_000, 0], [1_000, 500], [0, 500], [0, 0]];
const three_laps = course([0, 0], ...lap, ...lap, ...lap);

function at(line: CourseLine, east_m: number, north_m: number, hint_m: number | null): number | null {
  const found = placeOn(line, ...spot(east_m, north_m), hint_m === null ? null : { at_m: hint_m });
  return found === null ? null : Math.round(found.at_m);
}

describe("a fix laid on the course", () => {
  it("is where the nearest point of the line is, and says how far beside it", () => {
    const found = placeOn(out_and_back, ...spot(1_230, 18), { at_m: 1_200 });
    expect(found?.at_m).toBeCloseTo(1_230, 0);
    expect(found?.off_m).toBeCloseTo(18, 0);
  });

  it("is on the way out or on the way back by where the phone was before", () => {
    expect(at(out_and_back, 2_000, 5, 1_950)).toBe(2_000);
    expect(at(out_and_back, 2_000, 5, 7_900)).toBe(8_000);
  });

  it("goes round the turning point with the hint", () => {
    expect(at(out_and_back, 4_950, 0, 4_930)).toBe(4_950);
    expect(at(out_and_back, 4_900, 0, 5_090)).toBe(5_100);
  });

  it.each([
    [0, 480],
    [1, 3_480],
    [2, 6_480],
  ])("is on lap %d when the phone was there", (lap_number, hint_m) => {
    expect(at(three_laps, 500, -4, hint_m)).toBe(500 + 3_000 * lap_number);
  });

  it("follows a whole run of laps without ever losing count", () => {
    let last_m = 0;
    for (let m = 0; m <= 9_000; m += 90) {
      const [longitude, latitude] = along(three_laps, m);
      const found = placeOn(three_laps, longitude + 8 / EAST, latitude - 6 / METRES_PER_DEGREE, { at_m: last_m + 60 });
      expect(Math.abs(found!.at_m - m)).toBeLessThan(25);
      last_m = found!.at_m;
    }
  });

  it("leaves a wrong hint as soon as the road is another one", () => {
    const there_and_away = course([0, 0], [2_000, 0], [2_000, 4_000]);
    expect(at(there_and_away, 2_000, 3_000, 300)).toBe(5_000);
  });

  it("is nowhere when the phone is off the course", () => {
    expect(at(out_and_back, 2_000, OFF_COURSE_M + 10, 2_000)).toBeNull();
    expect(at(out_and_back, 2_000, OFF_COURSE_M - 10, 2_000)).toBe(2_000);
  });

  it("is nowhere without a line", () => expect(placeOn([], 0, 0, null)).toBeNull());

  it("needs no hint where the course has the road once", () => expect(at(course([0, 0], [3_000, 0]), 700, 3, null)).toBe(700));
});

/** The point `m` metres along a line. */
function along(line: CourseLine, m: number): [number, number] {
  const i = Math.max(1, line.findIndex((vertex) => vertex[2] >= m));
  const [a, b] = [line[i - 1]!, line[i]!];
  const share = (m - a[2]) / (b[2] - a[2]);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

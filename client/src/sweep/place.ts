/** Where a phone is along the course: its fix laid on the course line, the right lap told by where it was before. */

export type CourseLine = readonly (readonly [longitude: number, latitude: number, at_m: number])[];

/** Where the phone should be by now: metres along the course, from where it was and how long ago that is. */
export interface Hint {
  at_m: number;
}

/** A place on the course, and how far beside it the fix is. */
export interface OnCourse {
  at_m: number;
  off_m: number;
}

const METRES_PER_DEGREE = 111_195;

/** Metres beside the line that a metre away from the hint weighs: laps that share a road are told apart by it. */
const STRAY = 0.03;

/** Farther beside the line than this, a phone is not on the course. */
export const OFF_COURSE_M = 150;

/**
 * A fix laid on the course line.
 *
 * Every stretch of the line offers its nearest point; the one taken is the nearest to the fix, with distance from
 * the hint as a small handicap. Where an out-and-back or a lap shares its road, the hint thus decides; where the
 * hint is wrong, the fix does, as soon as the laps part.
 *
 * @returns null without a line, or when the fix is off the course.
 */
export function placeOn(line: CourseLine, longitude: number, latitude: number, hint: Hint | null): OnCourse | null {
  const east_m = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  let best: OnCourse | null = null;
  let least = Infinity;
  for (let i = 1; i < line.length; i += 1) {
    const here = nearest(line[i - 1]!, line[i]!, longitude, latitude, east_m);
    const cost = here.off_m + (hint === null ? 0 : STRAY * Math.abs(here.at_m - hint.at_m));
    if (cost < least) [best, least] = [here, cost];
  }
  return best !== null && best.off_m <= OFF_COURSE_M ? best : null;
}

type Vertex = CourseLine[number];

/** The point of a straight stretch nearest to a fix, on a plane about the fix. */
function nearest(from: Vertex, to: Vertex, longitude: number, latitude: number, east_m: number): OnCourse {
  const [ax, ay] = [(from[0] - longitude) * east_m, (from[1] - latitude) * METRES_PER_DEGREE];
  const [dx, dy] = [(to[0] - from[0]) * east_m, (to[1] - from[1]) * METRES_PER_DEGREE];
  const length2 = dx * dx + dy * dy;
  const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length2));
  return { at_m: from[2] + share * (to[2] - from[2]), off_m: Math.hypot(ax + share * dx, ay + share * dy) };
}

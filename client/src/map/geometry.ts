/** Places and stretches on a course line of `[longitude, latitude, metres]` vertices. */

export type Line = readonly (readonly [number, number, number])[];
export type LngLat = [number, number];

/** Index of the first vertex beyond `at_m` (binary search). */
function beyond(line: Line, at_m: number): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (line[middle]![2] > at_m) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Longitude and latitude `at_m` along the line; its ends beyond them. */
export function placeAt(line: Line, at_m: number): LngLat {
  const i = beyond(line, at_m);
  if (i === 0) return [line[0]![0], line[0]![1]];
  const a = line[i - 1]!;
  const b = line[i];
  if (b === undefined) return [a[0], a[1]];
  const share = (at_m - a[2]) / (b[2] - a[2]);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/** The part of the line from `from_m` to `to_m`. */
export function stretch(line: Line, from_m: number, to_m: number): LngLat[] {
  const inner = line.slice(beyond(line, from_m), beyond(line, to_m)).map(([x, y]): LngLat => [x, y]);
  return [placeAt(line, from_m), ...inner, placeAt(line, to_m)];
}

/** South-west and north-east corners. */
export function corners(line: Line): [LngLat, LngLat] {
  const xs = line.map((v) => v[0]);
  const ys = line.map((v) => v[1]);
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

/**
 * The expected field as stretches of the course, each with its share `w` (0 to 1) of the fullest.
 *
 * Bins are gathered into stretches of `every` so that a whole course is some hundred pieces.
 */
export function ribbon(line: Line, along: readonly number[], step_m: number, every = 4): { w: number; path: LngLat[] }[] {
  const sums: number[] = [];
  for (let i = 0; i < along.length; i += every) sums.push(along.slice(i, i + every).reduce((a, b) => a + b, 0));
  const most = Math.max(...sums, 1e-9);
  return sums.flatMap((sum, i) =>
    sum / most < 0.01 ? [] : [{ w: Math.sqrt(sum / most), path: stretch(line, i * every * step_m, (i + 1) * every * step_m) }],
  );
}

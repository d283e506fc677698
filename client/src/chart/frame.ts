/**
 * The chart's frame: clock and course to pixels.
 *
 * The horizontal coordinate is `u = t - lean * pace * m`: with `lean` 0 it is the clock, with `lean` 1 the
 * clock as it would read at the start for someone on the virtual line, so that the line stands upright.
 * In between the picture is sheared, which is how one passes into the other.
 */

export interface Window {
  u0: number;
  u1: number;
  m0: number;
  m1: number;
}

export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export class Frame {
  constructor(
    readonly window: Window,
    readonly plot: Plot,
    readonly lean: number,
    readonly pace_s_per_m: number,
  ) {}

  get perSecond(): number {
    return this.plot.width / (this.window.u1 - this.window.u0);
  }

  get perMetre(): number {
    return this.plot.height / (this.window.m1 - this.window.m0);
  }

  u(t_s: number, m: number): number {
    return t_s - this.lean * this.pace_s_per_m * m;
  }

  x(t_s: number, m: number): number {
    return this.plot.left + (this.u(t_s, m) - this.window.u0) * this.perSecond;
  }

  xu(u: number): number {
    return this.plot.left + (u - this.window.u0) * this.perSecond;
  }

  y(m: number): number {
    return this.plot.top + (this.window.m1 - m) * this.perMetre;
  }

  at(t_s: number, m: number): Point {
    return { x: this.x(t_s, m), y: this.y(m) };
  }

  /** The `u` and metres under a pixel. */
  under(x: number, y: number): { u: number; m: number } {
    return {
      u: this.window.u0 + (x - this.plot.left) / this.perSecond,
      m: this.window.m1 - (y - this.plot.top) / this.perMetre,
    };
  }

  /**
   * The canvas transform that takes cell `(i, j)` of a grid starting at `from_s` and 0 m to pixels.
   *
   * Shear is linear in both, so the whole field is drawn with one call whatever the lean.
   */
  gridTransform(from_s: number, step_s: number, step_m: number): [number, number, number, number, number, number] {
    const sx = this.perSecond;
    const sy = this.perMetre;
    return [step_s * sx, 0, -this.lean * this.pace_s_per_m * step_m * sx, -step_m * sy, this.x(from_s, 0), this.y(0)];
  }
}

/** A window with its ends in order and never thinner than a minute by 200 m. */
export function tidy(a: { u: number; m: number }, b: { u: number; m: number }): Window {
  const u0 = Math.min(a.u, b.u);
  const m0 = Math.min(a.m, b.m);
  return { u0, u1: Math.max(a.u, b.u, u0 + 60), m0, m1: Math.max(a.m, b.m, m0 + 200) };
}

/** Zoom by `factor` (below 1 is nearer) about a point, kept inside `whole`. */
export function zoom(window: Window, factor: number, about: { u: number; m: number }, whole: Window): Window {
  const near = tidy(
    { u: about.u + (window.u0 - about.u) * factor, m: about.m + (window.m0 - about.m) * factor },
    { u: about.u + (window.u1 - about.u) * factor, m: about.m + (window.m1 - about.m) * factor },
  );
  return within(near, whole);
}

/** A window moved, and if need be shrunk, to lie inside another. */
export function within(window: Window, whole: Window): Window {
  const [u0, u1] = fit(window.u0, window.u1, whole.u0, whole.u1);
  const [m0, m1] = fit(window.m0, window.m1, whole.m0, whole.m1);
  return { u0, u1, m0, m1 };
}

function fit(a: number, b: number, low: number, high: number): [number, number] {
  if (b - a >= high - low) return [low, high];
  if (a < low) return [low, low + (b - a)];
  if (b > high) return [high - (b - a), high];
  return [a, b];
}

/** Between two windows, for the passage from one to the other. */
export function between(a: Window, b: Window, share: number): Window {
  const mix = (p: number, q: number): number => p + (q - p) * share;
  return { u0: mix(a.u0, b.u0), u1: mix(a.u1, b.u1), m0: mix(a.m0, b.m0), m1: mix(a.m1, b.m1) };
}

/**
 * How much of the lean view to show: the given offsets from the line (seconds, behind is positive)
 * with a little room, on whole five minutes, the line always inside.
 */
export function leanSpan(offsets_s: readonly number[]): [number, number] {
  const limit = 3600;
  const step = 300;
  const low = Math.max(-limit, Math.min(-step, ...offsets_s));
  const high = Math.min(limit, Math.max(step, ...offsets_s));
  return [Math.floor((low - 60) / step) * step, Math.ceil((high + 60) / step) * step];
}

/**
 * Race time on a phone whose clock may be wrong, may be put right meanwhile, and which may sleep.
 *
 * A phone has a wall clock, which somebody can set, and a monotonic one, which nobody can but which starts anew
 * with each page load and on some phones stands still while they sleep. Every entry keeps both as they stood.
 * The time of a page load (a session) falls into stretches: while wall and monotonic clock run side by side, it
 * is one stretch; when they part by more than `APART_MS`, another begins. Within a stretch the wall clock was
 * neither set nor outrun, so one answer of the server in it, an anchor, says how far it is off for all of it.
 *
 * A stretch without an anchor leans on its neighbours that have one. Where those agree, the clock was not set in
 * between: a gap between wall and monotonic clock was sleep, and the wall clock counts. Where they differ, it
 * was set once in between: at the gap that is as large as the difference, else while no page was open.
 * A wall clock that fell behind the monotonic one was set for certain: sleep only does the opposite.
 */

/** The phone's clocks as they stood at one moment of one stretch. */
export interface Stamp {
  stretch: number;
  wall_ms: number;
  mono_ms: number;
}

/** Race time as the server said it, and the phone's wall clock when it was heard. */
export interface Anchor {
  wall_ms: number;
  race_s: number;
  speed: number;
}

/** A time in which the phone's two clocks ran side by side. `n` counts them in the order in which they were. */
export interface Stretch {
  n: number;
  session: string;
  /** Wall less monotonic clock as it began. */
  apart_ms: number;
  /** The last of the server's answers heard in it. */
  anchor: Anchor | null;
}

/** A stretch that began within a session: by how much the wall clock leapt against the monotonic one. */
interface Gap {
  n: number;
  session: string;
  leapt_ms: number;
}

/** Clocks that part by more than this were set, or one of them stood still. */
export const APART_MS = 2_000;
/** Changes nearer than this are the same: answers take their time, and clocks drift. */
const SAME_MS = 20_000;

/** Whether a moment still lies in a stretch of its own session. */
export function continues(stretch: Pick<Stretch, "apart_ms">, wall_ms: number, mono_ms: number): boolean {
  return Math.abs(wall_ms - mono_ms - stretch.apart_ms) <= APART_MS;
}

/** Race time of a stamp; null when the server was never heard by this phone. */
export function raceTime_s(stamp: Stamp, stretches: readonly Stretch[]): number | null {
  const all = [...stretches].sort((a, b) => a.n - b.n);
  const heard = all.filter((one) => one.anchor !== null);
  const own = heard.find((one) => one.n === stamp.stretch);
  const before = own ?? heard.filter((one) => one.n < stamp.stretch).at(-1);
  const after = own ?? heard.find((one) => one.n > stamp.stretch);
  if (before === undefined || after === undefined) {
    const near = before ?? after;
    return near === undefined ? null : fromAnchor(near, stamp.wall_ms + unset_ms(stamp.stretch, before, after, all));
  }
  const changed_ms = (offset_s(before) - offset_s(after)) * 1000;
  if (Math.abs(changed_ms) <= SAME_MS) {
    return fromAnchor(before, stamp.wall_ms + unset_ms(stamp.stretch, before, after, all));
  }
  return fromAnchor(stamp.stretch < whereSet(before, after, changed_ms, all) ? before : after, stamp.wall_ms);
}

/** How far the phone's wall clock is ahead of the race's (s), as last heard; null when never heard, or in a replay. */
export function ahead_s(stretch: Stretch | undefined): number | null {
  return stretch?.anchor?.speed === 1 ? -offset_s(stretch) : null;
}

/** Number of the first stretch after the wall clock was set by `changed_ms` between two stretches. */
function whereSet(before: Stretch, after: Stretch, changed_ms: number, all: readonly Stretch[]): number {
  const gaps = gapsBetween(before.n, after.n, all);
  const fits = gaps.find((gap) => Math.abs(gap.leapt_ms - changed_ms) <= SAME_MS);
  // Set back for certain, the rest of the leap being sleep at the same time.
  const fell = gaps.find((gap) => gap.leapt_ms < 0 && changed_ms < 0);
  const opened = all.find((one) => one.n > before.n && one.n <= after.n && one.session !== before.session);
  const leapt = gaps.find((gap) => gap.leapt_ms > changed_ms);
  return (fits ?? fell ?? opened ?? leapt ?? after).n;
}

/** What to add to a stamp's wall clock so that it counts as those of its neighbours do: it was set back between. */
function unset_ms(n: number, before: Stretch | undefined, after: Stretch | undefined, all: readonly Stretch[]): number {
  const since = before === undefined ? 0 : setBack_ms(before.n, n, all);
  const until = after === undefined ? 0 : setBack_ms(n, after.n, all);
  return since - until;
}

/** By how much the wall clock was surely set back between two stretches. Tabs side by side all see the same leap. */
function setBack_ms(from: number, to: number, all: readonly Stretch[]): number {
  const bySession = new Map<string, number>();
  for (const gap of gapsBetween(from, to, all)) {
    if (gap.leapt_ms < 0) bySession.set(gap.session, (bySession.get(gap.session) ?? 0) - gap.leapt_ms);
  }
  return Math.max(0, ...bySession.values());
}

function gapsBetween(from: number, to: number, all: readonly Stretch[]): Gap[] {
  return all
    .filter((one) => one.n > from && one.n <= to)
    .flatMap((one) => {
      const earlier = all.filter((other) => other.session === one.session && other.n < one.n).at(-1);
      return earlier ? [{ n: one.n, session: one.session, leapt_ms: one.apart_ms - earlier.apart_ms }] : [];
    });
}

function fromAnchor(stretch: Stretch, wall_ms: number): number {
  const anchor = stretch.anchor!;
  return anchor.race_s + ((wall_ms - anchor.wall_ms) / 1000) * anchor.speed;
}

/** Race time less wall clock. */
function offset_s(stretch: Stretch): number {
  return stretch.anchor!.race_s - stretch.anchor!.wall_ms / 1000;
}

/** Instants (UTC epoch seconds) as the race's wall clock, and how old things are. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, seconds: boolean): Intl.DateTimeFormat {
  const key = `${zone} ${seconds}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      ...(seconds ? { second: "2-digit" } : {}),
      hourCycle: "h23",
    });
    formats.set(key, made);
  }
  return made;
}

/** Wall clock `13:52` in the race's zone; never rounded up. */
export function clock(at_s: number, zone: string): string {
  return format(zone, false).format(at_s * 1000);
}

/** An instant by which something will have come: the whole minute after it, never before. */
export function upToMinute(at_s: number): number {
  return Math.ceil(at_s / 60) * 60;
}

/** The same as a wall clock: `14:07` for 14:06:20, so that nothing is promised earlier than forecast. */
export function clockBy(at_s: number, zone: string): string {
  return clock(upToMinute(at_s), zone);
}

/** Wall clock `13:52:07` in the race's zone. */
export function clockSeconds(at_s: number, zone: string): string {
  return format(zone, true).format(at_s * 1000);
}

const days = new Map<string, Intl.DateTimeFormat>();

/** Day and wall clock `Tue 5 May 00:00` in the race's zone. */
export function day(at_s: number, zone: string): string {
  const made = days.get(zone) ?? new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short" });
  days.set(zone, made);
  return `${made.format(at_s * 1000).replace(",", "")} ${clock(at_s, zone)}`;
}

/** Seconds to add to UTC for the zone's wall clock at an instant, whole days left out (0 to 86,399). */
export function zoneShift_s(at_s: number, zone: string): number {
  const whole = Math.floor(at_s);
  const [hours, minutes, seconds] = clockSeconds(whole, zone).split(":").map(Number) as [number, number, number];
  const shift = (hours * 3600 + minutes * 60 + seconds - whole) % 86400;
  return shift < 0 ? shift + 86400 : shift;
}

/**
 * The race's clock between two messages.
 *
 * Runs on from the last message at the replay's speed, at most `ahead_s` real seconds, so that a lost
 * connection stops the clock instead of inventing time.
 */
export function raceNow_s(asOf_s: number, speed: number, heardAt_ms: number, now_ms: number, ahead_s = 3): number {
  const since = Math.min(Math.max(0, (now_ms - heardAt_ms) / 1000), ahead_s);
  return asOf_s + since * speed;
}

/** `just now`, `40 s ago`, `4 min ago`, `1 h 12 min ago`. */
export function ago(age_s: number): string {
  const text = span(age_s);
  return text === "" ? "just now" : `${text} ago`;
}

/** A length of time in words, `""` under ten seconds. */
export function span(length_s: number): string {
  const s = Math.round(Math.abs(length_s));
  if (s < 10) return "";
  if (s < 60) return `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** How an age looks: fresh, `old` (ten minutes) or `stale` (thirty). */
export function ageTone(age_s: number, old_s = 600, stale_s = 1800): "fresh" | "old" | "stale" {
  if (age_s >= stale_s) return "stale";
  return age_s >= old_s ? "old" : "fresh";
}

import { describe, expect, it } from "vitest";
import { ahead_s, continues, raceTime_s, type Stamp, type Stretch } from "../../src/phone/clock";

const MIN = 60_000;
const WRONG = 61 * MIN;
/** Real time (ms) at which the phone is taken up; the race's clock is the real one. */
const T0 = Date.UTC(2026, 4, 3, 11, 0, 0);

/** A phone whose true history is known: real time, what its wall clock is off, and whether it sleeps. */
class Made {
  readonly stretches: Stretch[] = [];
  real_ms = T0;
  mono_ms = 1_000;
  wrong_ms: number;
  session = "a";

  constructor(wrong_ms: number) {
    this.wrong_ms = wrong_ms;
    this.watch();
  }

  get wall_ms(): number {
    return this.real_ms + this.wrong_ms;
  }

  watch(): Stretch {
    const now = this.stretches.at(-1);
    if (now?.session === this.session && continues(now, this.wall_ms, this.mono_ms)) return now;
    const begun = { n: this.stretches.length + 1, session: this.session, apart_ms: this.wall_ms - this.mono_ms, anchor: null };
    this.stretches.push(begun);
    return begun;
  }

  pass(minutes: number): void {
    this.real_ms += minutes * MIN;
    this.mono_ms += minutes * MIN;
    this.watch();
  }

  sleep(minutes: number): void {
    this.real_ms += minutes * MIN;
    this.watch();
  }

  set(wrong_ms: number): void {
    this.wrong_ms = wrong_ms;
    this.watch();
  }

  reload(session: string): void {
    this.session = session;
    this.mono_ms = 1_000;
    this.watch();
  }

  hear(): void {
    const stretch = this.watch();
    stretch.anchor = { wall_ms: this.wall_ms, race_s: this.real_ms / 1000, speed: 1 };
  }

  /** A stamp, and how far (s) what is found of it is off. */
  say(): { stamp: Stamp; off_s: () => number | null } {
    const stamp = { stretch: this.watch().n, wall_ms: this.wall_ms, mono_ms: this.mono_ms };
    const true_s = this.real_ms / 1000;
    return {
      stamp,
      off_s: () => {
        const found = raceTime_s(stamp, this.stretches);
        return found === null ? null : Math.abs(found - true_s);
      },
    };
  }
}

describe("a clock that nobody sets", () => {
  it("is put right by one answer, before and after it", () => {
    const phone = new Made(WRONG);
    const early = phone.say();
    phone.pass(30);
    expect(early.off_s()).toBeNull();
    phone.hear();
    phone.pass(120);
    expect([early.off_s(), phone.say().off_s()]).toEqual([0, 0]);
    expect(ahead_s(phone.watch())).toBe(3660);
  });

  it("keeps its offset through page loads and sleep", () => {
    const phone = new Made(WRONG);
    phone.hear();
    phone.reload("b");
    phone.pass(10);
    const said = [phone.say()];
    phone.sleep(45);
    said.push(phone.say());
    phone.reload("c");
    said.push(phone.say());
    expect(said.map((one) => one.off_s())).toEqual([0, 0, 0]);
    phone.pass(5);
    phone.hear();
    expect(said.map((one) => one.off_s())).toEqual([0, 0, 0]);
  });
});

describe("a clock that is put right while the phone is out of reach", () => {
  const ways: [string, number, number][] = [
    ["61 min ahead, set right", WRONG, 0],
    ["61 min behind, set right", -WRONG, 0],
    ["right, set 61 min ahead", 0, WRONG],
    ["right, set 61 min behind", 0, -WRONG],
  ];
  it.each(ways)("%s, the page open", (_name, first_ms, then_ms) => {
    const phone = new Made(first_ms);
    phone.hear();
    phone.pass(60);
    const early = phone.say();
    phone.pass(5);
    phone.set(then_ms);
    const late = phone.say();
    phone.pass(60);
    phone.hear();
    expect([early.off_s(), late.off_s()]).toEqual([0, 0]);
  });

  it.each(ways)("%s, with sleep before and after", (_name, first_ms, then_ms) => {
    const phone = new Made(first_ms);
    phone.hear();
    phone.sleep(40);
    const early = phone.say();
    phone.pass(5);
    phone.set(then_ms);
    const late = phone.say();
    phone.sleep(25);
    const later = phone.say();
    phone.hear();
    expect([early.off_s(), late.off_s(), later.off_s()]).toEqual([0, 0, 0]);
  });

  it.each(ways)("%s, the page loaded anew before, at and after", (_name, first_ms, then_ms) => {
    const phone = new Made(first_ms);
    phone.hear();
    phone.reload("b");
    const early = phone.say();
    phone.pass(3);
    phone.set(then_ms);
    const late = phone.say();
    phone.reload("c");
    phone.pass(3);
    const later = phone.say();
    phone.hear();
    expect([early.off_s(), late.off_s(), later.off_s()]).toEqual([0, 0, 0]);
  });

  it.each(ways)("%s, while no page was open", (_name, first_ms, then_ms) => {
    const phone = new Made(first_ms);
    phone.hear();
    phone.pass(5);
    const early = phone.say();
    phone.wrong_ms = then_ms;
    phone.reload("b");
    const late = phone.say();
    phone.pass(5);
    phone.hear();
    expect([early.off_s(), late.off_s()]).toEqual([0, 0]);
  });

  it.each(ways)("%s, seen by two tabs side by side", (_name, first_ms, then_ms) => {
    const phone = new Made(first_ms);
    phone.hear();
    const other = { n: 2, session: "tab", apart_ms: phone.wall_ms - 500, anchor: null };
    phone.stretches.push(other);
    const early = { stretch: 2, wall_ms: phone.wall_ms, mono_ms: 500 };
    const early_s = phone.real_ms / 1000;
    phone.mono_ms += 5 * MIN;
    phone.real_ms += 5 * MIN;
    phone.wrong_ms = then_ms;
    phone.stretches.push({ n: 3, session: "tab", apart_ms: phone.wall_ms - 500 - 5 * MIN, anchor: null });
    phone.stretches.push({ n: 4, session: "a", apart_ms: phone.wall_ms - phone.mono_ms, anchor: null });
    phone.stretches.at(-1)!.anchor = { wall_ms: phone.wall_ms, race_s: phone.real_ms / 1000, speed: 1 };
    const late = { stretch: 3, wall_ms: phone.wall_ms, mono_ms: 500 + 5 * MIN };
    expect(raceTime_s(early, phone.stretches)).toBe(early_s);
    expect(raceTime_s(late, phone.stretches)).toBe(phone.real_ms / 1000);
  });
});

it("counts on from the last answer when the clock fell back since", () => {
  const phone = new Made(WRONG);
  phone.hear();
  phone.pass(10);
  phone.set(0);
  phone.pass(10);
  expect(phone.say().off_s()).toBe(0);
});

it("counts back from the first answer when the clock fell back before it", () => {
  const phone = new Made(WRONG);
  const early = phone.say();
  phone.pass(10);
  phone.set(0);
  phone.pass(10);
  phone.hear();
  expect(early.off_s()).toBe(0);
});

it("sees a clock set to and fro between two answers", () => {
  for (const first of [WRONG, -WRONG]) {
    const phone = new Made(0);
    phone.hear();
    phone.pass(1);
    phone.set(first);
    const said = phone.say();
    phone.pass(1);
    phone.set(0);
    phone.hear();
    expect(said.off_s()).toBe(0);
  }
});

it("counts at the speed of a replay", () => {
  const stretch: Stretch = { n: 1, session: "a", apart_ms: 0, anchor: { wall_ms: 1000, race_s: 50, speed: 60 } };
  expect(raceTime_s({ stretch: 1, wall_ms: 2000, mono_ms: 2000 }, [stretch])).toBe(110);
  expect(ahead_s(stretch)).toBeNull();
});

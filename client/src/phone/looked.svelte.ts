/** Since when somebody has not looked at this page. */

import { smallStorage } from "./link";

export class Looked {
  /** Race time at which the page was last put away before it was opened now; null on the first day. */
  since_s = $state<number | null>(null);
  readonly #key = `lanterne.looked ${location.pathname}`;
  readonly #now_s: () => number | null;

  constructor(now_s: () => number | null) {
    this.#now_s = now_s;
    const kept = Number.parseFloat(smallStorage()?.getItem(this.#key) ?? "");
    if (Number.isFinite(kept)) this.since_s = kept;
  }

  /** Keep note of when the page is put away and taken up; the answer stops it. */
  start(): () => void {
    let away_s: number | null = null;
    const turned = (): void => {
      if (document.visibilityState === "hidden") {
        away_s = this.#now_s();
        if (away_s !== null) smallStorage()?.setItem(this.#key, String(away_s));
      } else if (away_s !== null) {
        this.since_s = away_s;
      }
    };
    document.addEventListener("visibilitychange", turned);
    return () => document.removeEventListener("visibilitychange", turned);
  }
}

/** What the page knows: the race, the latest of each message, and what is lifted. */

import { listen } from "../listen";
import type { Down } from "../stream";
import { raceNow_s } from "../time";
import type { AccountingView } from "../wire/accounting";
import type { ChartView, ControlView, DecisionsView, FieldView, RaceView } from "../wire";
import { askFor } from "./ask";

/** Longer than the stream's own limit, in case its keeper itself has died. */
const SILENT_MS = 9_000;

class Live {
  race = $state.raw<RaceView | null>(null);
  control = $state.raw<ControlView | null>(null);
  chart = $state.raw<ChartView | null>(null);
  decisions = $state.raw<DecisionsView | null>(null);
  accounting = $state.raw<AccountingView | null>(null);
  fields = $state.raw<Readonly<Record<string, FieldView>>>({});
  /** Chosen distance id. */
  distance = $state("");
  /** Id of the line pointed at or focused, such as `runner 4410`, on the chart, map or in the list. */
  lifted = $state<string | null>(null);

  #open = $state(false);
  #heardAt_ms = $state<number | null>(null);
  #tick_ms = $state(Date.now());

  /** Race time now, running on between messages. */
  now_s = $derived.by(() => {
    if (this.control === null || this.#heardAt_ms === null) return null;
    return raceNow_s(this.control.as_of_s, this.control.speed, this.#controlAt_ms, this.#tick_ms);
  });
  /** Real seconds since the last message, null before the first. */
  unheard_s = $derived(this.#heardAt_ms === null ? null : Math.max(0, (this.#tick_ms - this.#heardAt_ms) / 1000));
  lost = $derived(!this.#open || (this.unheard_s ?? 0) * 1000 > SILENT_MS);

  #controlAt_ms = 0;

  start(): void {
    void this.#learnRace();
    void this.#learnDecisions();
    listen((message) => this.#heard(message));
    setInterval(() => {
      this.#tick_ms = Date.now();
    }, 250);
  }

  #heard(message: Down): void {
    if (message.kind === "link") {
      if (message.open && !this.#open && this.race !== null) void this.#learnRace();
      this.#open = message.open;
      this.#heardAt_ms = message.heardAt_ms;
      return;
    }
    this.#heardAt_ms = message.heardAt_ms;
    const view: unknown = JSON.parse(message.data);
    if (message.event === "control") {
      this.#controlAt_ms = message.heardAt_ms;
      this.#tick_ms = Date.now();
      this.control = view as ControlView;
    } else if (message.event === "chart") {
      this.chart = view as ChartView;
    } else if (message.event === "decisions") {
      this.decisions = view as DecisionsView;
    } else if (message.event === "accounting") {
      this.accounting = view as AccountingView;
    } else {
      const field = view as FieldView;
      this.fields = { ...this.fields, [field.distance]: field };
    }
  }

  /** The stream brings them too; asked once so that the page need not wait for its turn. */
  async #learnDecisions(): Promise<void> {
    try {
      const view = await askFor<DecisionsView>("/api/v1/decisions");
      this.decisions ??= view;
    } catch {
      // the stream will bring them
    }
  }

  async #learnRace(attempt = 0): Promise<void> {
    try {
      const answer = await fetch("/api/v1/race");
      if (!answer.ok) throw new Error(`${answer.status}`);
      const race = (await answer.json()) as RaceView;
      this.race = race;
      if (!race.distances.some((d) => d.id === this.distance)) this.distance = race.distances[0]?.id ?? "";
    } catch {
      setTimeout(() => void this.#learnRace(attempt + 1), Math.min(10_000, 1000 * 2 ** attempt));
    }
  }
}

export const live = new Live();

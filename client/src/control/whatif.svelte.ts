/** The day with other numbers, asked of the server on a copy; nothing of it is ever posted. */

import type { WhatIfView } from "../wire";
import { askFor } from "./ask";

const WAIT_MS = 120;

class WhatIf {
  open = $state(false);
  /** Minutes by which every limit still ahead would be later. */
  later_min = $state(0);
  /** Hundredths by which the sweeps would be slower. */
  slower_percent = $state(0);
  closed = $state<string[]>([]);
  view = $state.raw<WhatIfView | null>(null);
  fault = $state("");
  /** What the answer shown was asked by. */
  #answered = $state("");

  readonly url = $derived(
    `/api/v1/whatif?${new URLSearchParams({
      limit_extra_s: String(60 * this.later_min),
      sweep_slower: String(1 + this.slower_percent / 100),
      closed: this.closed.join(","),
    })}`,
  );

  /** The answer shown, if any, is to older numbers. */
  readonly pending = $derived(this.fault === "" && this.#answered !== this.url);

  close(): void {
    this.open = false;
    this.view = null;
    this.#answered = "";
    [this.later_min, this.slower_percent, this.closed, this.fault] = [0, 0, [], ""];
  }

  /** Ask once the sliders rest; what is returned stops it, also while the server works on it. */
  ask(url: string): () => void {
    const stop = new AbortController();
    const later = setTimeout(() => void this.#learn(url, stop.signal), WAIT_MS);
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }

  async #learn(url: string, stop: AbortSignal): Promise<void> {
    try {
      const view = await askFor<WhatIfView>(url, stop);
      this.view = view;
      this.#answered = url;
      this.fault = "";
    } catch (error) {
      if (stop.aborted) return;
      this.fault = error instanceof Error ? error.message : String(error);
    }
  }
}

export const whatIf = new WhatIf();

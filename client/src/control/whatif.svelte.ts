/** The day with other numbers, asked of the server on a copy; nothing of it is ever posted. */

import type { WhatIfView } from "../wire";
import { askFor } from "./ask";

const WAIT_MS = 300;

class WhatIf {
  open = $state(false);
  /** Minutes by which every limit still ahead would be later. */
  later_min = $state(0);
  /** Hundredths by which the sweeps would be slower. */
  slower_percent = $state(0);
  closed = $state<string[]>([]);
  view = $state.raw<WhatIfView | null>(null);
  fault = $state("");

  readonly url = $derived(
    `/api/v1/whatif?${new URLSearchParams({
      limit_extra_s: String(60 * this.later_min),
      sweep_slower: String(1 + this.slower_percent / 100),
      closed: this.closed.join(","),
    })}`,
  );

  close(): void {
    this.open = false;
    this.view = null;
    [this.later_min, this.slower_percent, this.closed, this.fault] = [0, 0, [], ""];
  }

  /** Ask once the sliders rest; the answer stops it. */
  ask(url: string): () => void {
    const later = setTimeout(() => void this.#learn(url), WAIT_MS);
    return () => clearTimeout(later);
  }

  async #learn(url: string): Promise<void> {
    try {
      const view = await askFor<WhatIfView>(url);
      if (!this.open || url !== this.url) return;
      this.view = view;
      this.fault = "";
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
    }
  }
}

export const whatIf = new WhatIf();

/** How the page is looked at: which list or matter is open, chart or map, leaning or not. */

import type { Matter } from "./waiting";

class ControlPageView {
  /** Ledger state whose list is open, `registered` for everyone, null for none. */
  list = $state<string | null>(null);
  /** What is being decided in a dialog. */
  matter = $state.raw<Matter | null>(null);
  quarantine = $state(false);
  /** The line for what is heard by radio is open. */
  radio = $state(false);
  picture = $state<"chart" | "map">("chart");
  lean = $state(false);
}

export const view = new ControlPageView();

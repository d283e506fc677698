/** How the page is looked at: which list is open, chart or map, leaning or not. */

class ControlPageView {
  /** Ledger state whose list is open, `registered` for everyone, null for none. */
  list = $state<string | null>(null);
  quarantine = $state(false);
  picture = $state<"chart" | "map">("chart");
  lean = $state(false);
}

export const view = new ControlPageView();

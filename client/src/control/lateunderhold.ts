/** Which runners of a hold came in after the limit, and nobody has said whether that counts. */

import type { DecisionsView, RunnerForecastView } from "../wire";
import type { AccountingView } from "../wire/accounting";
import { askFor } from "./ask";

/** Bibs that a hold which is or was in force names, each once. */
export function heldBibs(view: DecisionsView): string[] {
  return [...new Set(view.holds.flatMap((hold) => hold.force?.bibs ?? []))];
}

/** Changes when anybody comes in after the limit, or is decided about; "" while nobody has. */
export function lateSums(view: AccountingView): string {
  const counts = view.sums.filter((one) => one.state === "finished" && one.detail !== "").map((one) => `${one.detail} ${one.count}`);
  return counts.some((one) => one.startsWith("after_limit ") && one !== "after_limit 0") ? counts.join() : "";
}

/** Those of some runners who are accounted for as finished after the limit; who cannot be asked after is left out. */
export async function cameLate(bibs: readonly string[]): Promise<string[]> {
  const answers = await Promise.allSettled(bibs.map((bib) => askFor<RunnerForecastView>(`/api/v1/runners/${encodeURIComponent(bib)}/forecast`)));
  return answers.flatMap((one) => (one.status === "fulfilled" && one.value.state === "finished" && one.value.detail === "after_limit" ? [one.value.bib] : []));
}

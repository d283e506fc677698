/** A long list fetched a page at a time, for showing only what is in sight. */

import type { LedgerPage, LedgerRow } from "../wire";

export const PAGE = 100;

/** Rows `[first, last)` in sight of a scrolled box, with a few to spare either side. */
export function inSight(scroll_px: number, height_px: number, row_px: number, total: number, spare = 6): [number, number] {
  const first = Math.max(0, Math.floor(scroll_px / row_px) - spare);
  const last = Math.min(total, Math.ceil((scroll_px + height_px) / row_px) + spare);
  return [Math.min(first, last), last];
}

/** Page numbers that rows `[first, last)` lie on. */
export function pagesOf(first: number, last: number): number[] {
  if (last <= first) return [];
  const from = Math.floor(first / PAGE);
  return Array.from({ length: Math.floor((last - 1) / PAGE) - from + 1 }, (_, i) => from + i);
}

/** Address of one page of the ledger; everyone when `state` is `registered`. */
export function ledgerUrl(state: string, query: string, page: number): string {
  const ask = new URLSearchParams();
  if (state !== "registered") ask.set("state", state);
  ask.set("offset", String(page * PAGE));
  ask.set("limit", String(PAGE));
  if (query !== "") ask.set("query", query);
  return `/api/v1/ledger?${ask}`;
}

/** The ledger's rows known so far, by position; never changed, only followed by another. */
export class LedgerRows {
  readonly #rows: ReadonlyMap<number, LedgerRow>;

  constructor(
    readonly total = 0,
    rows: ReadonlyMap<number, LedgerRow> = new Map(),
  ) {
    this.#rows = rows;
  }

  at(index: number): LedgerRow | undefined {
    return this.#rows.get(index);
  }

  /** These rows with one page's answer; a list that became shorter loses what lay beyond its end. */
  with(page: number, answer: LedgerPage): LedgerRows {
    const rows = new Map([...this.#rows].filter(([index]) => index < answer.total));
    answer.rows.forEach((row, i) => rows.set(page * PAGE + i, row));
    return new LedgerRows(answer.total, rows);
  }
}

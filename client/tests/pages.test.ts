import { expect, it } from "vitest";
import { inSight, LedgerRows, ledgerUrl, pagesOf } from "../src/control/pages";
import type { LedgerRow } from "../src/wire";

const row = (bib: string): LedgerRow => ({ bib, state: "on_course", detail: "", evidence: "", evidence_at: null, age_s: null, by: "", name: "" });

it("shows only the rows in sight, with a few to spare", () => {
  expect(inSight(5200, 520, 52, 55_000)).toEqual([94, 116]);
  expect(inSight(0, 520, 52, 3)).toEqual([0, 3]);
  expect(inSight(99_999, 520, 52, 3)).toEqual([3, 3]);
});

it("asks for the pages those rows lie on", () => {
  expect(pagesOf(94, 116)).toEqual([0, 1]);
  expect(pagesOf(100, 200)).toEqual([1]);
  expect(pagesOf(5, 5)).toEqual([]);
});

it("asks for everyone without naming a state", () => {
  expect(ledgerUrl("registered", "", 0)).toBe("/api/v1/ledger?offset=0&limit=100");
  expect(ledgerUrl("on_course", "12 a", 2)).toBe("/api/v1/ledger?state=on_course&offset=200&limit=100&query=12+a");
});

it("keeps rows by position, and forgets those beyond a shorter list's end", () => {
  const two = new LedgerRows().with(0, { total: 2, rows: [row("1"), row("2")] });
  const one = two.with(0, { total: 1, rows: [row("2")] });
  expect([one.total, one.at(0)?.bib, one.at(1)]).toEqual([1, "2", undefined]);
  expect(two.at(1)?.bib).toBe("2");
});

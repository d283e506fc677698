/** What this station has recorded: as race control knows it, with what this phone has said since laid over it. */

import type { Entry } from "../phone/entries";
import { standing, takenBack } from "../phone/standing";
import type { ClosingView, LastListRow, SightedView, StationPageView, SupplyView } from "../wire";

/** A bib, or a time whose bib comes later, that somebody recorded here. */
export interface Recorded {
  id: string;
  /** Empty while it is still to come; `?` for a digit nobody could read. */
  bib: string;
  what: string;
  at_s: number | null;
  by: string;
  /** Whom an unreadable bib may have been. */
  candidates: string[];
  /** Said on this phone, which may put it right. */
  own: boolean;
  /** Race control has it. */
  sent: boolean;
}

/** Race time of an entry, null while it is not known. */
export type Happened = (entry: Entry) => number | null;

/** Everything recorded here, the latest first. */
export function recorded(known: readonly SightedView[], entries: readonly Entry[], happened: Happened): Recorded[] {
  const log = new Map(known.map((one) => [one.id, { ...one, at_s: one.at_s as number | null, own: false, sent: true }]));
  for (const entry of current(entries)) {
    if (entry.fields.kind !== "sighting") continue;
    const told = log.get(entry.id);
    log.set(entry.id, {
      id: entry.id,
      bib: text(entry.fields["bib"]),
      what: text(entry.fields["what"]) || "passed",
      at_s: happened(entry),
      by: text(entry.fields["by"]),
      candidates: told?.bib === text(entry.fields["bib"]) ? told.candidates : [],
      own: true,
      sent: entry.state === "sent",
    });
  }
  for (const { id } of takenBack(entries)) log.delete(id);
  return [...log.values()].sort((a, b) => (b.at_s ?? Infinity) - (a.at_s ?? Infinity) || (a.id < b.id ? 1 : -1));
}

/** What was said on this phone as it stands, without what was refused. */
function current(entries: readonly Entry[]): Entry[] {
  return standing(entries).filter(({ entry }) => entry.state !== "refused").map(({ entry, fields }) => ({ ...entry, fields }));
}

/** A bib of the last list, with what the station says of it by now. */
export interface ListedBib extends LastListRow {
  /** The sighting that says so, if this phone made it. */
  said: Recorded | null;
  /** Both sides know: it has come by, stopped here, or need not be watched for. */
  resolved: boolean;
}

/** The last list, those still to be watched for first. */
export function lastList(view: StationPageView, log: readonly Recorded[]): ListedBib[] {
  const rows = view.last_list.map((row) => {
    const said = log.find((one) => one.bib === row.bib) ?? null;
    const here = said?.what ?? row.here;
    return { ...row, here, said, resolved: isResolved(row.state, here) };
  });
  return rows.sort((a, b) => Number(a.resolved) - Number(b.resolved) || (a.p50_s ?? Infinity) - (b.p50_s ?? Infinity));
}

function isResolved(state: string, here: string): boolean {
  if (here === "passed" || here === "in" || here === "out" || here === "stopped") return true;
  return state !== "to_come" && (here === "missed" || state !== "passed");
}

/** How many are still to come, those left out whom this phone has recorded since. */
export function stillToCome(view: StationPageView, log: readonly Recorded[]): number {
  const came = lastList(view, log).filter((row) => row.state === "to_come" && row.resolved);
  return Math.max(0, view.closing.to_come - came.length);
}

/** The station's stage, with what its captain has said on this phone since. */
export function stageNow(closing: ClosingView, entries: readonly Entry[], happened: Happened): { stage: string; said: Entry | null } {
  const own = current(entries).find(({ fields }) => fields.kind === "station" && fields["what"] !== "supplies");
  if (own === undefined || (happened(own) ?? Infinity) < (closing.stage_s ?? 0)) return { stage: closing.stage, said: null };
  return { stage: text(own.fields["what"]), said: own };
}

/** Supplies, with what was counted on this phone since. */
export function suppliesNow(view: StationPageView, entries: readonly Entry[], happened: Happened): SupplyView[] {
  const counted = current(entries).filter(({ fields }) => fields.kind === "station" && fields["what"] === "supplies");
  return view.supplies.map((supply) => {
    const own = counted.find(({ fields }) => fields["item"] === supply.item);
    const at_s = own === undefined ? null : happened(own);
    if (own === undefined || (at_s ?? Infinity) < (supply.left_s ?? 0)) return supply;
    const left = Number(own.fields["left"]);
    return { ...supply, left, left_s: at_s, short: left < supply.need_p95 };
  });
}

/** Bibs of a list that what was typed may become, `?` standing for any digit. */
export function fitting(bibs: readonly string[], typed: string): string[] {
  const fits = (bib: string): boolean => typed.length <= bib.length && [...typed].every((key, i) => key === "?" || key === bib[i]);
  return typed === "" ? [] : bibs.filter(fits).slice(0, 6);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

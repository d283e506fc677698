/** Heads counted beside people named: asked anew whenever somebody got in or out. */

import type { Entry } from "../phone/entries";
import { standing } from "../phone/standing";
import type { CustodyView } from "../wire/accounting";
import { type Happened, type Known, way } from "./riders";

/** The last count, by this phone or as race control has it. */
export interface Counted {
  heads: number;
  at_s: number | null;
}

export function counted(custody: Pick<CustodyView, "counted" | "counted_s"> | null, entries: readonly Entry[], happened: Happened): Counted | null {
  const own = standing(entries).find(({ entry, fields }) => fields.kind === "vehicle" && fields["aboard"] !== undefined && entry.state !== "refused");
  const told = custody === null || custody.counted === null ? null : { heads: custody.counted, at_s: custody.counted_s };
  if (own === undefined) return told;
  const at_s = happened(own.entry);
  return told !== null && (told.at_s ?? 0) > (at_s ?? Infinity) ? told : { heads: Number(own.fields["aboard"]), at_s };
}

/** Whether heads are to be counted: somebody got in or out since the last count. */
export function toCount(known: readonly Known[], last: Counted | null, entries: readonly Entry[], happened: Happened): boolean {
  const moved = standing(entries).filter((own) => own.entry.state !== "refused" && way(own) !== "").map(({ entry }) => happened(entry) ?? Infinity);
  const latest_s = Math.max(-Infinity, ...moved, ...known.map((one) => one.since_s ?? -Infinity));
  return latest_s > (last === null ? -Infinity : (last.at_s ?? Infinity));
}

/** Paper typed back: each row of a form as the line that would have been heard. */

const WITH_MEDICAL = "with medical";

export type PaperForm = "station" | "drop" | "manifest_in" | "manifest_out";

/** What a row of a form has beside its bib and time. */
export interface PaperKind {
  form: PaperForm;
  name: string;
  /** Whose sheet it is. */
  of: "station" | "vehicle";
  /** Further fields, in the order in which they are typed. */
  more: readonly ("to" | "by" | "why" | "goes")[];
}

export const PAPER: readonly PaperKind[] = [
  { form: "station", name: "Station sheet", of: "station", more: [] },
  { form: "drop", name: "Drop forms", of: "station", more: ["why", "goes"] },
  { form: "manifest_in", name: "SAG manifest, in", of: "vehicle", more: [] },
  { form: "manifest_out", name: "SAG manifest, out", of: "vehicle", more: ["to", "by"] },
];

/** Why somebody dropped, as the slip has it. */
export const REASONS: readonly string[] = ["own wish", "time limit", "wrong way", WITH_MEDICAL];

/** Where they go, besides into a vehicle. */
export const WAYS: readonly (readonly [string, string])[] = [
  ["on foot", "on foot"],
  ["with family", "fetched by family"],
  ["waits", "waits for a ride"],
];

export interface PaperRow {
  bib: string;
  time: string;
  to: string;
  by: string;
  /** One of REASONS, "" = not said. */
  why: string;
  /** One of WAYS, or the id of a vehicle; "" = not said. */
  goes: string;
}

/** The line of a row; "" while something is missing. `place` is a stand's id, or such as `mile 14.2`. */
export function lineOf(form: PaperForm, place: string, row: PaperRow): string {
  const bib = row.bib.trim();
  const time = row.time.trim();
  if (bib === "" || time === "" || place === "") return "";
  switch (form) {
    case "station":
      return `${bib} passed ${place} at ${time}`;
    case "drop":
      return dropLine(bib, time, place, row);
    case "manifest_in":
      return `${place} has ${bib} at ${time}`;
    case "manifest_out":
      return row.to.trim() === "" ? "" : `${place} handed ${bib} to ${row.to.trim()}, ${row.by.trim()} at ${time}`;
  }
}

function dropLine(bib: string, time: string, place: string, { why, goes }: PaperRow): string {
  if (why === WITH_MEDICAL) return `medical has ${bib} at ${place} at ${time}`;
  const way = goes === "" || WAYS.some(([said]) => said === goes) ? goes : `goes in ${goes}`;
  return `${[`${bib} drops at ${place}`, why, way].filter((part) => part !== "").join(", ")} at ${time}`;
}

/** Paper typed back: each row of a form as the line that would have been heard. */

export type PaperForm = "station" | "drop" | "manifest_in" | "manifest_out";

/** What a row of a form has beside its bib and time. */
export interface PaperKind {
  form: PaperForm;
  name: string;
  /** Whose sheet it is. */
  of: "station" | "vehicle";
  /** Further fields, in the order in which they are typed. */
  more: readonly ("to" | "by")[];
}

export const PAPER: readonly PaperKind[] = [
  { form: "station", name: "Station sheet", of: "station", more: [] },
  { form: "drop", name: "Drop forms", of: "station", more: [] },
  { form: "manifest_in", name: "SAG manifest, in", of: "vehicle", more: [] },
  { form: "manifest_out", name: "SAG manifest, out", of: "vehicle", more: ["to", "by"] },
];

export interface PaperRow {
  bib: string;
  time: string;
  to: string;
  by: string;
}

/** The line of a row; "" while something is missing. */
export function lineOf(form: PaperForm, place: string, row: PaperRow): string {
  const bib = row.bib.trim();
  const time = row.time.trim();
  if (bib === "" || time === "" || place === "") return "";
  switch (form) {
    case "station":
      return `${bib} passed ${place} at ${time}`;
    case "drop":
      return `${bib} drops at ${place} at ${time}`;
    case "manifest_in":
      return `${place} has ${bib} at ${time}`;
    case "manifest_out":
      return row.to.trim() === "" ? "" : `${place} handed ${bib} to ${row.to.trim()}, ${row.by.trim()} at ${time}`;
  }
}

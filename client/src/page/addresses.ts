/** Where race control's pages are. */

export const CONTROL = "/control";
export const RECORD = "/control/record";
const RUNNER = "/control/runner/";

/** Page of one runner's forecast. */
export function runnerPage(bib: string): string {
  return RUNNER + encodeURIComponent(bib);
}

/** The bib that a page's path names, "" if none. */
export function bibOf(path: string): string {
  return path.startsWith(RUNNER) ? decodeURIComponent(path.slice(RUNNER.length)) : "";
}

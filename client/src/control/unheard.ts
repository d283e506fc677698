/** What posts were told and have not acknowledged, by what it is about. */

import { clock } from "../time";
import type { DecisionsView, UnheardView } from "../wire";
import { RELEASES } from "./decisionwords";

/** One thing told, and the posts no word has come back from; the longest waiting first. */
export interface Untold {
  about: string;
  title: string;
  since_s: number;
  posts: UnheardView[];
  /** Time to say it by radio to one of them at least. */
  radio: boolean;
}

export function untold(view: DecisionsView, zone: string): Untold[] {
  const found = new Map<string, UnheardView[]>();
  for (const one of view.unheard) found.set(one.about, [...(found.get(one.about) ?? []), one]);
  return [...found].map(([about, posts]) => ({
    about,
    title: titleOf(about, posts[0]!, view, zone),
    since_s: Math.min(...posts.map((one) => one.since_s)),
    posts,
    radio: posts.some((one) => one.words !== ""),
  }));
}

/** What an `about` names, in few words; its own text where it is of a kind not known here. */
export function titleOf(about: string, first: Pick<UnheardView, "name" | "text">, view: DecisionsView, zone: string): string {
  const [kind, id = "", part = "", ended] = about.split("/");
  if (kind === "cutoff") return `Cut-offs, version ${id}`;
  if (kind === "station") return `${first.name}: ${(RELEASES[part] ?? part).toLowerCase()}`;
  if (kind !== "hold") return first.text;
  const hold = view.holds.find((one) => one.hold === id);
  const until = hold === undefined ? "" : ` until ${clock((hold.force ?? hold.latest).until_s, zone)}`;
  return ended === "ended" ? `End of the hold${until}` : `Hold${until}`;
}

/** How soon it has to be said by radio: who was told to stay, and the road, before who may go. */
export function rankOf({ about, radio }: Untold): number {
  if (!radio) return 5;
  if (about.endsWith("/stay")) return 1;
  return about.startsWith("station/") ? 4 : 2;
}

import { describe, expect, it } from "vitest";
import { rankOf, titleOf, untold } from "../../src/control/unheard";
import type { DecisionsView, HoldView, UnheardView } from "../../src/wire";
import { at, ZONE } from "../made";

const HOLD = { hold: "h", force: { terms: "t", until_s: at("14:40") }, latest: { until_s: at("14:50") } } as unknown as HoldView;

function unheard(post: string, about: string, part: Partial<UnheardView> = {}): UnheardView {
  return { post, name: `Station ${post}`, role: "station", about, text: "Stay open.", since_s: at("12:50"), words: "", ...part };
}

function view(...all: UnheardView[]): DecisionsView {
  return { holds: [HOLD], unheard: all } as unknown as DecisionsView;
}

describe("what is not acknowledged", () => {
  it("is one row for what it is about, since the first was told", () => {
    const rows = untold(view(unheard("1", "cutoff/2"), unheard("2", "cutoff/2", { since_s: at("12:40") }), unheard("1", "station/1/stay")), ZONE);
    expect(rows.map((one) => [one.about, one.posts.length, one.since_s])).toEqual([["cutoff/2", 2, at("12:40")], ["station/1/stay", 1, at("12:50")]]);
  });

  it.each([
    ["hold/h/t", "Hold until 14:40"],
    ["hold/h/t/ended", "End of the hold until 14:40"],
    ["cutoff/3", "Cut-offs, version 3"],
    ["station/1/may_close", "Station 1: may close"],
    ["new/kind", "Stay open."],
  ])("%s is called %s", (about, title) => expect(titleOf(about, unheard("1", about), view(), ZONE)).toBe(title));

  it("is for the radio once there are words for one post", () => {
    expect(untold(view(unheard("1", "cutoff/2"), unheard("2", "cutoff/2", { words: "Read back." })), ZONE)[0]?.radio).toBe(true);
  });

  it("ranks staying before the road, the road before who may go, and what was only just told last", () => {
    const known = (about: string, radio: boolean): number => rankOf({ about, title: "", since_s: 0, posts: [], radio });
    const ranks = [known("station/1/stay", true), known("hold/h/t", true), known("station/1/may_close", true), known("station/1/stay", false)];
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(4);
  });
});

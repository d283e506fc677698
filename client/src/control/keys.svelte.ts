/** Single keys. They can be switched off (WCAG 2.2, 2.1.4), and never act while someone types. */

import { RECORD } from "../page/addresses";
import { theme } from "../theme.svelte";
import { live } from "./live.svelte";
import { statusMatter } from "./statuschoices";
import { view } from "./view.svelte";

const KEPT = "lanterne.keys";

class Keys {
  shown = $state(false);
  on = $state(kept());

  toggle(): void {
    this.on = !this.on;
    try {
      localStorage.setItem(KEPT, this.on ? "on" : "off");
    } catch {
      // storage may be forbidden; the choice then lasts as long as the page
    }
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

export const keys = new Keys();

/** What the chart does with its own keys while it is shown. */
export const chartKeys: { zoomIn?: () => void; zoomOut?: () => void; whole?: () => void } = {};

function nextDistance(): void {
  const ids = live.race?.distances.map((d) => d.id) ?? [];
  live.distance = ids[(ids.indexOf(live.distance) + 1) % ids.length] ?? live.distance;
}

export const MEANINGS: readonly [key: string, meaning: string, act: () => void][] = [
  ["/", "find a bib", () => (view.list = "registered")],
  ["u", "unresolved list", () => (view.list = "unresolved")],
  ["j", "whom to look for; there j and k go down and up", () => document.querySelector<HTMLElement>("#worklist li button")?.focus()],
  ["s", "say what became of somebody", () => (view.matter = statusMatter())],
  ["p", "who waits for a ride", () => document.getElementById("pickups")?.focus()],
  ["v", "the vehicles, and who is aboard", () => (view.matter = { kind: "custody", id: "" })],
  ["x", "facts that do not fit", () => (view.matter = { kind: "contradictions", id: "" })],
  ["r", "type what is heard by radio", () => (view.radio = true)],
  ["a", "all clear", () => (view.matter = { kind: "allclear", id: "" })],
  ["w", "what waits for a decision", () => document.getElementById("waiting")?.focus()],
  ["h", "propose a hold", () => (view.matter = { kind: "propose", id: "" })],
  ["c", "the cut-offs", () => (view.matter = { kind: "table", id: "" })],
  ["k", "the posts' links", () => (view.matter = { kind: "links", id: "" })],
  ["f", "the forecast's record", () => location.assign(RECORD)],
  ["m", "map or chart", () => (view.picture = view.picture === "chart" ? "map" : "chart")],
  ["l", "lean: minutes before or behind the virtual line", () => (view.lean = !view.lean)],
  ["d", "next distance", nextDistance],
  ["+", "zoom in on the last", () => chartKeys.zoomIn?.()],
  ["-", "zoom out", () => chartKeys.zoomOut?.()],
  ["0", "the whole chart", () => chartKeys.whole?.()],
  ["t", "light or dark", () => theme.toggle()],
  ["?", "these keys", () => (keys.shown = true)],
];

export function onKey(event: KeyboardEvent): void {
  if (!keys.on || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement | null;
  if (target?.closest("input, textarea, select, dialog") != null) return;
  const meaning = MEANINGS.find(([key]) => key === event.key || (key === "+" && event.key === "="));
  if (meaning === undefined) return;
  event.preventDefault();
  meaning[2]();
}

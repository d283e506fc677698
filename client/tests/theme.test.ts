import { describe, expect, it } from "vitest";
import css from "../src/theme.css?raw";

function tokens(theme: string): Record<string, string> {
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`));
  return Object.fromEntries([...block.slice(0, block.indexOf("}")).matchAll(/--([a-z]+): (#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(["dark", "light"])("the %s theme", (theme) => {
  const t = tokens(theme);

  it.each(["ink", "dim", "forecast", "lantern", "limit", "open"])("writes %s with a contrast of at least 4.5", (name) => {
    for (const ground of ["ground", "surface"]) expect(contrast(t[name]!, t[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it("draws the edges of controls with a contrast of at least 3", () => {
    expect(contrast(t["edge"]!, t["ground"]!)).toBeGreaterThanOrEqual(3);
  });
});

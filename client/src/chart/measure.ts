/** How wide a label is, measured once a text in the page's own font. */

const widths = new Map<string, number>();
let context: OffscreenCanvasRenderingContext2D | null = null;

export function textWidth(text: string, bold: boolean): number {
  const key = `${bold} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 2000) widths.clear();
  context ??= new OffscreenCanvas(1, 1).getContext("2d");
  if (context === null) return text.length * 7.5;
  const family = getComputedStyle(document.body).fontFamily;
  context.font = bold ? `700 14px ${family}` : `12px ${family}`;
  const width = Math.ceil(context.measureText(text).width) + 2;
  widths.set(key, width);
  return width;
}

/** The field's density: decoding a FieldView's fan and colouring it for a canvas. */

import type { FieldView } from "../wire";

/** The fan's cells, row by row from the start line, 0 to 255. */
export function decodeFan(field: FieldView): Uint8Array {
  const text = atob(field.fan);
  const cells = new Uint8Array(field.n_m * field.n_t);
  const n = Math.min(text.length, cells.length);
  for (let i = 0; i < n; i += 1) cells[i] = text.charCodeAt(i);
  return cells;
}

/** RGBA pixels of one colour, as dense as the cells; `strongest` is the opacity of a full cell. */
export function tint(cells: Uint8Array, rgb: readonly [number, number, number], strongest: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(cells.length * 4);
  for (let i = 0; i < cells.length; i += 1) {
    const at = i * 4;
    pixels[at] = rgb[0];
    pixels[at + 1] = rgb[1];
    pixels[at + 2] = rgb[2];
    pixels[at + 3] = cells[i]! * strongest;
  }
  return pixels;
}

/** `#rrggbb` as three numbers. */
export function rgbOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.trim().slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

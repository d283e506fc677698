import { expect, it } from "vitest";
import { decodeFan, rgbOf, tint } from "../src/chart/fan";
import type { FieldView } from "../src/wire";

function field(cells: number[], n_t: number, n_m: number): FieldView {
  const fan = btoa(String.fromCharCode(...cells));
  return { as_of_s: 0, distance: "m", from_s: 0, step_s: 60, n_t, step_m: 100, n_m, fan, along_step_m: 100, along: [] };
}

it("decodes cells row by row, all 256 values", () => {
  expect([...decodeFan(field([0, 128, 255, 10, 200, 127], 3, 2))]).toEqual([0, 128, 255, 10, 200, 127]);
});

it("a fan cut short is empty where nothing came", () => expect([...decodeFan(field([9], 2, 1))]).toEqual([9, 0]));

it("tints one colour, opaque as the cells are dense", () => {
  expect([...tint(new Uint8Array([0, 255]), rgbOf("#e8e3d6"), 0.5)]).toEqual([232, 227, 214, 0, 232, 227, 214, 128]);
});

/** The map's whole style, with its own data in it: no tile, glyph or sprite server is asked. */

import type { FeatureCollection } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import { type Line, type LngLat, placeAt, ribbon, stretch } from "./geometry";

export interface MapColours {
  ground: string;
  dim: string;
  edge: string;
  forecast: string;
  lantern: string;
  open: string;
}

export interface MapData {
  line: Line;
  length_m: number;
  along: readonly number[];
  along_step_m: number;
  stations: readonly { at_m: number; needed: boolean }[];
  /** Where each of the last is expected now, `[least, furthest]` metres. */
  expected: readonly { from_m: number; to_m: number; lantern: boolean }[];
}

type Properties = Record<string, number | boolean>;

function lines(rows: readonly { path: LngLat[]; properties: Properties }[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: rows.map(({ path, properties }) => ({ type: "Feature", properties, geometry: { type: "LineString", coordinates: path } })),
  };
}

function points(rows: readonly { at: LngLat; properties: Properties }[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: rows.map(({ at, properties }) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates: at } })),
  };
}

export function mapStyle(data: MapData, colours: MapColours): StyleSpecification {
  const { line } = data;
  const source = (content: FeatureCollection) => ({ type: "geojson" as const, data: content });
  return {
    version: 8,
    sources: {
      course: source(lines([{ path: stretch(line, 0, data.length_m), properties: {} }])),
      field: source(lines(ribbon(line, data.along, data.along_step_m).map(({ w, path }) => ({ path, properties: { w } })))),
      expected: source(
        lines(data.expected.map((e) => ({ path: stretch(line, e.from_m, Math.max(e.to_m, e.from_m + 30)), properties: { lantern: e.lantern } }))),
      ),
      stations: source(points(data.stations.map((s) => ({ at: placeAt(line, s.at_m), properties: { needed: s.needed } })))),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      {
        id: "field",
        type: "line",
        source: "field",
        paint: { "line-color": colours.forecast, "line-width": ["*", 22, ["get", "w"]], "line-opacity": 0.35 },
      },
      {
        id: "course",
        type: "line",
        source: "course",
        layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": colours.dim, "line-width": 1.5 },
      },
      {
        id: "expected",
        type: "line",
        source: "expected",
        filter: ["!", ["get", "lantern"]],
        paint: { "line-color": colours.forecast, "line-width": 2, "line-dasharray": [2, 1.5], "line-offset": 5 },
      },
      {
        id: "expected-lantern",
        type: "line",
        source: "expected",
        filter: ["get", "lantern"],
        paint: { "line-color": colours.lantern, "line-width": 3, "line-dasharray": [2, 1.2], "line-offset": 5 },
      },
      {
        id: "stations",
        type: "circle",
        source: "stations",
        paint: {
          "circle-radius": 3.5,
          "circle-color": ["case", ["get", "needed"], colours.open, colours.ground],
          "circle-stroke-color": ["case", ["get", "needed"], colours.open, colours.edge],
          "circle-stroke-width": 1,
        },
      },
    ],
  };
}

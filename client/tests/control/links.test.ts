import { expect, it } from "vitest";
import { found, type LinkView } from "../../src/control/links";

const link = (post: string, name: string, role: string): LinkView => ({ post, name, role, number: 1, until_s: 0, link: "" });
const LINKS = [link("s18", "Station 18", "station"), link("sweep1", "Sweep 1 (bus)", "sweep")];

it.each([
  ["", 2],
  ["18", 1],
  ["SWEEP", 1],
  [" bus ", 1],
  ["police", 0],
])("finds links by %j", (query, n) => expect(found(LINKS, query)).toHaveLength(n));

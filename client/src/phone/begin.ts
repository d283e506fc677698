/** What every phone page does first. */

import { theme } from "../theme.svelte";
import { keepPage } from "./offline";
import { phone } from "./phone.svelte";

/** Start the phone, and give the element to draw in. Paper outdoors, until someone says otherwise. */
export function beginPhone(): HTMLElement {
  theme.start("light");
  phone.start();
  keepPage();
  const target = document.getElementById("page");
  if (target === null) throw new Error("the page has no element #page to draw in");
  return target;
}

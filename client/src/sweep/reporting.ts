/** This phone's place to race control, now and then. */

import { phone } from "../phone/phone.svelte";
import { placeReport } from "../rides/steps";
import type { SagView, SweepView } from "../wire";
import type { Place } from "./line";
import { whereabouts } from "./whereabouts.svelte";

export const EVERY_MS = 60_000;

/** Whether a place is new enough, and this phone's own, to be told as where the vehicle is now. */
export function worthTelling(place: Place | null, now_s: number | null): place is Place {
  return place !== null && place.source === "gps" && now_s !== null && now_s - place.at_s <= EVERY_MS / 1000;
}

/** Say where the vehicle is once a minute; the answer stops it. */
export function reporting(): () => void {
  const tell = (): void => {
    const view = phone.as<SweepView | SagView>();
    const { place } = whereabouts;
    if (view !== null && worthTelling(place, phone.now_s)) phone.say(placeReport(view, { distance: view.distance, at_m: place.at_m }));
  };
  tell();
  const timer = setInterval(tell, EVERY_MS);
  return () => clearInterval(timer);
}

/** Where this phone is on the course: by its GPS, or by the mile or km that somebody taps. */

import { smallStorage } from "../phone/link";
import { phone } from "../phone/phone.svelte";
import type { LineView, SagView, SweepView } from "../wire";
import { lineAt_m, newest, type Place } from "./line";
import { placeOn } from "./place";

const KEPT = "lanterne.sweep.place";
/** A place said by hand counts for so long. */
const KEPT_S = 7200;
const GPS = "lanterne.sweep.gps";

class Whereabouts {
  /** Whether the person wants this phone's GPS used. */
  gps = $state(false);
  /** Why GPS gives no place; "" while it does. */
  fault = $state("");
  #said = $state.raw<Place | null>(null);
  #fix = $state.raw<Place | null>(null);
  #watch: number | null = null;
  /** A fix that came before the course was known. */
  #early: GeolocationPosition | null = null;

  readonly view = $derived(phone.as<SweepView | SagView>());
  readonly line = $derived<LineView | null>(this.view?.lines.find((one) => one.distance === this.view?.distance) ?? null);
  readonly #course = $derived(phone.race?.distances.find((one) => one.id === this.view?.distance) ?? null);
  readonly #tracker = $derived(trackedAt(this.view));

  /** The newest word on where this vehicle is. */
  readonly place = $derived(newest([this.#fix, lately(this.#said, phone.now_s), this.#tracker]));
  readonly hasLine = $derived((this.#course?.line ?? null) !== null);
  readonly length_m = $derived(this.#course?.length_m ?? null);

  start(): void {
    this.#said = readPlace();
    if (smallStorage()?.getItem(GPS) === "on") this.turnOn();
  }

  turnOn(): void {
    this.#remember("on");
    if (navigator.geolocation === undefined) {
      this.fault = "This phone has no GPS. Say where you are.";
      return;
    }
    this.gps = true;
    this.fault = "Waiting for a fix.";
    this.#watch ??= navigator.geolocation.watchPosition(
      (fix) => this.#heard(fix),
      (error) => (this.fault = error.code === 1 ? "GPS is not allowed: allow it for this page." : "No GPS fix."),
      { enableHighAccuracy: true, maximumAge: 5_000 },
    );
  }

  turnOff(): void {
    this.#remember("off");
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.gps = false;
    this.fault = "";
  }

  /** "I am at mile 14.2." */
  say(at_m: number): void {
    if (phone.now_s === null) return;
    this.#said = { at_m, at_s: phone.now_s, source: "said" };
    smallStorage()?.setItem(KEPT, JSON.stringify(this.#said));
  }

  /** Lay a fix that came before the course on it, once it is known. */
  settle(): void {
    if (this.#early !== null) this.#heard(this.#early);
  }

  #heard(fix: GeolocationPosition): void {
    const line = this.#course?.line;
    const known = Boolean(line) && phone.now_s !== null;
    this.#early = known ? null : fix;
    if (!line || phone.now_s === null) return;
    const found = placeOn(line, fix.coords.longitude, fix.coords.latitude, this.#expected());
    this.fault = found === null ? "GPS puts this phone off the course." : "";
    if (found !== null) this.#fix = { at_m: found.at_m, at_s: phone.now_s, source: "gps" };
  }

  /** Where the vehicle should be by now: a sweep on from its last place at the pace of the line; without one, at the line. */
  #expected(): { at_m: number } | null {
    if (this.view?.role !== "sweep" || this.line === null || phone.now_s === null) return this.place;
    if (this.place === null) return { at_m: lineAt_m(this.line, phone.now_s) };
    return { at_m: this.place.at_m + (phone.now_s - this.place.at_s) / this.line.pace_s_per_m };
  }

  #remember(gps: "on" | "off"): void {
    smallStorage()?.setItem(GPS, gps);
  }
}

/** Where the vehicle's own tracker put it. */
function trackedAt(view: SweepView | SagView | null): Place | null {
  if (view === null || view.fix_s === null) return null;
  const at_m = "van_m" in view ? view.van_m : view.sweep_m;
  return at_m === null ? null : { at_m, at_s: view.fix_s, source: "tracker" };
}

/** What was said hours ago, or on another day, is no place any more. */
function lately(said: Place | null, now_s: number | null): Place | null {
  return said !== null && now_s !== null && Math.abs(now_s - said.at_s) <= KEPT_S ? said : null;
}

function readPlace(): Place | null {
  try {
    return JSON.parse(smallStorage()?.getItem(KEPT) ?? "null") as Place | null;
  } catch {
    return null; // written by another version of this page
  }
}

export const whereabouts = new Whereabouts();

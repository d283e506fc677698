/**
 * Keeps one phone page on the phone: its document and the files that draw it, never an answer of the server.
 *
 * The same script serves every phone page, each in a registration of its own scope, so that a phone keeps only
 * the page it was given, and race control's pages are never touched.
 */

import { clientsClaim } from "workbox-core";
import { addRoute, cleanupOutdatedCaches, createHandlerBoundToURL, precache, type PrecacheEntry } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

/** Files of each page by its path; put in by the build. */
declare const KEPT: Record<string, PrecacheEntry[]>;

const worker = globalThis as unknown as { registration: ServiceWorkerRegistration; skipWaiting(): Promise<void> };

const path = new URL(worker.registration.scope).pathname;
const files = KEPT[path];
if (files !== undefined) {
  precache(files);
  addRoute();
  registerRoute(new NavigationRoute(createHandlerBoundToURL(path)));
  cleanupOutdatedCaches();
}
// A page has all its files in hand once it is open, so a newer one may take over at the next reload.
void worker.skipWaiting();
clientsClaim();

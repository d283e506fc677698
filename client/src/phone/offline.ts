/** The page itself kept on the phone, so that it opens without network. */

/** Path of the service worker's script. */
export const WORKER = "/sw.js";

/** Have the browser keep this page; without a secure context it cannot. */
export function keepPage(): void {
  if (import.meta.env.DEV || navigator.serviceWorker === undefined) return;
  // Each page has a worker of its own scope: race control's pages are none of its business.
  void navigator.serviceWorker.register(WORKER, { scope: location.pathname }).catch((error: unknown) => {
    console.warn("this page is not kept for when there is no network:", error);
  });
}

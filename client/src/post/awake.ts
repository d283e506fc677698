/** A screen that is looked at from afar, or with both hands full, does not go dark. */

/** Keep the screen lit while the page is shown, where the browser lets it; the answer stops it. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  const hold = async (): Promise<void> => {
    if (document.visibilityState === "hidden" || navigator.wakeLock === undefined) return;
    // Refused on a low battery: the screen then sleeps as the phone is set.
    lock = await navigator.wakeLock.request("screen").catch(() => null);
  };
  const shown = (): void => void hold();
  document.addEventListener("visibilitychange", shown);
  shown();
  return () => {
    document.removeEventListener("visibilitychange", shown);
    void lock?.release();
  };
}

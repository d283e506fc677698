/** Whose phone this is: the link it was opened with, the device, and the person's initials. */

const DEVICE = "lanterne.device";
const WHO = "lanterne.who";

/** The token of the address's fragment, else the last one this page was opened with, else "". */
export function tokenOf(location: Pick<Location, "pathname" | "hash">, kept: Storage | null): string {
  const key = `lanterne.token ${location.pathname}`;
  const said = plain(location.hash.replace(/^#/, "")).trim();
  if (said !== "") {
    write(kept, key, said);
    return said;
  }
  return read(kept, key);
}

/** A fragment as it was written; some programs quote it, some do not. */
function plain(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/**
 * Names this browser among the phones of one post: made once. 80 bits, so that nobody with the post's link can guess
 * it and put right what was said here.
 */
export function deviceOf(kept: Storage | null, random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const known = read(kept, DEVICE);
  if (known !== "") return known;
  const made = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  write(kept, DEVICE, made);
  return made;
}

export function whoOf(kept: Storage | null): string {
  return read(kept, WHO);
}

export function keepWho(kept: Storage | null, who: string): void {
  write(kept, WHO, who);
}

/** The browser's own small storage, null where it is forbidden. */
export function smallStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // forbidden by the browser: then nothing outlives the page but what is in the address
  }
}

function read(kept: Storage | null, key: string): string {
  try {
    return kept?.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(kept: Storage | null, key: string, value: string): void {
  try {
    kept?.setItem(key, value);
  } catch {
    // Full or forbidden: the address still has the token.
  }
}

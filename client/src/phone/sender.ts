/** Sends what waits, and keeps on disk what became of it. */

import type { Stamp } from "./clock";
import { bodyOf, type Entry } from "./entries";
import { answered, nextBatch } from "./outbox";
import { LinkRefused, type Server } from "./server";
import type { Store } from "./store";

export interface Sender {
  server: Server;
  store: Store;
  device: string;
  raceTime_s(stamp: Stamp): number | null;
  /** Called with entries as they change. */
  changed(entries: readonly Entry[]): void;
}

/** Send all that waits with one link, `post` being whose it is; entries whose time is not known yet wait on. */
export async function sendAll(sender: Sender, entries: () => readonly Entry[], link: string, post: string): Promise<void> {
  const source = `${post}/${sender.device}`;
  for (;;) {
    const batch = nextBatch(entries(), link).flatMap((entry) => {
      const body = entry.body ?? bodyOf(entry, source, (stamp) => sender.raceTime_s(stamp));
      return body === null ? [] : [{ ...entry, body }];
    });
    if (batch.length === 0) return;
    // Kept as it is sent: should the answer be lost, it must be sent again to the letter.
    sender.changed(batch);
    await keepIfRoom(sender.store, batch);
    const done = answered(batch, await sender.server.say(tokenOfLink(link), batch.map((entry) => entry.body)));
    sender.changed(done);
    await keepIfRoom(sender.store, done);
    if (done.length < batch.length) return;
  }
}

/** Keep what has become of entries; a full disk must not hold up what can be sent: repeating it is harmless. */
async function keepIfRoom(store: Store, entries: readonly Entry[]): Promise<void> {
  await store.keep(entries.filter((entry) => entry.stored)).catch(() => undefined);
}

/** Send what was said with other links on this phone; theirs that is no longer good holds nothing up. */
export async function sendStrays(sender: Sender, own: string): Promise<void> {
  let all = (await sender.store.entries()).filter((entry) => entry.link !== own && entry.state === "waiting");
  const strays: Sender = {
    ...sender,
    changed: (changed) => (all = all.map((entry) => changed.find((one) => one.id === entry.id) ?? entry)),
  };
  for (const link of new Set(all.map((entry) => entry.link))) {
    const post = (await sender.store.snapshot(link))?.view.post;
    if (post === undefined) continue;
    try {
      await sendAll(strays, () => all, link, post);
    } catch (error) {
      if (!(error instanceof LinkRefused)) throw error;
    }
  }
}

/** Marks a link without a token: a stand asked for by its id on the server's own machine. */
const ASKED = "?id=";

export function linkOf(token: string, post: string): string {
  return token === "" ? ASKED + post : token;
}

export function tokenOfLink(link: string): string {
  return link.startsWith(ASKED) ? "" : link;
}

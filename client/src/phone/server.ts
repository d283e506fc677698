/** The server as a phone meets it: a view asked for, entries handed in. */

import type { PostView, RaceView } from "../wire";

export interface Answer {
  id: string;
  outcome: "accepted" | "duplicate" | "quarantined";
  reason: string;
}

/** The link is not, or no longer, good: asking again does not help. */
export class LinkRefused extends Error {}

const WAIT_MS = 20_000;

export interface Server {
  /** The post's view, null when it is as it was. */
  view(token: string, etag: string): Promise<{ view: PostView; etag: string } | null>;
  race(token: string): Promise<RaceView>;
  say(token: string, bodies: readonly string[]): Promise<Answer[]>;
}

/** The server that the page came from; `post` names the stand where there is no token (on the server's own machine). */
export function webServer(post: string): Server {
  const where = post === "" ? "/api/v1/post" : `/api/v1/post?id=${encodeURIComponent(post)}`;
  return {
    async view(token, etag) {
      const response = await ask(where, token, etag === "" ? {} : { "If-None-Match": etag });
      if (response.status === 304) return null;
      return { view: (await response.json()) as PostView, etag: response.headers.get("ETag") ?? "" };
    },
    async race(token) {
      return (await (await ask("/api/v1/race", token, {})).json()) as RaceView;
    },
    async say(token, bodies) {
      const body = `[${bodies.join(",")}]`;
      const response = await ask("/api/v1/events", token, { "Content-Type": "application/json" }, body);
      return (await response.json()) as Answer[];
    },
  };
}

/** Ask the server, in the name of whoever's link it is. */
export async function ask(url: string, token: string, headers: Record<string, string>, body?: string): Promise<Response> {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: token === "" ? headers : { ...headers, Authorization: `Bearer ${token}` },
    cache: "no-store",
    signal: AbortSignal.timeout(WAIT_MS),
    ...(body === undefined ? {} : { body }),
  });
  if (response.ok || response.status === 304) return response;
  const said = (await response.text()).slice(0, 300);
  if (response.status === 401 || response.status === 403) throw new LinkRefused(said);
  throw new Error(`the server answered ${response.status}: ${said}`);
}

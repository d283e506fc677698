/**
 * One event stream for every tab of a browser.
 *
 * A shared worker holds the connection and hands each message on to the tabs' ports; a tab that comes
 * late gets the latest of each event at once. Where there are no shared workers (Chrome on Android) each
 * tab holds its own connection, through the same code.
 */

export const EVENTS = ["control", "chart", "field", "decisions", "accounting"] as const;
export type EventName = (typeof EVENTS)[number];

/** Whether the stream is heard; `heardAt_ms` is this machine's clock, null before the first message. */
export interface LinkState {
  kind: "link";
  open: boolean;
  heardAt_ms: number | null;
}

/** One event as the server sent it, undecoded; `heardAt_ms` is when it came. */
export interface Message {
  kind: "event";
  event: EventName;
  data: string;
  heardAt_ms: number;
}

export type Down = LinkState | Message;
/** A tab asks to be told (`hello`), or no longer (`bye`). */
export type Up = { kind: "hello" } | { kind: "bye" };

export interface Port {
  postMessage(message: Down): void;
}

/**
 * Which latest message an event replaces: one a distance of field, one each of all others.
 *
 * The distance is read from the text so that the whole fan is not parsed here.
 */
export function slot(event: EventName, data: string): string {
  if (event !== "field") return event;
  return `field ${/"distance":"((?:[^"\\]|\\.)*)"/.exec(data)?.[1] ?? ""}`;
}

/** Hands messages on to every listening port and keeps the latest of each. */
export class FanOut {
  readonly #ports = new Set<Port>();
  readonly #latest = new Map<string, Message>();
  #link: LinkState = { kind: "link", open: false, heardAt_ms: null };

  get listeners(): number {
    return this.#ports.size;
  }

  hello(port: Port): void {
    this.#ports.add(port);
    port.postMessage(this.#link);
    for (const message of this.#latest.values()) port.postMessage(message);
  }

  bye(port: Port): void {
    this.#ports.delete(port);
  }

  message(event: EventName, data: string, now_ms: number): void {
    const message: Message = { kind: "event", event, data, heardAt_ms: now_ms };
    this.#latest.set(slot(event, data), message);
    const reopened = !this.#link.open;
    this.#link = { kind: "link", open: true, heardAt_ms: now_ms };
    if (reopened) this.#tell(this.#link);
    this.#tell(message);
  }

  lost(): void {
    this.#link = { ...this.#link, open: false };
    this.#tell(this.#link);
  }

  #tell(message: Down): void {
    for (const port of this.#ports) port.postMessage(message);
  }
}

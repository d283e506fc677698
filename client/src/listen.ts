/** A tab's end of the stream: through the shared worker, or alone where there is none. */

import { Source } from "./source";
import { type Down, FanOut, type Up } from "./stream";

/**
 * Hear the stream until the page goes.
 *
 * A hidden tab stops listening and gets the latest of everything when it is shown again, so seven open
 * tabs cost what one does.
 */
export function listen(heard: (message: Down) => void): void {
  if (typeof SharedWorker === "undefined") {
    alone(heard);
    return;
  }
  const worker = new SharedWorker(new URL("./stream-worker.ts", import.meta.url), { type: "module", name: "lanterne" });
  let failed = false;
  worker.onerror = () => {
    if (!failed) alone(heard);
    failed = true;
  };
  const port = worker.port;
  port.onmessage = (message: MessageEvent<Down>) => heard(message.data);
  const say = (message: Up): void => port.postMessage(message);
  const attend = (): void => say({ kind: document.visibilityState === "hidden" ? "bye" : "hello" });
  document.addEventListener("visibilitychange", attend);
  addEventListener("pagehide", () => say({ kind: "bye" }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) attend();
  });
  attend();
}

function alone(heard: (message: Down) => void): void {
  const fanOut = new FanOut();
  fanOut.hello({ postMessage: heard });
  new Source(fanOut).start();
}

/** The shared worker: one connection, as many tabs as are open. */

import { Source } from "./source";
import { FanOut, type Up } from "./stream";

const fanOut = new FanOut();
const source = new Source(fanOut);

// The DOM library has no type for a shared worker's own scope.
const scope = self as unknown as { onconnect: (event: MessageEvent) => void };

scope.onconnect = (event) => {
  const port = event.ports[0];
  if (port === undefined) return;
  port.onmessage = (message: MessageEvent<Up>) => {
    if (message.data.kind === "hello") {
      source.start();
      fanOut.hello(port);
    } else {
      fanOut.bye(port);
    }
  };
};

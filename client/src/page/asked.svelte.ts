/** A view that is asked for again and again while the page is looked at. */

export class Asked<T> {
  view = $state.raw<T | null>(null);
  /** Why there is none, or why it is no longer renewed; "" while all is well. */
  fault = $state("");
  /** The server says that there is no such thing. */
  missing = $state(false);

  constructor(
    readonly url: string,
    readonly again_ms: number,
  ) {}

  /** Ask now and from then on; the answer stops it. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const turn = async (): Promise<void> => {
      if (document.visibilityState !== "hidden") await this.#ask();
      if (!stopped) timer = setTimeout(() => void turn(), this.again_ms);
    };
    const shown = (): void => {
      if (document.visibilityState === "hidden") return;
      clearTimeout(timer);
      void turn();
    };
    document.addEventListener("visibilitychange", shown);
    void turn();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", shown);
    };
  }

  async #ask(): Promise<void> {
    try {
      const answer = await fetch(this.url);
      this.missing = answer.status === 404;
      if (this.missing) return;
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      this.view = (await answer.json()) as T;
      this.fault = "";
    } catch (error) {
      this.fault = error instanceof Error ? error.message : String(error);
    }
  }
}

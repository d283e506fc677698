/** Dark or light: as the machine prefers, until someone says otherwise. */

export type Theme = "dark" | "light";

const KEY = "lanterne.theme";

class ThemeChoice {
  now = $state<Theme>("dark");
  #said: Theme | null = null;

  /** Begin; `outdoors` is the theme where nobody has chosen one, whatever the machine prefers. */
  start(outdoors?: Theme): void {
    const kept = read();
    this.#said = kept;
    const prefers = matchMedia("(prefers-color-scheme: light)");
    const settle = (): void => this.#show(this.#said ?? outdoors ?? (prefers.matches ? "light" : "dark"));
    prefers.addEventListener("change", settle);
    settle();
  }

  toggle(): void {
    this.#said = this.now === "dark" ? "light" : "dark";
    keep(this.#said);
    this.#show(this.#said);
  }

  #show(theme: Theme): void {
    document.documentElement.dataset["theme"] = theme;
    this.now = theme;
  }
}

function read(): Theme | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "dark" || kept === "light" ? kept : null;
  } catch {
    return null; // storage may be forbidden; the machine's preference stands
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // storage may be forbidden; the choice then lasts as long as the page
  }
}

export const theme = new ThemeChoice();

/** A colour token's value as it stands now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

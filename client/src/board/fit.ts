/** Words as large as their screen allows. */

const STEP = 0.04;
const LEAST = 0.3;

/** Sets `--fit` on an element, the largest share of its full size at which its words stay within it. */
export function fit(element: HTMLElement): () => void {
  const settle = (): void => {
    let share = 1;
    const set = (): void => element.style.setProperty("--fit", share.toFixed(2));
    for (set(); share > LEAST && element.scrollHeight > element.clientHeight + 1; set()) share -= STEP;
  };
  const words = new MutationObserver(settle);
  words.observe(element, { childList: true, characterData: true, subtree: true });
  const size = new ResizeObserver(settle);
  size.observe(element);
  settle();
  return () => {
    words.disconnect();
    size.disconnect();
  };
}

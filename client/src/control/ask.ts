/** Asks the server for a view. */

/**
 * The answer of a GET.
 *
 * Throws with the server's own sentence where it gives one, such as that nobody has a bib.
 */
export async function askFor<T>(url: string, stop?: AbortSignal): Promise<T> {
  const answer = await fetch(url, stop === undefined ? {} : { signal: stop });
  if (!answer.ok) throw new Error(await reasonOf(answer));
  return (await answer.json()) as T;
}

/** Why the server did not take or answer something, in a sentence. */
export async function reasonOf(answer: Response): Promise<string> {
  if (answer.status === 401 || answer.status === 403) return "this browser is not let in any more; sign in at /login";
  try {
    return ((await answer.json()) as { detail?: string }).detail ?? `the server answered ${answer.status}`;
  } catch {
    return `the server answered ${answer.status}`;
  }
}

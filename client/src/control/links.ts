/** The posts' links: `GET /api/v1/links`, docs/links.md. */

/** `number` counts how often it was made anew, from 1; it opens nothing after `until_s`. */
export interface LinkView {
  post: string;
  name: string;
  role: string;
  number: number;
  until_s: number;
  link: string;
}

export const LINKS = "/api/v1/links";

/** Links whose post, name or role has what is looked for. */
export function found(links: readonly LinkView[], query: string): LinkView[] {
  const wanted = query.trim().toLowerCase();
  return links.filter(({ post, name, role }) => [post, name, role].some((text) => text.toLowerCase().includes(wanted)));
}

/** What a page of race control can keep on the clipboard; false where the browser does not let it. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The family desk asks after a runner: never without a proof, and nothing of the answer is kept. */

import { phone } from "../phone/phone.svelte";
import { LinkRefused } from "../phone/server";
import type { FamilyAnswerView } from "../wire/accounting";

export type Proof = "identity" | "name_and_bib" | "code";

export interface Asking {
  proof: Proof;
  bib: string;
  name: string;
  code: string;
}

export const PROOFS: Record<Proof, { label: string; ask: string; what: string }> = {
  identity: { label: "A document", ask: "Look at a document that shows who they are.", what: "The runner's bib, or first and last name" },
  name_and_bib: { label: "Name and bib", ask: "Have them say the runner's first and last name and the bib. Do not help.", what: "Both as they said them" },
  code: { label: "The runner's code", ask: "Have them read out the code that the runner gave them.", what: "The bib and the code" },
};

/** What is missing before anybody can be looked up; "" = nothing. */
export function missing({ proof, bib, name, code }: Asking): string {
  const [b, n, c] = [bib.trim(), name.trim(), code.trim()];
  if (proof === "identity") return b === "" && n === "" ? "Type the bib or the name" : "";
  if (b === "") return "Type the bib";
  if (proof === "name_and_bib") return n.split(/\s+/).length < 2 ? "Type first and last name" : "";
  return c === "" ? "Type the code" : "";
}

export function addressOf({ proof, bib, name, code }: Asking, by: string): string {
  const asked = { bib: bib.trim(), name: name.trim(), code: proof === "code" ? code.trim() : "", by: by.trim() };
  const given = Object.entries(asked).filter(([, value]) => value !== "");
  return `/api/v1/family?${new URLSearchParams([["proof", proof], ...given])}`;
}

export const NO_NETWORK = "Nothing can be looked up without network. Write down their name and number, and ask race control by radio.";

/** The answer, or in words why there is none. */
export async function lookUp(asking: Asking, by: string): Promise<FamilyAnswerView | string> {
  try {
    return await phone.look<FamilyAnswerView>(addressOf(asking, by));
  } catch (error) {
    if (error instanceof LinkRefused) return "This link may not look anybody up. Ask race control for a new one.";
    // fetch says TypeError where nobody answers; the server's own words come as an Error.
    const answered = error instanceof Error && error.message.startsWith("the server answered");
    return answered ? `Not looked up: ${error.message}. Try again.` : NO_NETWORK;
  }
}

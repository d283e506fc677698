/** Questions of a post to race control: asked on this phone, answered there. */

import type { Entry, EventFields } from "../phone/entries";
import { uuid7 } from "../phone/uuid";
import type { PostView, QuestionView } from "../wire";

export type Ask = "hold" | "water" | "companion" | "medical" | "supplies" | "ride" | "may_close" | "call_me";

/** A question as an event. */
export function question(view: PostView, ask: Ask, bibs: readonly string[], id: string = uuid7(Date.now())): EventFields {
  return { kind: "message", what: "asked", message: id, to: "control", sender: view.post, ask, ...(bibs.length === 0 ? {} : { bibs: [...bibs] }) };
}

/** A question and where it stands; `sent` is false while it is only on this phone. */
export interface Asked {
  message: string;
  ask: string;
  bibs: string[];
  answer: string;
  answer_by: string;
  answer_s: number | null;
  sent: boolean;
}

/** All questions of this post, latest first: those race control knows, and those this phone has still to send. */
export function asked(known: readonly QuestionView[], entries: readonly Entry[]): Asked[] {
  const heard = new Set(known.map((one) => one.message));
  const own = entries
    .filter(({ fields }) => fields.kind === "message" && fields["what"] === "asked" && !heard.has(String(fields["message"])))
    .map(({ fields, state }): Asked => ({
      message: String(fields["message"]), ask: String(fields["ask"]), bibs: (fields["bibs"] as string[] | undefined) ?? [],
      answer: "", answer_by: "", answer_s: null, sent: state === "sent",
    }));
  const theirs = known.toSorted((a, b) => b.at_s - a.at_s).map((one): Asked => ({ ...one, sent: true }));
  return [...own, ...theirs];
}

/** What was asked last in each tab and what came of it, for the parts that show more of an answer than its JSON. */
import type { Answer, Request } from "./ask";
import { store } from "./store";

/** *answer* is null until it comes, and when none does; *trouble* then says why. *since*: when it was asked. */
export interface Asked {
  request: Request;
  since: number;
  answer: Answer | null;
  trouble: string;
  stopped: boolean;
}

export const answers = store<ReadonlyMap<string, Asked>>(new Map());

/** The tab that is open. */
export const tab = { id: "" };

export function note(id: string, asked: Asked): void {
  answers.set(new Map([...answers.get(), [id, asked]]));
}

/** What kept the schema from being read; null when nothing did. */
export const unread = store<string | null>(null);

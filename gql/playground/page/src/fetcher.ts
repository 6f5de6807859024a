/** How GraphiQL asks: by `ask`, and in such a way that it can stop. */
import type { Fetcher, FetcherParams, FetcherOpts } from "@graphiql/toolkit";
import { note, tab, unread, type Asked } from "./answers";
import { ask, type Answer, type Request } from "./ask";
import { development } from "./page";
import { operations } from "./viewer";

const EXTRAS = development ? ["x-explain", "x-cost"] : ["x-cost"];

type Sink = { next(value: unknown): void; error(error: unknown): void; complete(): void };

export const fetcher: Fetcher = (params: FetcherParams, opts?: FetcherOpts) => {
  const headers = { ...(opts?.headers ?? {}) } as Record<string, string>;
  const introspects = params.operationName === "IntrospectionQuery";
  return {
    subscribe(sink: Sink) {
      const stop = new AbortController();
      const answering = introspects ? schema(params, headers, stop.signal) : operation(params, headers, stop.signal);
      answering.then(
        (answer) => {
          sink.next(answer.response);
          sink.complete();
        },
        (error: unknown) => {
          if (!stop.signal.aborted) sink.error(plain(error));
        },
      );
      return { unsubscribe: () => stop.abort() };
    },
  };
};

async function operation(request: Request, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  const { id } = tab;
  const { query, variables } = request;
  // GraphiQL's choice follows the text only after a pause: of what has been pasted and run at once, it names nothing.
  const operationName = operations(query).find((each) => each.name?.value === request.operationName)?.name?.value;
  const asked: Asked = {
    request: { query, variables, operationName },
    since: performance.now(),
    answer: null,
    trouble: "",
    stopped: false,
  };
  note(id, asked);
  try {
    const answer = await ask(asked.request, headers, EXTRAS, signal);
    note(id, { ...asked, answer });
    return answer;
  } catch (error) {
    note(id, { ...asked, trouble: signal.aborted ? "" : plain(error).message, stopped: signal.aborted });
    throw error;
  }
}

async function schema(request: Request, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  try {
    const answer = await ask(request, headers, [], signal);
    unread.set(answer.response.errors ? answer.response.errors.map((error) => error.message).join(" ") : null);
    return answer;
  } catch (error) {
    unread.set(plain(error).message);
    throw error;
  }
}

/** The error without its stack, which GraphiQL would show. */
function plain(error: unknown): { message: string } {
  return { message: error instanceof Error ? error.message : String(error) };
}

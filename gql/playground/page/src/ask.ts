/** The way to the server: a request in, an answer and what its headers say out. Nothing else here sends anything. */

export interface Request {
  query: string;
  variables?: unknown;
  operationName?: string | null | undefined;
}

export interface Response {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: { code?: string } }[];
  extensions?: Record<string, unknown>;
}

export interface Explanation {
  sql: string;
  parameters: unknown[];
  plan: string[];
}

/** *bytes*: of the response, uncompressed. *stages*: name and milliseconds. *cost*: of what was asked, and the most. */
export interface Answer {
  response: Response;
  status: number;
  milliseconds: number;
  bytes: number;
  stages: [string, number][];
  explanation: Explanation | null;
  cost: { asked: number; most: number } | null;
}

/** No answer came, or none that is GraphQL's. */
export class NoAnswer extends Error {}

const ENDPOINT = "graphql";
const ACCEPT = "application/graphql-response+json, application/json;q=0.9";

/** The answer to *request*. *extras* are asked for by header, and are taken out of the response that people see. */
export async function ask(
  request: Request,
  headers: Record<string, string>,
  extras: string[],
  signal?: AbortSignal,
): Promise<Answer> {
  const since = performance.now();
  const asked = new Headers({ accept: ACCEPT, "content-type": "application/json", ...headers });
  const added = extras.filter((name) => !asked.has(name));
  for (const name of added) asked.set(name, "1");
  const init: RequestInit = { method: "POST", headers: asked, body: JSON.stringify(request), credentials: "same-origin" };
  if (signal) init.signal = signal;
  let got: globalThis.Response;
  let text: string;
  try {
    got = await fetch(ENDPOINT, init);
    text = await got.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswer("The server does not answer: it has stopped, or the network is down.");
  }
  const milliseconds = performance.now() - since;
  const response = understood(text, got);
  const taken: Record<string, unknown> = {};
  for (const name of added.map((header) => header.replace("x-", ""))) {
    taken[name] = response.extensions?.[name];
    if (response.extensions) delete response.extensions[name];
  }
  if (response.extensions && Object.keys(response.extensions).length === 0) delete response.extensions;
  return {
    response,
    status: got.status,
    milliseconds,
    // What was asked for besides is none of its own.
    bytes: new Blob([added.length > 0 ? JSON.stringify(response) : text]).size,
    stages: stages(got.headers.get("server-timing") ?? ""),
    explanation: (taken["explain"] as Explanation | undefined) ?? null,
    cost: (taken["cost"] as Answer["cost"] | undefined) ?? null,
  };
}

function understood(text: string, got: globalThis.Response): Response {
  try {
    const response = JSON.parse(text) as unknown;
    if (response !== null && typeof response === "object" && !Array.isArray(response)) return response;
  } catch {
    // Said below, with what came instead.
  }
  const kind = got.headers.get("content-type") ?? "no content type";
  throw new NoAnswer(`What answered is not the gateway: status ${got.status}, ${kind}, and no JSON object.`);
}

/** The stages of a Server-Timing header. */
function stages(header: string): [string, number][] {
  return [...header.matchAll(/([\w-]+);dur=([\d.]+)/g)].map(([, name, ms]) => [name ?? "", Number(ms)]);
}

/** Links to an operation: it stands in the URL's fragment, which browsers send to nobody. */

export interface Shared {
  query: string;
  variables: string;
  operationName: string | null;
}

const NAME = "share=";

/** Characters of a shared operation; a link that unpacks to more is no link of ours. */
const MOST = 1_000_000;

/** The fragment that holds *shared*: JSON, packed, in base64url. */
export async function fragment(shared: Shared): Promise<string> {
  const packed = new Blob([JSON.stringify(shared)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `#${NAME}${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** What the fragment *hash* holds; null when it shares nothing. Throws when what it shares cannot be read. */
export async function shared(hash: string): Promise<Shared | null> {
  if (!hash.startsWith(`#${NAME}`)) return null;
  const text = atob(hash.slice(NAME.length + 1).replaceAll("-", "+").replaceAll("_", "/"));
  const packed = new Blob([Uint8Array.from(text, (character) => character.charCodeAt(0))]);
  const value = JSON.parse(await unpacked(packed)) as Partial<Shared> | null;
  if (typeof value?.query !== "string") throw new Error("no operation");
  const { query, variables, operationName } = value;
  return {
    query,
    variables: typeof variables === "string" ? variables : "",
    operationName: typeof operationName === "string" ? operationName : null,
  };
}

async function unpacked(packed: Blob): Promise<string> {
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > MOST) throw new Error("too long");
  }
  return text + decoder.decode();
}

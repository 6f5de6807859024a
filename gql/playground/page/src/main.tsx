/** The start: what the address shares is read before there is anything to see, and Monaco is on its way meanwhile. */
import "./workers";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./style.css";
import { createRoot } from "react-dom/client";
import { EXAMPLES } from "./examples";
import { readSeals } from "./marks";
import { Playground } from "./playground";
import { shared, type Shared } from "./share";
import { keep, storage } from "./storage";

void import("monaco-graphql/esm/monaco-editor.js");
void readSeals();

async function opened(): Promise<Shared | "damaged" | null> {
  try {
    return await shared(location.hash);
  } catch {
    return "damaged";
  }
}

/** GraphiQL begins with the tab that holds what was stored last, or makes one for it: so this is how it is told. */
function begin({ query, variables }: { query: string; variables: string }): void {
  keep("graphiql:query", query);
  keep("graphiql:variables", variables);
}

const address = await opened();
if (address !== null) history.replaceState(null, "", location.pathname + location.search);
if (address !== null && address !== "damaged") begin(address);
else if (storage.getItem("graphiql:tabState") === null && EXAMPLES[0]) begin(EXAMPLES[0]);

const root = document.getElementById("playground");
if (!root) throw new Error("The page has no place for the playground.");
createRoot(root).render(<Playground shared={address} />);

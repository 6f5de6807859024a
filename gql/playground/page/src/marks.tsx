/** Marks in the answer pane what is sealed or unknown. */
import { useMonaco } from "@graphiql/react";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { useEffect, useMemo } from "react";
import { answers } from "./answers";
import type { Request } from "./ask";
import { useEditors } from "./editors";
import { found, seals, type Found, type Seals } from "./sealed";
import { store, useStore } from "./store";
import { spoken } from "./viewer";

const NOTHING: Found = { marks: [], films: [] };

/** Characters of an answer beyond which it is not marked, and marks beyond which no more are made. */
const LONG = 500_000;
const MOST = 500;

/** Its spaces do not break. */
const NOTE = " sealed or unknown ".replaceAll(" ", "\u00a0");

const sealed = store<Seals>(new Set());

/** Reads the schema's text for what it marks @sealed. Without it nothing is marked. */
export async function readSeals(): Promise<void> {
  try {
    const got = await fetch("schema.graphql");
    if (got.ok) sealed.set(seals(await got.text()));
  } catch {
    // The server is gone, which is said where it matters.
  }
}

/** What in the open tab's answer may be sealed, and the films in it. */
export function useFound(): Found {
  const { id, schema } = useEditors();
  const asked = useStore(answers).get(id);
  const known = useStore(sealed);
  return useMemo(() => {
    const data = asked?.answer?.response.data;
    if (!schema || !asked || !data) return NOTHING;
    const { query, operationName } = asked.request;
    const all = found(schema, known, query, operationName, data);
    return tellsAll(asked.request) ? { ...all, marks: [] } : all;
  }, [asked, schema, known]);
}

/** Whether the viewer is allowed everything, so that nothing is sealed. */
function tellsAll({ query, operationName, variables }: Request): boolean {
  const allow = spoken(query, operationName)?.allow;
  if (allow?.by === "variable") return (variables as Record<string, unknown> | undefined)?.[allow.name] === "ALL";
  return allow?.by === "text" && allow.text === "ALL";
}

export function Marks({ found: { marks } }: { found: Found }) {
  const { responseEditor, id } = useEditors();
  const monaco = useMonaco((state) => state.monaco);
  const asked = useStore(answers).get(id);

  useEffect(() => {
    if (!responseEditor || !monaco) return undefined;
    const decorations = responseEditor.createDecorationsCollection([]);
    const draw = () => {
      const model = responseEditor.getModel();
      if (!model || marks.length === 0 || model.getValueLength() > LONG) return decorations.clear();
      const tree = parseTree(model.getValue());
      if (!tree) return decorations.clear();
      const places = marks.slice(0, MOST).flatMap(({ path }) => findNodeAtLocation(tree, path) ?? []);
      return decorations.set(
        places.map(({ offset, length }) => ({
          range: monaco.Range.fromPositions(model.getPositionAt(offset), model.getPositionAt(offset + length)),
          options: {
            inlineClassName: "tg-sealed",
            after: { content: NOTE, inlineClassName: "tg-sealed-note" },
            showIfCollapsed: true,
          },
        })),
      );
    };
    draw();
    const following = responseEditor.onDidChangeModelContent(draw);
    return () => {
      following.dispose();
      decorations.clear();
    };
  }, [responseEditor, monaco, marks, asked]);
  return null;
}

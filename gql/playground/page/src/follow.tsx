/** Keeps the open tab's variables at what has been seen, and asks again when that changes an answer that is shown. */
import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useLayoutEffect, useRef } from "react";
import { answers, tab } from "./answers";
import { useEditors, useText } from "./editors";
import { seen } from "./seen";
import { useStore } from "./store";
import { told } from "./variables";
import { spoken } from "./viewer";

/** Milliseconds without another change, as while a slider moves, before the operation is asked again. */
const SETTLED = 250;

export function Follow() {
  const { queryEditor, variableEditor, operationName, id } = useEditors();
  const { isFetching } = useGraphiQL(pick("isFetching"));
  const { run, stop } = useGraphiQLActions();
  const state = useStore(seen);
  const document = useText(queryEditor);
  const fetching = useRef(isFetching);
  fetching.current = isFetching;
  const open = useRef("");

  useLayoutEffect(() => {
    const switched = open.current !== id;
    open.current = tab.id = id;
    const says = spoken(document, operationName);
    const text = variableEditor?.getModel()?.getValue() ?? "";
    const made = says ? told(says, text, state) : text;
    if (!variableEditor || made === text) return undefined;
    variableEditor.setValue(made);
    if (!answers.get().has(id)) return undefined;
    const again = () => {
      if (fetching.current) stop();
      run();
    };
    // Another tab's answer was given to another viewer: it goes before anybody sees it.
    if (switched) return again();
    const timer = setTimeout(() => open.current === id && again(), SETTLED);
    return () => clearTimeout(timer);
  }, [id, state, document, operationName, variableEditor, run, stop]);
  return null;
}

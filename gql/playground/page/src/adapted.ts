/** What we want otherwise of GraphiQL's editors: lines that wrap, and a way out of them for who has no mouse. */
import { useMonaco, type MonacoEditor } from "@graphiql/react";
import { useEffect } from "react";
import { answers, tab } from "./answers";
import { useEditors } from "./editors";

const SIZE = 14; // pixels

/** Bytes of an answer beyond which its lines neither wrap nor have colours: for hundreds of thousands it takes seconds. */
const LONG = 1_000_000;

/** When Escape has something else to do. */
const BUSY = ["suggestWidgetVisible", "parameterHintsVisible", "findWidgetVisible", "editorHasSelection", "inSnippetMode"];

export function Adapted() {
  const { queryEditor, variableEditor, responseEditor, headerEditor } = useEditors();
  const monaco = useMonaco((state) => state.monaco);

  useEffect(() => {
    if (!monaco) return;
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions({ fontSize: SIZE, wordWrap: "on", wrappingIndent: "indent" });
      editor?.addAction({
        id: "twistgraph-leave",
        label: "Leave the editor, so that Tab goes on",
        keybindings: [monaco.KeyCode.Escape],
        precondition: BUSY.map((each) => `!${each}`).join(" && "),
        run: () => outside(editor)?.focus(),
      });
    }
  }, [monaco, queryEditor, variableEditor, headerEditor, responseEditor]);
  useEffect(
    () =>
      answers.follow(() => {
        const long = (answers.get().get(tab.id)?.answer?.bytes ?? 0) > LONG;
        const model = responseEditor?.getModel();
        if (!model || !monaco) return;
        responseEditor?.updateOptions({ wordWrap: long ? "off" : "on" });
        monaco.editor.setModelLanguage(model, long ? "plaintext" : "json");
      }),
    [monaco, responseEditor],
  );
  return null;
}

/** The element that GraphiQL's Tab order has for *editor*. */
function outside(editor: MonacoEditor): HTMLElement | null {
  return editor.getContainerDomNode().closest<HTMLElement>("[tabindex='0']");
}

/** The texts in GraphiQL's editors, as components follow them. */
import { pick, useGraphiQL, type MonacoEditor } from "@graphiql/react";
import { useCallback, useSyncExternalStore } from "react";

/** The editors and the tab that is open. *id*: the tab's. */
export function useEditors() {
  const found = useGraphiQL(
    pick("queryEditor", "variableEditor", "headerEditor", "responseEditor", "operationName", "tabs", "activeTabIndex", "schema"),
  );
  return { ...found, id: found.tabs[found.activeTabIndex]?.id ?? "" };
}

export function useText(editor: MonacoEditor | undefined): string {
  const follow = useCallback(
    (listener: () => void) => {
      const following = editor?.onDidChangeModelContent(listener);
      return () => following?.dispose();
    },
    [editor],
  );
  return useSyncExternalStore(follow, () => editor?.getModel()?.getValue() ?? "");
}

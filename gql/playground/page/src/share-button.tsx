/** Puts the open tab's operation into the address, and the address where it can be pasted from. */
import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { useEffect, useState } from "react";
import { useEditors } from "./editors";
import { fragment } from "./share";

/** Milliseconds for which it is said that it was done. */
const SHOWN = 5000;

export function ShareButton() {
  const { queryEditor, variableEditor } = useEditors();
  const operationName = useGraphiQL((state) => state.operationName);
  const [done, setDone] = useState("");

  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(""), SHOWN);
    return () => clearTimeout(timer);
  }, [done]);

  const share = async () => {
    const query = queryEditor?.getValue() ?? "";
    const variables = variableEditor?.getValue() ?? "";
    history.replaceState(null, "", await fragment({ query, variables, operationName: operationName ?? null }));
    try {
      await navigator.clipboard.writeText(location.href);
      setDone("The link is copied, and stands in the address bar.");
    } catch {
      setDone("The link stands in the address bar.");
    }
  };

  return (
    <>
      <ToolbarButton label="Share: put this operation into the address" onClick={() => void share()}>
        <ShareIcon />
      </ToolbarButton>
      <p className="tg-toast" role="status">
        {done}
      </p>
    </>
  );
}

function ShareIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M8 12a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M12 8a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1" />
    </svg>
  );
}

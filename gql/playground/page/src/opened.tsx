/** Opens operations in tabs of their own: examples, and what links share, at the start and when the address changes. */
import { useGraphiQLActions } from "@graphiql/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useEditors } from "./editors";
import { shared as read, type Shared } from "./share";

/** A function that opens an operation in a new tab. */
export function useOpen() {
  const { queryEditor, variableEditor } = useEditors();
  const { addTab, setOperationName } = useGraphiQLActions();
  return useCallback(
    ({ query, variables, operationName }: Omit<Shared, "operationName"> & Partial<Shared>) => {
      addTab();
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
      if (operationName) setOperationName(operationName);
    },
    [queryEditor, variableEditor, addTab, setOperationName],
  );
}

/** *shared*: what the page was opened with, which already has its tab. */
export function Opened({ shared }: { shared: Shared | "damaged" | null }) {
  const { queryEditor } = useEditors();
  const { setOperationName } = useGraphiQLActions();
  const [damaged, setDamaged] = useState(shared === "damaged");
  const open = useOpen();
  const started = useRef(false);

  useEffect(() => {
    if (!queryEditor || started.current) return;
    started.current = true;
    if (shared !== "damaged" && shared?.operationName) setOperationName(shared.operationName);
  }, [queryEditor, shared, setOperationName]);

  useEffect(() => {
    const changed = () => {
      read(location.hash).then(
        (found) => found && open(found),
        () => setDamaged(true),
      );
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, [open]);

  if (!damaged) return null;
  return (
    <div className="tg-damaged" role="alert">
      <p>This link is damaged: what it shares cannot be read. Ask for it again.</p>
      <button type="button" onClick={() => setDamaged(false)}>
        Close
      </button>
    </div>
  );
}

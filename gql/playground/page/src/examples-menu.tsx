/** The examples, for who has closed their tabs. */
import { ToolbarMenu } from "@graphiql/react";
import { EXAMPLES, title } from "./examples";
import { useOpen } from "./opened";

export function ExamplesMenu() {
  const open = useOpen();
  return (
    <ToolbarMenu
      button={
        <button type="button" className="graphiql-un-styled graphiql-toolbar-button" aria-label="Examples" title="Examples">
          <ExamplesIcon />
        </button>
      }
    >
      {EXAMPLES.map((example) => (
        <ToolbarMenu.Item key={title(example)} onSelect={() => open(example)}>
          {title(example)}
        </ToolbarMenu.Item>
      ))}
    </ToolbarMenu>
  );
}

function ExamplesIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M3 5.5c2.500-1 4.500-1 7 .500 2.500-1.500 4.500-1.500 7-.500v10c-2.500-1-4.500-1-7 .500-2.500-1.500-4.500-1.500-7-.500zM10 6v10" />
    </svg>
  );
}

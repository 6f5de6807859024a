/** The page: GraphiQL with our panels, and what stands around them. */
import { GraphiQL } from "graphiql";
import { Adapted } from "./adapted";
import { Below } from "./below";
import { EXAMPLES } from "./examples";
import { ExamplesMenu } from "./examples-menu";
import { fetcher } from "./fetcher";
import { Follow } from "./follow";
import { Opened } from "./opened";
import { wide } from "./page";
import { PLUGINS, SEEN } from "./plugins";
import type { Shared } from "./share";
import { ShareButton } from "./share-button";
import { storage } from "./storage";

/** *shared*: what the address shares; "damaged" when that cannot be read. */
export function Playground({ shared }: { shared: Shared | "damaged" | null }) {
  const opened = shared === "damaged" ? null : shared;
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      plugins={PLUGINS}
      defaultTabs={opened ? [opened, ...EXAMPLES] : EXAMPLES}
      defaultEditorToolsVisibility={wide ? "variables" : false}
      {...(wide ? { visiblePlugin: SEEN } : {})}
    >
      <GraphiQL.Logo>
        <a className="tg-logo" href="schema.graphql" title="The schema's text">
          twistgraph
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <ShareButton />
            <ExamplesMenu />
          </>
        )}
      </GraphiQL.Toolbar>
      <GraphiQL.Footer>
        <Below />
      </GraphiQL.Footer>
      <Adapted />
      <Follow />
      <Opened shared={shared} />
    </GraphiQL>
  );
}

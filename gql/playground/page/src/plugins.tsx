/** The panels that are ours, as GraphiQL wants them. */
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import type { GraphiQLPlugin } from "@graphiql/react";
import { Explained } from "./explained";
import { development } from "./page";
import { SeenPanel } from "./seen-panel";

export const SEEN: GraphiQLPlugin = { title: "What I have seen", icon: SeenIcon, content: SeenPanel };

const EXPLAINED: GraphiQLPlugin = { title: "How it was answered", icon: ExplainedIcon, content: Explained };

export const PLUGINS = [SEEN, ...(development ? [EXPLAINED] : []), HISTORY_PLUGIN];

function SeenIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M1.5 10S4.500 4.500 10 4.500 18.500 10 18.500 10 15.500 15.500 10 15.500 1.500 10 1.500 10Z" />
      <circle cx="10" cy="10" r="2.500" />
    </svg>
  );
}

function ExplainedIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <ellipse cx="10" cy="4.500" rx="6.500" ry="2.500" />
      <path d="M3.500 4.500v11c0 1.400 2.900 2.500 6.500 2.500s6.500-1.100 6.500-2.500v-11M3.500 10c0 1.400 2.900 2.500 6.500 2.500s6.500-1.100 6.500-2.500" />
    </svg>
  );
}

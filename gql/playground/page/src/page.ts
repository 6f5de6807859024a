/** What the server says to the page: whether it is in development mode. */

export const development = document.querySelector("meta[name=twistgraph-development]")?.getAttribute("content") === "1";

/** Whether there is room for a panel beside the editors, and for the variables below the operation. */
export const wide = matchMedia("(min-width: 64rem)").matches;

/** What an operation's @viewer takes from variables, and how to make it take them. Pure: texts in, texts out. */
import { applyEdits, modify, parse as parseJson, type ParseError } from "jsonc-parser";
import { Kind, parse, type DirectiveNode, type OperationDefinitionNode } from "graphql";

/** Where an argument of @viewer gets its value: from a variable, from the operation's own text, or from nowhere. */
export type Told = { by: "variable"; name: string } | { by: "text"; text: string } | { by: "nobody" };

export interface Spoken {
  seen: Told;
  allow: Told;
}

const TYPES = { seen: "[Seen!]", allow: "Spoilers" } as const;

export type Argument = keyof typeof TYPES;

/** What the operation *name* of *document* says of its viewer; null when that is no query. */
export function spoken(document: string, name?: string | null): Spoken | null {
  const operation = chosen(document, name);
  if (operation?.operation !== "query") return null;
  const directive = viewer(operation);
  return { seen: told(document, directive, "seen"), allow: told(document, directive, "allow") };
}

function chosen(document: string, name?: string | null): OperationDefinitionNode | null {
  const all = operations(document);
  return all.find((each) => each.name?.value === name) ?? all[0] ?? null;
}

/** The operations of *document*; none when it cannot be read. */
export function operations(document: string): OperationDefinitionNode[] {
  try {
    return parse(document).definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

function viewer(operation: OperationDefinitionNode): DirectiveNode | undefined {
  return operation.directives?.find((each) => each.name.value === "viewer");
}

function told(document: string, directive: DirectiveNode | undefined, argument: Argument): Told {
  const value = directive?.arguments?.find((each) => each.name.value === argument)?.value;
  if (!value?.loc) return { by: "nobody" };
  if (value.kind === Kind.VARIABLE) return { by: "variable", name: value.name.value };
  return { by: "text", text: document.slice(value.loc.start, value.loc.end) };
}

/** *document* with an operation *name* that takes *wanted* from variables. */
export function connected(document: string, wanted: Argument[], name?: string | null): string {
  const operation = chosen(document, name);
  if (!operation?.loc) return document;
  const directive = viewer(operation);
  const missing = wanted.filter((argument) => told(document, directive, argument).by === "nobody");
  if (missing.length === 0) return document;
  const declared = new Map(operation.variableDefinitions?.map((each) => [each.variable.name.value, each]));
  const names = missing.map((argument) => {
    const free = (name: string): string => (declared.has(name) ? free(`${name}_`) : name);
    return { argument, variable: free(argument) };
  });
  const definitions = names.map(({ argument, variable }) => `$${variable}: ${TYPES[argument]}`).join(", ");
  const values = names.map(({ argument, variable }) => `${argument}: $${variable}`).join(", ");
  if (document.startsWith("{", operation.loc.start)) {
    return inserted(document, [[operation.loc.start, `query (${definitions}) @viewer(${values}) `]]);
  }
  const lastVariable = operation.variableDefinitions?.at(-1)?.loc;
  const lastArgument = directive?.arguments?.at(-1)?.loc;
  const head = operation.name?.loc?.end ?? operation.loc.start + "query".length;
  return inserted(document, [
    lastVariable ? [lastVariable.end, `, ${definitions}`] : [head, `(${definitions})`],
    lastArgument
      ? [lastArgument.end, `, ${values}`]
      : directive?.loc
        ? [directive.loc.end, `(${values})`]
        : [operation.selectionSet.loc?.start ?? head, `@viewer(${values}) `],
  ]);
}

function inserted(text: string, places: [number, string][]): string {
  return places
    .toSorted(([a], [b]) => b - a)
    .reduce((made, [at, part]) => made.slice(0, at) + part + made.slice(at), text);
}

/** The members of a text of variables; null when it is no JSON object. */
export function members(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  const faults: ParseError[] = [];
  const value = parseJson(text, faults, { allowTrailingComma: true }) as unknown;
  if (faults.length > 0 || value === null || typeof value !== "object" || Array.isArray(value)) return null;
  return value as Record<string, unknown>;
}

/** The text of variables with *value* for *name*, on one line; comments and the other members stay. */
export function written(text: string, name: string, value: unknown): string {
  const place = "@twistgraph-value@";
  const base = text.trim() ? text : "{}";
  const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } };
  const made = applyEdits(base, modify(base, [name], value === undefined ? undefined : place, options));
  return made.replace(JSON.stringify(place), () => line(value));
}

/** JSON on one line, with spaces where people put them. */
export function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${line(each)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

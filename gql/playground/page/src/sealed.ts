/** Which values of an answer may be sealed: the document, the answer and the schema in, their places out.

A sealed value looks like one that nobody knows: null, or nothing in a list. So this can say no more than "sealed or
unknown", and does not.
*/
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** Names of types, and of fields as `Type.field`, that the schema marks @sealed. */
export type Seals = ReadonlySet<string>;

export type Path = (string | number)[];

/** A value that may be sealed. *field*: `Character.fullName`. */
interface Mark {
  path: Path;
  field: string;
}

export interface Found {
  marks: Mark[];
  films: { id: string; title: string }[];
}

/** Values that are looked at; what lies beyond, in a huge answer, is left unmarked. */
const MOST = 20_000;

export function seals(sdl: string): Seals {
  const found = new Set<string>();
  for (const definition of parse(sdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = definition.name.value;
    if (definition.directives?.some((each) => each.name.value === "sealed")) found.add(type);
    for (const field of definition.fields ?? []) {
      if (field.directives?.some((each) => each.name.value === "sealed")) found.add(`${type}.${field.name.value}`);
    }
  }
  return found;
}

interface Asked {
  node: FieldNode;
  parent: GraphQLNamedType;
}

export function found(
  schema: GraphQLSchema,
  sealed: Seals,
  document: string,
  operationName: string | null | undefined,
  data: unknown,
): Found {
  const marks: Mark[] = [];
  const films = new Map<string, string>();
  const parsed = understood(document);
  const operations = parsed?.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION) ?? [];
  const operation = operations.find((each) => each.name?.value === operationName) ?? operations[0];
  const query = schema.getQueryType();
  if (!parsed || !operation || !query) return { marks, films: [] };
  const fragments = new Map(
    parsed.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  let left = MOST;

  /** The fields that *sets* ask of an object of *type*, by their key in the answer. */
  function fields(sets: [SelectionSetNode, GraphQLNamedType][], type: GraphQLNamedType): Map<string, Asked[]> {
    const keys = new Map<string, Asked[]>();
    const spread = new Set<string>();
    const todo = [...sets];
    for (let next = todo.shift(); next; next = todo.shift()) {
      const [set, parent] = next;
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          keys.set(key, [...(keys.get(key) ?? []), { node: selection, parent }]);
          continue;
        }
        const named = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (spread.has(selection.name.value)) continue;
          spread.add(selection.name.value);
        }
        const condition = named?.typeCondition ? schema.getType(named.typeCondition.name.value) : parent;
        if (named && condition && fits(type, condition)) todo.push([named.selectionSet, condition]);
      }
    }
    return keys;
  }

  function fits(type: GraphQLNamedType, condition: GraphQLNamedType): boolean {
    return !isObjectType(type) || type === condition || (isAbstractType(condition) && schema.isSubType(condition, type));
  }

  function mayBeSealed(type: GraphQLNamedType): boolean {
    return sealed.has(type.name) || (isInterfaceType(type) && schema.getPossibleTypes(type).some((each) => sealed.has(each.name)));
  }

  function object(value: Record<string, unknown>, sets: [SelectionSetNode, GraphQLNamedType][], declared: GraphQLNamedType, path: Path): void {
    const named = typeof value["__typename"] === "string" ? schema.getType(value["__typename"]) : undefined;
    const type = named ?? declared;
    const asked = fields(sets, type);
    if (type.name === "Film") film(value, asked);
    for (const [key, nodes] of asked) {
      const first = nodes[0];
      if (left <= 0 || !first || !(key in value)) continue;
      const owner = isObjectType(type) ? type : first.parent;
      const definition = field(owner, first.node.name.value);
      if (!definition) continue;
      left -= 1;
      each(value[key], definition, nodes, `${owner.name}.${definition.name}`, [...path, key]);
    }
  }

  function film(value: Record<string, unknown>, asked: Map<string, Asked[]>): void {
    const key = (name: string) => [...asked].find(([, [first]]) => first?.node.name.value === name)?.[0] ?? "";
    const [id, title] = [value[key("id")], value[key("title")]];
    if (typeof id === "string" && typeof title === "string") films.set(id, title);
  }

  function each(value: unknown, definition: GraphQLField<unknown, unknown>, nodes: Asked[], name: string, path: Path): void {
    const type = getNamedType(definition.type);
    const list = isListType(getNullableType(definition.type));
    const may = sealed.has(name) || mayBeSealed(type);
    if (may && (value === null || (list && Array.isArray(value) && value.length === 0))) marks.push({ path, field: name });
    if (!isCompositeType(type)) return;
    const sets = nodes.flatMap(({ node }): [SelectionSetNode, GraphQLNamedType][] =>
      node.selectionSet ? [[node.selectionSet, type]] : [],
    );
    for (const [at, item] of (Array.isArray(value) ? value : [value]).entries()) {
      if (left <= 0) return;
      const place = Array.isArray(value) ? [...path, at] : path;
      if (item !== null && typeof item === "object") object(item as Record<string, unknown>, sets, type, place);
      else if (item === null && Array.isArray(value) && may) marks.push({ path: place, field: name });
    }
  }

  if (data !== null && typeof data === "object") {
    object(data as Record<string, unknown>, [[operation.selectionSet, query]], query, ["data"]);
  }
  return { marks, films: [...films].map(([id, title]) => ({ id, title })) };
}

function understood(document: string): DocumentNode | null {
  try {
    return parse(document);
  } catch {
    return null;
  }
}

function field(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

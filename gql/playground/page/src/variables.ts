/** What has been seen, written into the variables of an operation. */
import { claim, mine, value, type Seen } from "./seen";
import { line, members, written, type Argument, type Spoken } from "./viewer";

/** What @viewer's *argument* should get. */
function wanted(argument: Argument, seen: Seen): unknown {
  return argument === "seen" ? value(seen.films) : seen.allow;
}

/** The names of variables for @viewer in which *text* says something else than *seen*, and not by our writing. */
export function foreign(spoken: Spoken, text: string, seen: Seen): string[] {
  const given = members(text) ?? {};
  return each(spoken).flatMap(([argument, name]) =>
    mine(given[name]) || line(given[name]) === line(wanted(argument, seen)) ? [] : [name],
  );
}

/** The variables of *text*, with *seen* in those that @viewer takes. *all*: over what others have written, too. */
export function told(spoken: Spoken, text: string, seen: Seen, all = false): string {
  const given = members(text);
  if (given === null) return text;
  let made = text;
  for (const [argument, name] of each(spoken)) {
    const should = wanted(argument, seen);
    const nothing = mine(should) && given[name] === undefined && (line(should) === "[]" || should === "NONE");
    if (nothing || (!all && !mine(given[name])) || line(given[name] ?? null) === line(should)) continue;
    made = written(made, name, should);
    claim(should);
  }
  return made;
}

function each(spoken: Spoken): [Argument, string][] {
  return (["seen", "allow"] as const).flatMap((argument): [Argument, string][] => {
    const told = spoken[argument];
    return told.by === "variable" ? [[argument, told.name]] : [];
  });
}

/** The panel "What I have seen": films, how far, and what may be told of all others. */
import { useEditors, useText } from "./editors";
import { Films } from "./films";
import { change, permit, remove, seen, type Allow, type SeenFilm } from "./seen";
import { remembers } from "./storage";
import { useStore } from "./store";
import { foreign, told } from "./variables";
import { connected, members, spoken, type Argument } from "./viewer";

export function SeenPanel() {
  const state = useStore(seen);
  return (
    <section className="tg-panel" aria-labelledby="tg-seen">
      <h2 id="tg-seen">What I have seen</h2>
      <p>
        Spoilers are sealed until you have seen the film. What you say here is written into the variables of{" "}
        <code>@viewer</code>{remembers ? ", and kept in this browser." : ". This browser keeps it until you close the page."}
      </p>
      <Films />
      {state.films.length === 0 ? (
        <p className="tg-empty">Nothing yet, so everything sealed stays sealed.</p>
      ) : (
        <ul className="tg-seen">
          {state.films.map((film) => (
            <Row key={film.id} film={film} />
          ))}
        </ul>
      )}
      <Rest allow={state.allow} />
      <Tab />
    </section>
  );
}

/** Minutes of a film whose length nobody knows. */
const LONG = 240;

function Row({ film }: { film: SeenFilm }) {
  // The last stop of the slider, behind the last minute, is the whole film.
  const whole = (film.runtime ?? LONG) + 1;
  const far = film.until === null ? "the whole film" : `up to minute ${film.until}`;
  const name = `tg-until-${film.id}`;
  return (
    <li>
      <div>
        <label htmlFor={name}>
          {film.title} <span>{film.year}</span>
        </label>
        <button type="button" aria-label={`Remove ${film.title}`} title="Remove" onClick={() => remove(film.id)}>
          ×
        </button>
      </div>
      <input
        id={name}
        type="range"
        min={0}
        max={whole}
        value={film.until ?? whole}
        aria-valuetext={far}
        onChange={({ target }) => change(film.id, target.valueAsNumber === whole ? null : target.valueAsNumber)}
      />
      <p className="tg-hint">
        {far}
        {film.until !== null && film.runtime !== null && ` of ${film.runtime}`}
        {film.until !== null && "; what has no known minute needs the whole film"}
      </p>
    </li>
  );
}

const ALLOWED: [Allow, string][] = [
  ["NONE", "nothing"],
  ["MINOR", "minor twists"],
  ["ALL", "everything"],
];

function Rest({ allow }: { allow: Allow }) {
  return (
    <fieldset className="tg-allow">
      <legend>Of all other films, tell me</legend>
      {ALLOWED.map(([each, label]) => (
        <label key={each}>
          <input type="radio" name="tg-allow" checked={allow === each} onChange={() => permit(each)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** Whether the operation in the open tab hears of it, and the button that makes it. */
function Tab() {
  const { queryEditor, variableEditor, operationName } = useEditors();
  const state = useStore(seen);
  const document = useText(queryEditor);
  const text = useText(variableEditor);
  const says = spoken(document, operationName);
  if (!says) return null;
  if (members(text) === null) {
    return <p className="tg-notice">The variables are no JSON object, so nothing can be written into them.</p>;
  }
  const wanted: Argument[] = state.allow === "NONE" ? ["seen"] : ["seen", "allow"];
  const missing = wanted.filter((argument) => says[argument].by === "nobody");
  const fixed = wanted.filter((argument) => says[argument].by === "text");
  const others = foreign(says, text, state);
  const connect = () => queryEditor?.setValue(connected(document, wanted, operationName));
  const overwrite = () => variableEditor?.setValue(told(says, text, state, true));
  return (
    <>
      {missing.length > 0 && (
        <div className="tg-notice">
          <p>
            {says.seen.by === "nobody"
              ? "This tab's operation does not say who asks, so it is told nothing that is sealed."
              : "This tab's operation does not say what it may be told of other films."}
          </p>
          <button type="button" onClick={connect}>
            {says.seen.by === "nobody" ? "Add @viewer to it" : "Add it to @viewer"}
          </button>
        </div>
      )}
      {fixed.length > 0 && (
        <p className="tg-notice">
          This tab's operation says <code>{fixed.join(", ")}</code> in its own text, which counts here.
        </p>
      )}
      {others.length > 0 && (
        <div className="tg-notice">
          <p>
            This tab's variables say something else: <code>{others.map((name) => `$${name}`).join(", ")}</code>.
          </p>
          <button type="button" onClick={overwrite}>
            Write what I have seen
          </button>
        </div>
      )}
    </>
  );
}

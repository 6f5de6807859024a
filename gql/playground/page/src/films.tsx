/** A search box for films: a combobox with a list of what the public API finds while one types (WAI-ARIA 1.2). */
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { ask } from "./ask";
import { add, seen, type SeenFilm } from "./seen";
import { useStore } from "./store";

type Film = Omit<SeenFilm, "until">;

const FIND = `query FilmsToChoose($title: String) {
  films(where: {title: {contains: $title}}, first: 10) { nodes { id title year runtime } }
}`;

/** Milliseconds without a key before it is asked. */
const SETTLED = 150;

export function Films() {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [films, setFilms] = useState<Film[]>([]);
  const [active, setActive] = useState(-1);
  const [trouble, setTrouble] = useState("");
  const chosen = new Set(useStore(seen).films.map(({ id }) => id));
  const list = useRef<HTMLUListElement>(null);
  const name = useId();

  useEffect(() => {
    if (!open) return undefined;
    const stop = new AbortController();
    const find = async () => {
      try {
        const { response } = await ask({ query: FIND, variables: { title: text.trim() || null } }, {}, [], stop.signal);
        if (response.errors) throw new Error(response.errors.map(({ message }) => message).join(" "));
        const data = response.data as { films: { nodes: Film[] } };
        setFilms(data.films.nodes);
        setActive(-1);
        setTrouble("");
      } catch (error) {
        if (stop.signal.aborted) return;
        setFilms([]);
        setTrouble(error instanceof Error ? error.message : String(error));
      }
    };
    const timer = setTimeout(() => void find(), text ? SETTLED : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, open]);

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const choose = (film: Film | undefined) => {
    if (!film) return;
    add(film);
    setText("");
    setOpen(false);
    setActive(-1);
  };

  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!open) setOpen(true);
      else if (films.length > 0) setActive((active + step + films.length + (active < 0 && step < 0 ? 1 : 0)) % films.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (open) choose(films[active] ?? (films.length === 1 ? films[0] : undefined));
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };

  const said = trouble || (films.length === 0 ? "No film has this in its title." : "");
  return (
    <div className="tg-films">
      <label htmlFor={`${name}-text`}>Add a film</label>
      <input
        id={`${name}-text`}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${name}-list`}
        aria-activedescendant={open && active >= 0 ? `${name}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Part of its title"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
      />
      <ul id={`${name}-list`} ref={list} role="listbox" aria-label="Films" hidden={!open || films.length === 0}>
        {films.map((film, index) => (
          <li
            key={film.id}
            id={`${name}-${index}`}
            role="option"
            aria-selected={index === active}
            aria-disabled={chosen.has(film.id)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(film)}
          >
            {film.title} <span>{chosen.has(film.id) ? "in the list" : film.year}</span>
          </li>
        ))}
      </ul>
      <p role="status" className={trouble ? "tg-trouble" : "tg-hint"}>
        {open ? said || <span className="tg-unseen">{`${films.length} films`}</span> : ""}
      </p>
    </div>
  );
}

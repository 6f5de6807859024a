/** What the reader has seen, kept in this browser; and which values of variables were written by us. */
import { recall, remember } from "./storage";
import { store } from "./store";
import { line } from "./viewer";

const ALLOWS = ["NONE", "MINOR", "ALL"] as const;

export type Allow = (typeof ALLOWS)[number];

/** *until*: the minute up to which it was seen; null is the whole film. */
export interface SeenFilm {
  id: string;
  title: string;
  year: number | null;
  runtime: number | null;
  until: number | null;
}

export interface Seen {
  films: SeenFilm[];
  allow: Allow;
}

/** As many as the server takes. */
const MOST_FILMS = 1000;

const NOTHING: Seen = { films: [], allow: "NONE" };

export const seen = store<Seen>(recalled());

seen.follow(() => remember("seen", seen.get()));

function recalled(): Seen {
  const kept = recall("seen") as Partial<Seen> | null;
  if (!Array.isArray(kept?.films) || !kept.films.every(isFilm)) return NOTHING;
  return { films: kept.films, allow: ALLOWS.find((each) => each === kept.allow) ?? "NONE" };
}

function isFilm(value: SeenFilm | null): boolean {
  return (
    typeof value?.id === "string" &&
    typeof value.title === "string" &&
    [value.year, value.runtime, value.until].every((each) => each === null || typeof each === "number")
  );
}

/** The value of @viewer's `seen` that says so. */
export function value(films: readonly SeenFilm[]): { film: string; until?: number }[] {
  return films.map(({ id, until }) => (until === null ? { film: id } : { film: id, until }));
}

export function add(film: Omit<SeenFilm, "until">): void {
  const { films, allow } = seen.get();
  if (films.length < MOST_FILMS && !films.some(({ id }) => id === film.id)) {
    seen.set({ films: [...films, { ...film, until: null }], allow });
  }
}

export function remove(id: string): void {
  const { films, allow } = seen.get();
  seen.set({ films: films.filter((each) => each.id !== id), allow });
}

export function change(id: string, until: number | null): void {
  const { films, allow } = seen.get();
  seen.set({ films: films.map((each) => (each.id === id ? { ...each, until } : each)), allow });
}

export function permit(allow: Allow): void {
  seen.set({ ...seen.get(), allow });
}

/** Values that this control has written, so that it may replace them; those of people and of links it leaves alone. */
const ours = new Set([recall("written")].flat().filter((each) => typeof each === "string"));

export function mine(value: unknown): boolean {
  return value === undefined || value === null || line(value) === "[]" || value === "NONE" || ours.has(line(value));
}

export function claim(value: unknown): void {
  const text = line(value);
  if (text === "[]" || text === '"NONE"' || ours.has(text)) return;
  ours.add(text);
  remember("written", [...ours].slice(-200));
}

/** What every client asks of the seed, and what it is to be told. The environment names the server. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const ENDPOINT = String(process.env.ENDPOINT);

/** The text of an operation of this folder. */
export const operation = (name) => readFileSync(`${import.meta.dirname}/operations/${name}.graphql`, "utf8");

/** Viewers, as the variable `seen`. */
export const NOTHING = [];
export const BACKTRACE = [{ film: "film.513902626562233507" }];

/** What `Twist` asks: the walk from an actor to the twist. */
export const walk = (seen) => ({ actor: "ryan-guzman", seen });

/** What the seal is about in an answer to `Twist`: one of the two below. */
export function lucas({ person }) {
  const [{ character }] = person.roles.nodes;
  const tie = ({ label, to }) => `${label} ${to.name}, played by ${to.roles.nodes[0].person.name}`;
  return {
    name: character.name,
    fullName: character.fullName,
    twists: character.twists.map((twist) => twist.kind),
    relations: character.relations.map(tie),
  };
}

export const SEALED = { name: "Lucas", fullName: null, twists: [], relations: [] };
export const OPEN = {
  name: "Lucas",
  fullName: "Lucas MacDonald",
  twists: ["ALLEGIANCE", "KINSHIP"],
  relations: ['son of Donovan "Mac" MacDonald, played by Matthew Modine'],
};

/** Both viewers, each with what it is told. */
export const VIEWERS = [
  { seen: NOTHING, truth: SEALED },
  { seen: BACKTRACE, truth: OPEN },
];

/** Who is on screen, in the order of the roles. */
export const CAST = [
  "Sylvester Stallone", "Ryan Guzman", "Meadow Williams", "Christopher McDonald", "Colin Egglesfield", "Lydia Hull",
  "Tyler Jon Olson", "Sergio Rizzuto", "Swen Temmel", "Matthew Modine", "Brooks Nader", "Jenna Willis", "Baylee Curran",
];

/** A `fetch` that keeps what it has sent: method, URL and body of each request. */
export function keeping() {
  const sent = [];
  const keep = (url, options = {}) => {
    sent.push({ method: options.method ?? "GET", url: String(url), body: options.body && JSON.parse(options.body) });
    return fetch(url, options);
  };
  return [keep, sent];
}

/** How each request of a persisted query was sent: its method, and whether the document came with the hash. */
export const forms = (sent) =>
  sent.map(({ method, url, body }) => {
    const parameters = Object.fromEntries(new URL(url).searchParams);
    const { query, extensions } = body ?? { ...parameters, extensions: JSON.parse(parameters.extensions) };
    assert.match(extensions.persistedQuery.sha256Hash, /^[0-9a-f]{64}$/);
    return `${method} hash${query ? " and document" : ""}`;
  });

/** What stands below an answer: how it went, what in it may be sealed, and what to do when there is none. */
import { useGraphiQLActions } from "@graphiql/react";
import { useEffect, useState } from "react";
import { answers, unread, type Asked } from "./answers";
import type { Answer } from "./ask";
import { useEditors } from "./editors";
import { Marks, useFound } from "./marks";
import { add, seen } from "./seen";
import type { Found } from "./sealed";
import { useStore } from "./store";

export function Below() {
  const { id } = useEditors();
  const asked = useStore(answers).get(id);
  const found = useFound();
  return (
    <div className="tg-below">
      <Unread />
      {asked?.trouble && <Trouble text={asked.trouble} />}
      {asked && !asked.answer && !asked.trouble && !asked.stopped && <Waiting asked={asked} />}
      {asked?.stopped && <p role="status">Stopped.</p>}
      {asked?.answer && <Sealed found={found} />}
      {asked?.answer && <How answer={asked.answer} />}
      <Marks found={found} />
    </div>
  );
}

function Trouble({ text }: { text: string }) {
  const { run } = useGraphiQLActions();
  return (
    <div className="tg-trouble" role="alert">
      <p>{text}</p>
      <button type="button" onClick={run}>
        Try again
      </button>
    </div>
  );
}

function Unread() {
  const why = useStore(unread);
  const { introspect } = useGraphiQLActions();
  if (why === null) return null;
  return (
    <div className="tg-trouble" role="alert">
      <p>The schema cannot be read, so nothing is completed or documented. {why}</p>
      <button type="button" onClick={introspect}>
        Read it again
      </button>
    </div>
  );
}

/** Seconds after which it is said that an answer is still awaited. */
const SLOW = 3;

function Waiting({ asked }: { asked: Asked }) {
  const { stop } = useGraphiQLActions();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - asked.since) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [asked.since]);
  if (seconds < SLOW) return null;
  return (
    <div className="tg-notice">
      <p role="status">The answer takes its time.</p>
      <span aria-hidden="true">{seconds} s</span>
      <button type="button" onClick={stop}>
        Stop
      </button>
    </div>
  );
}

/** Fields that are named; of others there are so many. */
const NAMED = 4;

function Sealed({ found: { marks, films } }: { found: Found }) {
  const { setVisiblePlugin } = useGraphiQLActions();
  const known = new Set(useStore(seen).films.map(({ id }) => id));
  if (marks.length === 0) return null;
  const fields = [...new Set(marks.map(({ field }) => field))];
  const more = fields.length - NAMED;
  const unseen = films.filter(({ id }) => !known.has(id)).slice(0, 3);
  return (
    <div className="tg-sealed-list">
      <p role="status">
        <strong>{marks.length === 1 ? "One value is" : `${marks.length} values are`} sealed or unknown:</strong>{" "}
        {fields.slice(0, NAMED).join(", ")}
        {more > 0 && ` and ${more} more`}
      </p>
      {unseen.map((film) => (
        <button
          key={film.id}
          type="button"
          onClick={() => {
            add({ ...film, year: null, runtime: null });
            setVisiblePlugin("What I have seen");
          }}
        >
          I have seen {film.title}
        </button>
      ))}
      {unseen.length === 0 && (
        <button type="button" onClick={() => setVisiblePlugin("What I have seen")}>
          What I have seen
        </button>
      )}
    </div>
  );
}

function How({ answer: { status, milliseconds, bytes, cost, response } }: { answer: Answer }) {
  const codes = [...new Set(response.errors?.map((error) => error.extensions?.code ?? "an error"))];
  return (
    <p className={codes.length > 0 ? "tg-how tg-bad" : "tg-how"} role="status">
      <span>{[status, ...codes].join(" ")}</span>
      <span>{Math.round(milliseconds)} ms</span>
      <span>{size(bytes)}</span>
      {cost && <span>costs {cost.asked.toLocaleString("en")}</span>}
    </p>
  );
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

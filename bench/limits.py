"""What no gateway can go below: a bare application with one hand-written statement for each query, or with its bytes.

    uvicorn bench.limits:by_hand       GQL_DATABASE_URL names the database
    uvicorn bench.limits:ready_made    answers each body with what `by_hand` answered the first time

Neither parses GraphQL, checks anything, nor knows of spoilers more than the one query needs.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from gql.database import SQLITE, SqliteFile, locate, reading_uri

CAST = """(SELECT '[' || coalesce(group_concat(t, ','), '') || ']' FROM (
  SELECT '{"person":{"name":' || json_quote(p.name) || '},"character":{"name":' || json_quote(c.name) || '}}' AS t
  FROM role r JOIN person p ON p.id = r.person_id JOIN character c ON c.id = r.character_id
  WHERE r.film_id = f.id ORDER BY r.billing, r.position, r.id LIMIT %d) x)"""

FILMS = f"""SELECT '{{"data":{{"films":{{"nodes":[' || group_concat(t, ',') || ']}}}}}}' FROM (
  SELECT '{{"title":' || json_quote(f.title) || ',"year":' || f.year || ',"roles":{{"nodes":' || {CAST} || '}}}}' AS t
  FROM film f ORDER BY f.title_key, f.id LIMIT %d) x"""

STATEMENTS = {
    "Q1": """SELECT '{"data":{"film":{"title":' || json_quote(title) || ',"year":' || year || ',"runtime":' || runtime
      || '}}}' FROM film WHERE slug = ?1""",
    "Q2": """SELECT '{"data":{"person":{"name":' || json_quote(p.name) || ',"roles":{"nodes":[' || coalesce((
      SELECT group_concat(t, ',') FROM (
        SELECT '{"film":{"title":' || json_quote(f.title) || ',"year":' || f.year || '},"character":{"name":'
          || json_quote(c.name) || ',"introducedAs":' || json_quote(c.introduced_as) || ',"fullName":'
          || CASE WHEN instr(?2, ',' || f.id || ',') > 0 THEN json_quote(c.full_name) ELSE 'null' END || ',"twists":['
          || coalesce((SELECT group_concat('{"kind":"' || w.kind || '","revealedAs":' || json_quote(w.revealed_as)
            || '}', ',') FROM twist_character wc JOIN twist w ON w.id = wc.twist_id
            WHERE wc.character_id = c.id AND instr(?2, ',' || w.film_id || ',') > 0), '') || ']}}' AS t
        FROM role r JOIN film f ON f.id = r.film_id JOIN character c ON c.id = r.character_id
        WHERE r.person_id = p.id ORDER BY r.billing, r.position, r.id LIMIT 10) x), '') || ']}}}}'
      FROM person p WHERE p.slug = ?1""",
    "Q3": """SELECT '{"data":{"film":{"title":' || json_quote(f.title) || ',"released":"' || f.released
      || '","runtime":' || f.runtime || ',"summary":' || json_quote(f.summary) || ',"genres":['
      || coalesce((SELECT group_concat(json_quote(text), ',') FROM (SELECT text FROM film_label
        WHERE film_id = f.id AND kind = 'GENRE' ORDER BY position) x), '') || '],"roles":{"nodes":['
      || coalesce((SELECT group_concat(t, ',') FROM (SELECT '{"billing":' || r.billing || ',"person":{"name":'
        || json_quote(p.name) || '},"character":{"name":' || json_quote(c.name) || '}}' AS t FROM role r
        JOIN person p ON p.id = r.person_id JOIN character c ON c.id = r.character_id
        WHERE r.film_id = f.id ORDER BY r.billing, r.position, r.id LIMIT 12) x), '') || ']},"reviews":{"nodes":['
      || coalesce((SELECT group_concat(t, ',') FROM (SELECT '{"verdict":"' || v.verdict || '","quote":'
        || json_quote(v.quote) || ',"publication":{"name":' || json_quote(o.name) || '},"critic":{"name":'
        || json_quote(p.name) || '}}' AS t FROM review v JOIN company o ON o.id = v.publication_id
        JOIN person p ON p.id = v.critic_id WHERE v.film_id = f.id ORDER BY v.written, v.id LIMIT 4) x), '')
      || ']}}}}' FROM film f WHERE f.slug = ?1""",
    "Q4": FILMS % (10, 50),
    "Q5": """SELECT '{"data":{"person":{"name":' || json_quote(a.name) || ',"roles":{"nodes":[' || coalesce((
      SELECT group_concat(t, ',') FROM (SELECT '{"film":{"title":' || json_quote(f.title) || ',"roles":{"nodes":['
        || (SELECT group_concat(t, ',') FROM (SELECT '{"person":{"name":' || json_quote(b.name) || ',"roles":{"nodes":['
          || (SELECT group_concat(t, ',') FROM (SELECT '{"film":{"title":' || json_quote(g.title)
            || ',"roles":{"nodes":[' || (SELECT group_concat(t, ',') FROM (SELECT '{"person":{"name":'
              || json_quote(d.name) || '}}' AS t FROM role r4 JOIN person d ON d.id = r4.person_id
              WHERE r4.film_id = g.id ORDER BY r4.billing, r4.position, r4.id LIMIT 5) x) || ']}}}' AS t
            FROM role r3 JOIN film g ON g.id = r3.film_id WHERE r3.person_id = b.id
            ORDER BY r3.billing, r3.position, r3.id LIMIT 5) x) || ']}}}' AS t
          FROM role r2 JOIN person b ON b.id = r2.person_id WHERE r2.film_id = f.id
          ORDER BY r2.billing, r2.position, r2.id LIMIT 10) x) || ']}}}' AS t
        FROM role r1 JOIN film f ON f.id = r1.film_id WHERE r1.person_id = a.id
        ORDER BY r1.billing, r1.position, r1.id LIMIT 5) x), '') || ']}}}}' FROM person a WHERE a.slug = ?1""",
    "Q6": FILMS % (5, 1000),
}


@cache
def _connection() -> Any:
    location = locate(os.environ["GQL_DATABASE_URL"])
    assert isinstance(location, SqliteFile)
    connection = SQLITE.connect(reading_uri(location), uri=True, isolation_level=None, cached_statements=256)
    connection.text_factory = bytes
    for pragma in ("query_only = ON", "mmap_size = 1099511627776", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def asked(body: bytes) -> tuple[str, list[str]]:
    """The name of the query in *body*, and the parameters of its statement."""
    members = orjson.loads(body)
    given = members["variables"]
    parameters = [given["slug"]] if given else []
    if "seen" in given:
        parameters.append("".join(f",{film['film'][5:]}" for film in given["seen"]) + ",")
    return members["operationName"], parameters


def answer(body: bytes) -> bytes:
    """What the database says to the request in *body*."""
    name, parameters = asked(body)
    found: bytes = _connection().execute(STATEMENTS[name], parameters).fetchone()[0]
    return found


async def read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    return body


async def write(send: Send, answered: bytes) -> None:
    headers = [
        (b"content-type", b"application/graphql-response+json"),
        (b"content-length", b"%d" % len(answered)),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answered})


async def by_hand(_: Scope, receive: Receive, send: Send) -> None:
    await write(send, answer(await read(receive)))


_kept = cache(answer)


async def ready_made(_: Scope, receive: Receive, send: Send) -> None:
    await write(send, _kept(await read(receive)))

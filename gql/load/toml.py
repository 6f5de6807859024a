"""A film record in, its text as TOML out, as an editor would write it: `tomllib` reads the same record back. Pure.

Parts are arrays of tables, receipts are inline tables on lines of their own, and prose is wrapped. Writers of TOML that
are to be had decide by a value's length what it becomes; here every part has one form, so that two records compare
line by line.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from gql.load.records import FilmRecord, fields

WIDTH = 120
"""Columns of a line, wherever a text can be broken."""

Fields: TypeAlias = Mapping[str, Any]


def toml_text(record: FilmRecord) -> str:
    """The text of *record*, with a line feed at its end."""
    return "\n".join(_table("", fields(record))) + "\n"


def _table(path: str, table: Fields) -> Iterator[str]:
    """The lines of *table*: first what is a value, then what has a heading of its own."""
    parts = [(key, value) for key, value in table.items() if _has_heading(key, value)]
    for key, value in table.items():
        if not _has_heading(key, value):
            yield from _entry(_key(key), value)
    for key, value in parts:
        name = f"{path}{_key(key)}"
        if key == "sources":
            for each, source in value.items():
                yield from ("", f"[{name}.{_key(each)}]")
                yield from _table("", source)
        else:
            for each in value:
                yield from ("", f"[[{name}]]")
                yield from _table(f"{name}.", each)


def _has_heading(key: str, value: object) -> bool:
    """Whether *value* is the sources, or a list of parts. Who is named, and receipts, are tables within a line."""
    return key == "sources" or (key != "cites" and isinstance(value, list) and isinstance(value[0], dict))


def _entry(key: str, value: object) -> Iterator[str]:
    """The lines of one value: one line where it fits, as it does for nearly all."""
    line = f"{key} = {_value(value)}"
    if isinstance(value, str) and ("\n" in value or len(line) > WIDTH):
        yield f'{key} = """'
        yield from _prose(value)
    elif isinstance(value, list) and (len(line) > WIDTH or (len(value) > 1 and isinstance(value[0], dict))):
        yield f"{key} = ["
        yield from (f"  {_value(each)}," for each in value)
        yield "]"
    else:
        yield line


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _string(value)
        case int():
            return f"{value:_}" if value >= 10_000 else str(value)
        case dict():
            return f"{{ {', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())} }}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
    assert isinstance(value, float), "a record holds nothing else"
    return repr(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _string(key)


def _string(text: str) -> str:
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return f'"{_escape(text).translate(WITHIN_A_LINE)}"'


def _prose(text: str) -> Iterator[str]:
    """The lines of a long text and the quotes that end it: broken between words, which changes nothing."""
    # Three quotes would end it, and so would one before those that do.
    paragraphs = re.sub(r'"(?="|\Z)', r'\\"', _escape(text)).split("\n")
    for paragraph in paragraphs[:-1]:
        yield from _wrap(paragraph)
    *lines, last = _wrap(paragraphs[-1])
    yield from (*lines, f'{last}"""')


def _wrap(paragraph: str) -> Iterator[str]:
    line = ""
    # What is between words stays before the break: behind it TOML leaves white space out.
    for word in re.findall(r"[^ \t]+[ \t]*|[ \t]+", paragraph):
        if line.endswith((" ", "\t")) and len(line) + len(word.rstrip(" \t")) > WIDTH - len('"""'):
            yield f"{line}\\"
            line = ""
        line += word
    yield line


WITHIN_A_LINE = str.maketrans({'"': r"\"", "\n": r"\n"})


def _escape(text: str) -> str:
    """*text* with backslashes, and what TOML allows in no text, escaped. Quotes and line feeds are left."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\\]", lambda found: _escaped(found.group()), text)


def _escaped(character: str) -> str:
    return r"\\" if character == "\\" else f"\\u{ord(character):04X}"

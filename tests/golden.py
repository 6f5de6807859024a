"""Golden files: `tests/queries/*.md`, the showcase of what can be asked, and the test of what is answered.

A file holds a title, a sentence, the document, and one `##` section for each viewer: what is given as variables, the
SQL that each database runs, and the answer, which is the same. `GQL_GOLDEN=write` writes what is missing or differs,
for you to read in the diff.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

WIDTH = 110
DATABASES = ("sqlite", "postgresql")
FOLDER = Path(__file__).parent / "queries"

BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```\n?", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """One document asked by one viewer, with what is expected: empty until it is written. *sql*: by database."""

    file: Path
    section: str
    document: str
    variables: dict[str, object]
    sql: dict[str, str]
    answer: str

    @property
    def name(self) -> str:
        return f"{self.file.stem}: {self.section}"


def cases() -> list[Case]:
    """Every case of every golden file, in the order of names."""
    return [case for file in sorted(FOLDER.glob("*.md"), key=_number) for case in _read(file)]


def _number(file: Path) -> tuple[str, int]:
    found = re.match(r"([A-Z])(\d+)-", file.stem)
    assert found, f"{file.name} is not named for its kind and number"
    return found[1], int(found[2])


def _read(file: Path) -> list[Case]:
    text = file.read_text(encoding="utf-8")
    (document,) = (block["text"] for block in BLOCK.finditer(text) if block["kind"] == "graphql")
    found = []
    for section in _SECTION.finditer(text):
        blocks = {block["kind"]: block["text"] for block in BLOCK.finditer(section["body"])}
        variables = json.loads(blocks.get("json variables", "{}"))
        sql = {database: blocks.get(f"sql {database}", "") for database in DATABASES}
        found.append(Case(file, section["title"], document, variables, sql, blocks.get("json", "")))
    return found


def write(case: Case, database: str, sql: str, answer: str) -> None:
    """Puts what was run by *database* and answered into the case's section."""
    text = case.file.read_text(encoding="utf-8")
    case = next(each for each in _read(case.file) if each.section == case.section)
    texts = case.sql | {database: sql}
    section = next(each for each in _SECTION.finditer(text) if each["title"] == case.section)
    body = f"## {case.section}\n\n"
    if case.variables:
        body += f"```json variables\n{json.dumps(case.variables, ensure_ascii=False)}\n```\n\n"
    body += "".join(f"```sql {name}\n{each}```\n\n" for name, each in texts.items())
    body += f"```json\n{answer}```\n"
    rest = text[section.end() :]
    case.file.write_text(text[: section.start()] + body + (f"\n{rest}" if rest else ""), encoding="utf-8")


def readable(body: bytes) -> str:
    """The answer as people read it: keys as they came, what fits on a line on one line."""
    return _pretty(json.loads(body), "") + "\n"


def _pretty(value: object, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not value or not isinstance(value, dict | list):
        return line
    inner = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {_pretty(each, inner)}" for key, each in value.items()]
        return f"{{\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}}}"
    return f"[\n{inner}" + f",\n{inner}".join(_pretty(each, inner) for each in value) + f"\n{indent}]"

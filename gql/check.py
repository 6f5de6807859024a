"""`gql check`: the operations of a front end, rehearsed. In comes a folder or a manifest; out goes, of each operation,
what is wrong with it, or what it may tell that is sealed. Nothing is sent anywhere.

Operations and fragments may stand in any file: a front end's fragments are one namespace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import (
    DefinitionNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    Visitor,
    parse,
    visit,
)

from gql.documents import read_manifest
from gql.errors import Fault, RequestError, SetupError
from gql.rehearsal import Stage, names, rehearse, unsealed

SUFFIXES = {".graphql", ".gql"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one operation, or of a file that cannot be read as operations. *sealed*: what it may tell, as "Type.field"."""

    place: str
    faults: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        if self.faults:
            yield from self.faults
        elif self.sealed:
            yield f"{self.place}: may tell {', '.join(self.sealed)}"
        else:
            yield f"{self.place}: tells nothing sealed"


def check(path: Path, stage: Stage) -> list[Finding]:
    """A finding for each operation of a folder's GraphQL files, or of a manifest of documents.

    Raises SetupError when there is none.
    """
    found = list(_folder(path, stage) if path.is_dir() else _manifest(path, stage))
    if not found:
        raise SetupError(f"There is no operation in {path}.", f"Its files must end in {' or '.join(sorted(SUFFIXES))}.")
    return found


def summary(findings: Sequence[Finding]) -> str:
    faulty = sum(bool(each.faults) for each in findings)
    telling = sum(bool(each.sealed) for each in findings)
    return f"{len(findings)} checked: {faulty} faulty, {telling} may tell what is sealed."


def _manifest(path: Path, stage: Stage) -> Iterator[Finding]:
    for id_, text in read_manifest(path).items():
        for name in names(text):
            place = f"{path}: {id_}" + (f": {name}" if name else "")
            yield _rehearsed(text, name, place, stage, {})


def _folder(path: Path, stage: Stage) -> Iterator[Finding]:
    parts: list[Part] = []
    for file in sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file()):
        try:
            parts += (Part(file, each) for each in parse(file.read_text(encoding="utf-8")).definitions)
        except GraphQLSyntaxError as error:
            at = "".join(f":{each.line}:{each.column}" for each in error.locations or ())
            yield Finding(str(file), (f"{file}{at}: {error.message}",))
        except (OSError, UnicodeDecodeError) as error:
            yield Finding(str(file), (f"{file}: cannot be read: {error}.",))
    fragments: dict[str, Part] = {}
    for part in parts:
        if isinstance(part.node, FragmentDefinitionNode):
            name = part.node.name.value
            known = fragments.setdefault(name, part)
            if known is not part:
                yield Finding(part.place, (f"{part.place}: there is another fragment {name}, in {known.place}.",))
    for part in parts:
        if isinstance(part.node, OperationDefinitionNode):
            text, lines = _document([part, *_spread(part, fragments)])
            operation = part.node.name.value if part.node.name else None
            place = part.place + (f": {operation}" if operation else "")
            yield _rehearsed(text, operation, place, stage, lines)


@dataclass(frozen=True, slots=True)
class Part:
    """A definition of a front end, and where it stands."""

    file: Path
    node: DefinitionNode

    @property
    def text(self) -> str:
        assert self.node.loc, "it was parsed"
        return self.node.loc.source.body[self.node.loc.start : self.node.loc.end]

    @property
    def line(self) -> int:
        assert self.node.loc, "it was parsed"
        return self.node.loc.start_token.line

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


class _Spreads(Visitor):
    """Collects the names of the fragments that are spread in what is visited."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)


def _spread(part: Part, fragments: Mapping[str, Part]) -> list[Part]:
    """The fragments that *part* needs, directly or not, as far as there are such."""
    needed: dict[str, Part] = {}
    parts = [part]
    while parts:
        spreads = _Spreads()
        visit(parts.pop().node, spreads)
        new = {name: fragments[name] for name in spreads.names if name in fragments and name not in needed}
        needed |= new
        parts += new.values()
    return list(needed.values())


def _document(parts: Sequence[Part]) -> tuple[str, dict[int, str]]:
    """One document of these parts, and for each of its lines where it comes from."""
    texts, lines = [], {}
    line = 1
    for part in parts:
        texts.append(part.text)
        for offset in range(part.text.count("\n") + 1):
            lines[line] = f"{part.file}:{part.line + offset}"
            line += 1
    return "\n".join(texts), lines


def _rehearsed(text: str, name: str | None, place: str, stage: Stage, lines: Mapping[int, str]) -> Finding:
    try:
        operation = rehearse(text, name, stage)
    except RequestError as error:
        return Finding(place, tuple(f"{_at(fault, lines) or place}: {fault.message}" for fault in error.faults))
    return Finding(place, sealed=tuple(unsealed(operation, stage.catalog)))


def _at(fault: Fault, lines: Mapping[int, str]) -> str:
    """Where the fault is, in the front end's own files; empty where that is not known."""
    return lines.get(fault.locations[0][0], "") if fault.locations else ""

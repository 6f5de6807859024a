"""How much a request may ask: decided in linear time, before it is validated and long before the database is asked.

What an answer may cost is measured by `cost`, when there is a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
)
from graphql.language import SelectionSetNode

from gql.errors import TooComplex
from gql.settings import Settings


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection, with every fragment written out: the levels of its fields, how many there are of them, and how
    many stand at the top."""

    depth: int = 0
    fields: int = 0
    top: int = 0


def check(document: DocumentNode, settings: Settings) -> int:
    """How many fields the largest operation of *document* has, with every fragment written out.

    Raises TooComplex when one is too deep, too wide or too large.
    """
    definitions, most = document.definitions, 0
    fragments = [each for each in definitions if isinstance(each, FragmentDefinitionNode)]
    # Validation compares each with each.
    _most("fragments are defined", len(fragments), settings.max_fragments)
    measure = _Measure(settings, {each.name.value: each for each in fragments})
    for name in measure.fragments:
        measure.fragment(name)
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode):
            _most("directives stand at the operation", len(definition.directives or ()), settings.max_directives)
            _most("variables are declared", len(definition.variable_definitions or ()), settings.max_variables)
            size = measure.selection(definition.selection_set)
            _most("levels of fields are asked", size.depth, settings.max_depth)
            _most("fields are asked", size.fields, settings.max_fields)
            _most("root fields are asked", size.top, settings.max_root_fields)
            most = max(most, size.fields)
    return most


def check_length(length: int, settings: Settings) -> None:
    """Raises TooComplex when a document has too many characters: to find its tokens would take too long already."""
    if length > settings.max_document_length:
        raise TooComplex(f"The document has {length} characters; at most {settings.max_document_length} are allowed.")


def values(given: list[object], most: int) -> int:
    """How many values there are in the JSON values *given*, counted no further than *most* and one more."""
    rest: list[list[object] | dict[str, object]] = [given]
    count = 0
    while rest and count <= most:
        value = rest.pop()
        inside = value.values() if isinstance(value, dict) else value[: most - count + 1]
        count += len(inside)
        rest += [each for each in inside if isinstance(each, list | dict)]
    return min(count, most + 1)


def check_values(count: int, settings: Settings) -> None:
    """Raises TooComplex when a request's variables hold too many values."""
    if count > settings.max_values:
        raise TooComplex(f"The variables hold more than {settings.max_values} values.")


def _most(what: str, number: int, most: int) -> None:
    if number > most:
        raise TooComplex(f"{number} {what}; at most {most} are allowed.")


@dataclass(slots=True)
class _Measure:
    settings: Settings
    fragments: Mapping[str, FragmentDefinitionNode]
    known: dict[str, Size] = field(default_factory=dict)

    def selection(self, selected: SelectionSetNode | None) -> Size:
        depth = fields = top = 0
        for node in selected.selections if selected else ():
            size = self.node(node)
            depth, fields, top = max(depth, size.depth), fields + size.fields, top + size.top
        _most("fields are asked of one object", top, self.settings.max_fields_per_object)
        return Size(depth, fields, top)

    def node(self, node: SelectionNode) -> Size:
        _most("directives stand at one place", len(node.directives or ()), self.settings.max_directives)
        if isinstance(node, FragmentSpreadNode):
            return self.fragment(node.name.value)
        inner = self.selection(node.selection_set)  # type: ignore[attr-defined]
        return Size(inner.depth + 1, inner.fields + 1, 1) if isinstance(node, FieldNode) else inner

    def fragment(self, name: str) -> Size:
        """The size of a fragment, measured once. One that spreads itself is empty here; validation names it."""
        if name not in self.known:
            self.known[name] = Size()
            if name in self.fragments:
                self.known[name] = self.selection(self.fragments[name].selection_set)
        return self.known[name]

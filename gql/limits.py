"""How much a document may ask: decided in linear time, before it is validated and long before the database is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, OperationDefinitionNode
from graphql.language import SelectionSetNode

from gql.errors import TooComplex
from gql.settings import Settings


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection: the levels of its fields, and how many there are with every fragment written out."""

    depth: int = 0
    fields: int = 0


def check(document: DocumentNode, settings: Settings) -> None:
    """Raises TooComplex when an operation of *document* is too deep or too large."""
    measure = _Measure(
        {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    )
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            size = measure.selection(definition.selection_set)
            if size.depth > settings.max_depth:
                raise TooComplex(
                    f"The operation is {size.depth} levels deep; at most {settings.max_depth} are allowed."
                )
            if size.fields > settings.max_fields:
                raise TooComplex(f"The operation has {size.fields} fields; at most {settings.max_fields} are allowed.")


@dataclass(slots=True)
class _Measure:
    fragments: dict[str, FragmentDefinitionNode]
    known: dict[str, Size] = field(default_factory=dict)

    def selection(self, selected: SelectionSetNode | None) -> Size:
        depth = fields = 0
        for node in selected.selections if selected else ():
            if isinstance(node, FragmentSpreadNode):
                size = self.fragment(node.name.value)
            else:
                inner = self.selection(node.selection_set)  # type: ignore[attr-defined]
                size = Size(inner.depth + 1, inner.fields + 1) if isinstance(node, FieldNode) else inner
            depth, fields = max(depth, size.depth), fields + size.fields
        return Size(depth, fields)

    def fragment(self, name: str) -> Size:
        """The size of a fragment, measured once. One that spreads itself is empty here; validation names it."""
        if name not in self.known:
            self.known[name] = Size()
            if name in self.fragments:
                self.known[name] = self.selection(self.fragments[name].selection_set)
        return self.known[name]

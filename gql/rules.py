"""The rules by which a document is valid: graphql-core's, worked off together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from graphql import (
    BREAK,
    SKIP,
    ASTValidationRule,
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    NoSchemaIntrospectionCustomRule,
    SingleFieldSubscriptionsRule,
    StreamDirectiveOnListField,
    specified_rules,
)
from graphql.language.visitor import EnterLeaveVisitor
from graphql.validation import ASTValidationContext

Rule = type[ASTValidationRule]

_OF_OTHERS: Final = {
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    SingleFieldSubscriptionsRule,
    StreamDirectiveOnListField,
}

RULES: Final[tuple[Rule, ...]] = tuple(rule for rule in specified_rules if rule not in _OF_OTHERS)
"""Those of the specification, without the ones about subscriptions, @defer and @stream, which this schema does not have
and the others refuse: each rule takes its time for each document, whether or not it finds what it is about."""


def together(rules: Sequence[Rule]) -> Rule:
    """All *rules* as one, which finds what they find.

    graphql-core asks each rule at each node of a document, and each one anew, for every document, which kinds of nodes
    it is about: that takes two fifths of the time of validation. Here it is known from the rules' classes.
    """

    @cache
    def about(kind: str) -> tuple[tuple[int, str, str], ...]:
        """Which rules are about nodes of this *kind*, with the names of their methods."""
        found = (
            (number, _method(rule, "enter", kind), _method(rule, "leave", kind)) for number, rule in enumerate(rules)
        )
        return tuple(each for each in found if each[1] or each[2])

    class Together(ASTValidationRule):
        def __init__(self, context: ASTValidationContext) -> None:
            super().__init__(context)
            self._rules = [rule(context) for rule in rules]
            self._skipped: list[object] = [None] * len(rules)  # below which node each one looks at nothing

        def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
            if kind not in self.enter_leave_map:
                self.enter_leave_map[kind] = self._methods(kind)
            return self.enter_leave_map[kind]

        def _methods(self, kind: str) -> EnterLeaveVisitor:
            if not about(kind):
                return EnterLeaveVisitor(None, None)
            entering = [(number, getattr(self._rules[number], name)) for number, name, _ in about(kind) if name]
            leaving = [(number, name and getattr(self._rules[number], name)) for number, _, name in about(kind)]
            skipped = self._skipped

            def enter(*node: Any) -> None:
                for number, method in entering:
                    if skipped[number] is None and (said := method(*node)) is not None:
                        skipped[number] = node[0] if said is SKIP or said is False else BREAK

            def leave(*node: Any) -> None:
                for number, method in leaving:
                    if skipped[number] is node[0]:
                        skipped[number] = None
                    elif method and skipped[number] is None and method(*node) in (BREAK, True):
                        skipped[number] = BREAK

            return EnterLeaveVisitor(enter, leave)

    return Together


def _method(rule: Rule, begin: str, kind: str) -> str:
    """The name of what *rule* does at nodes of this *kind*, or at any; empty when it does nothing there."""
    return next((name for name in (f"{begin}_{kind}", begin) if hasattr(rule, name)), "")


ALL: Final = together(RULES)
CLOSED: Final = together((*RULES, NoSchemaIntrospectionCustomRule))
"""For who does not tell the schema."""

"""SQL text for people."""

import re


def readable(text: str) -> str:
    """*text* as you would show it to a colleague: each SELECT and each of its clauses on a line of its own."""
    lines: list[str] = []
    line, inside = "", [""]  # what each open parenthesis is: a SELECT's, or another's
    for word in _WORDS.findall(text.replace("\n", " ")):
        if word == _SELECT or (word.strip() in _CLAUSES and inside[-1] == _SELECT):
            lines.append(line.rstrip())
            line = "  " * inside.count(_SELECT) + word.lstrip()
        else:
            line += word
        if word.startswith("("):
            inside.append(word)
        elif word == ")":
            inside.pop()
    return "\n".join([*lines, line])


_SELECT = "(SELECT "
_CLAUSES = {"FROM", "WHERE", "AND", "ORDER BY", "LIMIT", "JOIN", "CROSS JOIN", "UNION ALL"}
_WORDS = re.compile(
    r"""'(?:[^']|'')*'|"[^"]*"|\(SELECT |[()]|"""
    r""" (?:FROM|WHERE|AND|ORDER BY|LIMIT|(?:CROSS )?JOIN|UNION ALL) |[^'"() ]+|."""
)

"""The text of a wiki page in, the same lines out in markup that is safe to parse: balanced, shallow, without tags.

A parser of wikitext looks ahead and goes back, on hostile pages again and again. So what no reader of a page sees goes
before it is asked (comments, references, tags), and so do links to the web and quotes, which need no parser; braces and
brackets are paired. All of this takes time in proportion to the text, whatever that holds.
"""

import re
from collections.abc import Callable, Iterator

JOIN = "\x1e"
"""Where the file has a line feed and the page does not: it keeps the numbers of lines right."""

BREAK = "\x1f"
"""A <br>."""

ITEM = "\x1d"
"""Before each item of a list that is not written in lines."""

MAX_DEPTH = 24
"""Of templates and links in each other. Pages have five or so; the parser gives up at 33 or so."""

MAX_FAULTS = 20
"""Of one page: more tell nothing new."""

INFOBOX = re.compile(
    r"\s*+(?:infobox[\s_]++(?:(?:feature|short|hollywood)[\s_]++)?(?:film|movie)|film[\s_]++infobox)\s*+(?=[|<}]|\Z)",
    re.I,
)
"""What stands behind the braces of an infobox of films: the template's name, or one that leads to it."""


UNSHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]++"
)
"""Control characters, and what only lays text out; not the joiners that spell words."""


class Faults(list[tuple[int, str]]):
    """What is wrong with a page: the line, from 1, and words for it. Only the first are kept."""

    def add(self, line: int, what: str) -> None:
        if len(self) < MAX_FAULTS:
            self.append((line, what))


def mend(text: str, is_known: Callable[[str], bool], faults: Faults) -> str:
    """*text*, without what is not seen, and with all closed that is open.

    *is_known* tells of a template's name whether its words are: simple templates of another name are not seen.
    """

    def without_unknown(template: re.Match[str]) -> str:
        if is_known(template[1]) or INFOBOX.match(template[0], 2):
            return template[0]
        return JOIN * (template[0].count("\n") + template[0].count(JOIN))

    text = UNSHOWN.sub("", text.replace("\r\n", "\n"))
    if "<" in text:
        text = "".join(_without_tags(text, faults))
    if "''" in text:
        text = "\n".join([_without_quotes(line) if "''" in line else line for line in text.split("\n")])
    text = _SWITCH.sub("", _WEB_LINK.sub(r"\1", text))
    text = _SIMPLE_TEMPLATE.sub(without_unknown, _SIMPLE_LINK.sub(r"\1\2", text))
    return _Balance(text, faults).mended() if PAIRED.search(text) else text


_TAG = re.compile(r"<(?:(!--)|(/?)([a-z][a-z0-9]*+)(?:[\s/\"'][^<>]*+)?>)", re.I)

_UNSEEN = frozenset({
    "!--", "categorytree", "chem", "gallery", "graph", "hiero", "imagemap", "includeonly", "inputbox", "math", "pre",
    "ref", "score", "source", "style", "syntaxhighlight", "templatedata", "timeline",
})  # fmt: skip
"""What goes with all that stands before its end."""

_LITERAL = str.maketrans({char: f"&#{ord(char)};" for char in "{}[]|<>'=*#:;!&"})

_REFERENCE = re.compile(r"<ref(?:\s[^<>/]*+)?>", re.I)

_QUOTES = re.compile("'{2,}+")

_WEB_LINK = re.compile(r"\[(?:(?:https?|ftp):)?//[^\s\[\]<>\"{}|]++[ \t]*+([^\[\]\n]*+)\]", re.I)

_SIMPLE_LINK = re.compile(r"\[\[(?:[^\[\]{}|\n:]++\|([^\[\]{}|\n=]++)|([^\[\]{}|\n:=]++))\]\]")
"""A link without markup in it, to a page that is in no space of its own: most are, and need no parser."""

_SIMPLE_TEMPLATE = re.compile(r"(?<!\{)\{\{([^{}|]++)(?:\|[^{}]*+)?\}\}")
"""A template without others in it."""

_SWITCH = re.compile(r"__[A-Z]{3,30}__")
"""__NOTOC__, and what else tells MediaWiki how to show a page."""


def _without_tags(text: str, faults: Faults) -> Iterator[str]:
    """The parts of *text* that are left."""
    position = line = counted = 0
    closes: dict[str, re.Match[str] | None] = {}  # the next end of each, so that nobody looks for it again and again
    while found := _TAG.search(text, position):
        yield text[position : found.start()]
        position = found.end()
        name = (found[1] or found[3]).lower()
        yield JOIN * found[0].count("\n")
        if name == "br" or (name == "li" and not found[2]):
            yield BREAK if name == "br" else ITEM
        if name not in _UNSEEN and name != "nowiki":
            continue
        if name != "!--" and (found[2] or text[position - 2] == "/"):
            continue
        close = closes.get(name)
        if name not in closes or (close is not None and close.start() < position):
            close = closes[name] = _end_of(name).search(text, position)
        if close is None or (name == "ref" and _REFERENCE.search(text, position, close.start())):
            line, counted = line + text.count("\n", counted, found.start()), found.start()
            faults.add(line + 1, f"{found[0]} is not closed")
            # A comment that never ends hides the rest of the page, in a browser too.
            end = len(text) if name == "!--" else _line_end(text, position)
        else:
            end = close.end()
            if name == "!--" and text[end : end + 1] == "\n" == text[found.start() - 1 : found.start()]:
                end += 1  # a line that holds nothing else is no line of the page
            if name == "nowiki":
                yield text[position : close.start()].translate(_LITERAL)
                position = close.start()
        yield JOIN * text.count("\n", position, end)
        position = end
    yield text[position:]


def _end_of(name: str) -> re.Pattern[str]:
    return re.compile("-->" if name == "!--" else rf"</{name}\s*+>", re.I)


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _without_quotes(line: str) -> str:
    """*line* without its marks of bold and italic. Of ''Heat'''s the last is an apostrophe, as in MediaWiki."""
    runs = [len(run) for run in _QUOTES.findall(line)]
    bold = sum(length != 2 for length in runs)
    italic = sum(length == 2 or length >= 5 for length in runs)
    is_odd = bold % 2 == 1 and italic % 2 == 1

    def kept(run: re.Match[str]) -> str:
        nonlocal is_odd
        length = len(run[0])
        if length == 3 and is_odd:
            is_odd = False
            return "'"
        return "'" if length == 4 else "'" * (length - 5)

    return _QUOTES.sub(kept, line)


PAIRED = re.compile(r"\{\{|\}\}|\[\[|\]\]")

_TOKEN = re.compile(r"\{{2,}+|\}{2,}+|\[\[|\]\]|\{\|")


class _Balance:
    """Pairs the braces and brackets of a text. A heading ends what is open, so no fault reaches beyond its section."""

    def __init__(self, text: str, faults: Faults) -> None:
        self._text, self._faults = text, faults
        self._out: list[str] = []
        self._open: list[tuple[str, int, int]] = []  # the mark, where it stands in *_out*, its line
        self._templates = 0  # of *_open*
        self._deep = 0  # how many of *_deep_mark* are open below the greatest depth
        self._deep_mark = ""
        self._line = 1

    def mended(self) -> str:
        for number, line in enumerate(self._text.split("\n")):
            if self._open and line.startswith("==") and line.rstrip().endswith("=="):
                self._end_all()
            if number:
                self._line += 1
                self._out.append(JOIN if self._deep else "\n")
            self._read(line)
        self._end_all()
        return "".join(self._out)

    def _read(self, line: str) -> None:
        position = 0
        for token in _TOKEN.finditer(line):
            self._write(line[position : token.start()])
            position = token.end()
            mark = token[0]
            match mark[0]:
                case "{" if mark == "{|":
                    self._write(" " if self._open else mark)  # a table within a template is not read
                case "{":
                    self._begin_templates(len(mark) // 2)
                case "}":
                    self._end_templates(len(mark) // 2)
                case "[":
                    self._begin(mark)
                case _:
                    self._end_link()
        self._write(line[position:])

    def _write(self, text: str) -> None:
        joins = text.count(JOIN)
        self._line += joins
        # What is left of these begins no markup that is read, and a parser would look far for its end.
        self._out.append(JOIN * joins if self._deep else text.replace("[", "&#91;").replace("<", "&lt;"))

    def _begin_templates(self, number: int) -> None:
        for begun in range(number):
            if self._deep:
                self._deep += (number - begun) * (self._deep_mark == "{{")
                return
            self._write(ITEM if begun else "")  # else {{{{ might be an argument
            self._begin("{{")

    def _begin(self, mark: str) -> None:
        if self._deep:
            self._deep += mark == self._deep_mark
        elif len(self._open) == MAX_DEPTH:
            self._deep, self._deep_mark = 1, mark
            kind = "templates" if mark == "{{" else "links"
            self._faults.add(self._line, f"{kind} are nested more than {MAX_DEPTH} deep; those below are left out")
        else:
            self._open.append((mark, len(self._out), self._line))
            self._out.append(mark)
            self._templates += mark == "{{"

    def _end_templates(self, number: int) -> None:
        if self._deep:
            if self._deep_mark != "{{":
                return
            ended = min(self._deep, number)
            self._deep -= ended
            number -= ended
        for _ in range(number):
            if not self._templates:
                self._out.append(" ")
                self._faults.add(self._line, "}} ends no template")
                return
            while self._open[-1][0] == "[[":
                self._drop_link()
            self._open.pop()
            self._templates -= 1
            self._out.append("}}")

    def _end_link(self) -> None:
        if self._deep:
            self._deep -= self._deep_mark == "[["
        elif self._open and self._open[-1][0] == "[[":
            self._open.pop()
            self._out.append("]]")
        else:
            self._out.append(" ")

    def _drop_link(self) -> None:
        _, place, line = self._open.pop()
        self._out[place] = " "  # what stood apart stays so: two braces must not meet
        self._faults.add(line, "[[ is not closed")

    def _end_all(self) -> None:
        """An infobox that is still open ends here; of any other template, its name and what stands behind it goes."""
        self._deep = 0
        while self._open:
            if self._open[-1][0] == "[[":
                self._drop_link()
                continue
            _, place, line = self._open.pop()
            if INFOBOX.match(self._out[place + 1]):
                self._out.append("}}")
            else:
                self._out[place : place + 2] = " ", JOIN * self._out[place + 1].count(JOIN)
            self._faults.add(line, "{{ is not closed")
        self._templates = 0

"""docs/articles.md shows what the command prints. `GQL_GOLDEN=write` writes it anew."""

import os
import re
from pathlib import Path

from gql.load import read_articles
from gql.load.articles.accounts import account_lines, record_text
from tests.test_docs import ROOT

PAGE = ROOT / "docs" / "articles.md"
BLOCK = re.compile(r"```(text|toml)\n(.*?)```", re.DOTALL)


def test_article_of_the_docs_becomes_the_record_of_the_docs(tmp_path: Path) -> None:
    """The first block is an article; the others are its record and the report on it."""
    shown = PAGE.read_text(encoding="utf-8")
    article = BLOCK.findall(shown)[0][1]
    path = tmp_path / "pier.txt"
    path.write_text(article, encoding="utf-8")
    lines: list[str] = []
    (page,) = read_articles([path], lambda page: lines.extend(account_lines(page)))
    record = record_text(page).partition("\n")[2]
    report = "\n".join(lines).replace(str(path), path.name) + "\n"
    texts = iter([f"```text\n{article}```", f"```toml\n{record}```", f"```text\n{report}```"])
    true = BLOCK.sub(lambda _: next(texts), shown)
    if os.environ.get("GQL_GOLDEN") == "write":
        PAGE.write_text(true, encoding="utf-8")
    else:
        assert shown == true

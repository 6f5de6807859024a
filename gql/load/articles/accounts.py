"""What was understood of an article, sentence by sentence, in words for people; and its record, as text."""

from collections.abc import Iterator

from gql.load.articles.article import Unread
from gql.load.articles.understanding import Account, Understood
from gql.load.shape import check_shape, shorten
from gql.load.toml import toml_text


def account_lines(page: Understood | Unread) -> Iterator[str]:
    """The page, each of its sentences with the facts that it became and why it was left; and how many there are.

    A sentence of which something was understood counts as understood.
    """
    yield f"{page.place}: {page.title or 'a page'}"
    if isinstance(page, Unread):
        yield f"  left out: {page.reason}"
        return
    for account in page.account:
        yield from _lines(account)
    understood = sum(bool(account.facts) for account in page.account)
    facts = sum(len(account.facts) for account in page.account)
    left = len(page.account) - understood
    yield f"{page.place}: {len(page.account):,} sentences: {understood:,} understood, {left:,} left; {facts:,} facts"


def _lines(account: Account) -> Iterator[str]:
    yield f"  {account.at.section}, line {account.at.place}: {shorten(account.at.text, 100)}"
    yield from (f"    + {shorten(fact, 110)}" for fact in account.facts)
    yield from (f"    - {reason}" for reason in account.left)


def record_text(page: Understood) -> str:
    """The page's record as TOML, below the place that it is from."""
    found = f"# {page.place}: what a program found. Read it before you load it, and take `extracted` out."
    return f"{found}\n{toml_text(check_shape(page.fields))}"

"""How fast articles are read, and how much memory it takes: a file of MediaWiki's forms, page by page."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from pathlib import Path

from bench import markdown
from gql.load.articles.article import Article
from gql.load.articles.mediawiki import read
from gql.load.shape import RecordFaults


def articles(path: Path) -> None:
    """Prints what one reading of *path* takes. The memory is that of the whole process, at its peak."""
    found: Counter[str] = Counter()
    began = time.process_time()
    try:
        for page in read(path):
            found["pages"] += 1
            found["films"] += isinstance(page, Article)
    except RecordFaults as error:
        sys.exit(f"{path}: {error}")
    seconds = time.process_time() - began
    markdown.table(
        ["films", "all pages", "seconds of a processor", "films a second", "MB a second, as stored", "peak MB"]
    )
    megabytes = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    markdown.row([
        path.name, f"{found['films']:,}", f"{found['pages']:,}", f"{seconds:.1f}", f"{found['films'] / seconds:,.0f}",
        f"{megabytes / seconds:.2f}", f"{peak:,.0f}",
    ])  # fmt: skip

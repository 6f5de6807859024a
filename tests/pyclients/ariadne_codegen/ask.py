"""Asks the questions of one file, with the client that was generated beside it: `python ask.py URL FILE`.

Prints how many there were, and before that each one that was not answered as the file says.
"""
# The client is generated, and not where the types are checked.
# mypy: ignore-errors

import doctest
import sys

from client import Client

url, questions = sys.argv[1:]
with Client(url) as client:
    results = doctest.testfile(questions, module_relative=False, globs={"client": client})
print(results.attempted)  # noqa: T201 - its answer
sys.exit(results.failed)

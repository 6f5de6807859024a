"""Attacks: requests that ask for too much, are broken, or never end; and the answers that are right.

    clients    what is sent as the bytes of HTTP, which answers are right, and who sends it
    films      the database that is attacked
    known      attacks that everybody knows
    harmless   attacks that look harmless
    wrong      values of a wrong type, for every type

`python -m tests.attacks` prints a table in Markdown of how long each attack takes and how long it makes others wait;
`python -m tests.attacks deep` prints those with "deep" in their names. Each attack gets a server of its own.
"""

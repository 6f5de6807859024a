"""Clients written in Python, for real: each in an environment of its own, against a `gql serve` of its own process.

    ariadne_codegen/   a project that generates a client from schema.graphql, and what it asks
    schemathesis/      what schemathesis is told before it asks whatever it likes

Each of these folders is copied somewhere else before it is used, and its requirements.txt is all that is installed.
"""

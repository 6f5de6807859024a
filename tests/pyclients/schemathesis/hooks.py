"""What schemathesis cannot know: how a PartialDate is written. It loads this file; nothing of ours does."""
# schemathesis is not installed where the types are checked.
# mypy: ignore-errors

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

LENGTHS = [len("2018"), len("2018-12"), len("2018-12-14")]

dates = st.builds(lambda date, length: str(date)[:length], st.dates(), st.sampled_from(LENGTHS))
schemathesis.graphql.scalar("PartialDate", dates.map(nodes.String))

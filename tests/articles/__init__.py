"""Articles in our own words, each beside the record that it becomes, and the one that the seed was written from."""

"""The bench: how much of a processor a request costs, beside others that answer the same from the same tables.

data      a database of made-up films, of any size, always the same
wikipedia real films: records of a list that is dirty
queries   six queries, light to heavy
limits    what no gateway can go below: hand-written SQL behind a bare application, and bytes that are ready
loaders   Strawberry with DataLoaders on the same tables, as a good hand writes it
clients   who asks, and counts
servers   who answers, each alone on one core

python -m bench data --scale 1 films.db
python -m bench run films.db
"""

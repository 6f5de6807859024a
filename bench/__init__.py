"""The bench: how much of a processor a request costs, beside others that answer the same from the same tables.

data        a database of made-up films, of any size, always the same
dump        articles about made-up films, as a wiki's dump
wikipedia   real films: records of a list that is dirty
queries     six queries, light to heavy
limits      what no gateway can go below: hand-written SQL behind a bare application, and bytes that are ready
loaders     Strawberry with DataLoaders on the same tables, as a good hand writes it
clients     who asks, and counts
servers     who answers, each alone on one core
measuring   one thing in turn with the others, in rounds; and whether all answer alike

peers       a request, beside all of these
postgres    the limit and ourselves on PostgreSQL
cold        an operation that is new
seal        what is sealed, and how long the list of films seen may be
tail        light requests beside heavy ones
start       from the command to the first answer
articles    how fast articles are read, and in how much memory
growth      a small database and a large one, far pages, memory

python -m bench data --scale 1 films.db
python -m bench goals films.db
"""

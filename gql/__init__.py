"""twistgraph: a GraphQL gateway for film knowledge, with every spoiler sealed until the viewer has seen the film."""

__version__ = "0.1.0"

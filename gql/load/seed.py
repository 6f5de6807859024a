"""The films that come with the program."""

from pathlib import Path

from gql.errors import SetupError

PACKAGE = Path(__file__).parents[1]


def seed_folder(package: Path = PACKAGE) -> Path:
    """Where the shipped film records are: in the installed *package*, or beside it in a checkout. Raises SetupError."""
    for folder in (package / "seed", package.parent / "seed"):
        if folder.is_dir():
            return folder
    raise SetupError(f"The seed films are not in {package}.", "Install twistgraph again, or load records of your own.")

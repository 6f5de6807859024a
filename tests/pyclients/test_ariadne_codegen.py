"""ariadne-codegen: a client is generated from schema.graphql, and what it asks is answered as its questions say."""

import shutil
from pathlib import Path

import pytest

from tests.pyclients.project import HERE, Project, project

SCHEMA = HERE.parent.parent / "schema.graphql"
QUESTIONS = sorted((HERE / "ariadne_codegen/questions").glob("*.txt"))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Project:
    """The project with its client. Nothing in the schema made the generator stumble or warn."""
    made = project("ariadne_codegen", tmp_path_factory.mktemp("pyclients"), kept)
    shutil.copy(SCHEMA, made.folder)
    ended = made.run("-W", "error", "-m", "ariadne_codegen", "--config", "ariadne-codegen.toml")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    return made


@pytest.mark.parametrize("questions", QUESTIONS, ids=lambda path: path.stem)
def test_a_generated_client_is_answered(questions: Path, generated: Project, gateway: str) -> None:
    """Each question of the file gets the answer that is written below it, as values of the client's own types."""
    ended = generated.run("-W", "error", "ask.py", gateway, f"questions/{questions.name}")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert int(ended.stdout) == questions.read_text(encoding="utf-8").count(">>> ") > 0

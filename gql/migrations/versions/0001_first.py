"""The first shape: every table with its checks and indexes, and the estimate view.

Written out in full, importing nothing of gql: what a migration makes must not change when the code does. There is no
way down: an older twistgraph makes its own database, and loads the same files into it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite's INTEGER is 64 bits wide, and only INTEGER is an alias of the rowid.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people_and_companies()
    _films()
    _twists()
    _roles_and_reception()
    _sources()
    op.execute(ESTIMATE)
    if op.get_bind().dialect.name == "postgresql":
        _descending("film", "released")
        _descending("film", "runtime")
        _descending("review", "written")


def _people_and_companies() -> None:
    """Whom and what films are made by."""
    op.create_table(
        "person",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("slug", _text(200), unique=True, nullable=False),
        sa.Column("name", _text(300), nullable=False),
        sa.Column("name_key", _text(1200), nullable=False),
        sa.Column("imdb_id", _text(20), unique=True),
        sa.Column("wikidata_id", _text(20), unique=True),
        sa.Column("born", _text(10)),
        sa.Column("died", _text(10)),
        sa.CheckConstraint('length("slug") BETWEEN 1 AND 200', name="person_slug_valid"),
        sa.CheckConstraint('length("name") BETWEEN 1 AND 300', name="person_name_valid"),
        sa.CheckConstraint('length("name_key") BETWEEN 1 AND 1200', name="person_name_key_valid"),
        sa.CheckConstraint('length("imdb_id") BETWEEN 1 AND 20', name="person_imdb_id_valid"),
        sa.CheckConstraint('length("wikidata_id") BETWEEN 1 AND 20', name="person_wikidata_id_valid"),
        sa.CheckConstraint(_is_partial_date("born"), name="person_born_valid"),
        sa.CheckConstraint(_is_partial_date("died"), name="person_died_valid"),
    )
    op.create_index("person_by_name", "person", ["name_key", "id"])
    op.create_table(
        "company",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("slug", _text(200), unique=True, nullable=False),
        sa.Column("name", _text(300), nullable=False),
        sa.Column("name_key", _text(1200), nullable=False),
        sa.CheckConstraint('length("slug") BETWEEN 1 AND 200', name="company_slug_valid"),
        sa.CheckConstraint('length("name") BETWEEN 1 AND 300', name="company_name_valid"),
        sa.CheckConstraint('length("name_key") BETWEEN 1 AND 1200', name="company_name_key_valid"),
    )
    op.create_index("company_by_name", "company", ["name_key", "id"])


def _films() -> None:
    """Films, their labels, makers, releases and figures."""
    op.create_table(
        "film",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("slug", _text(200), unique=True, nullable=False),
        sa.Column("title", _text(500), nullable=False),
        sa.Column("title_key", _text(2000), nullable=False),
        sa.Column("released", _text(10)),
        sa.Column("year", sa.Integer()),
        sa.Column("runtime", sa.Integer()),
        sa.Column("summary", _text(5000)),
        sa.Column("imdb_id", _text(20), unique=True),
        sa.Column("wikidata_id", _text(20), unique=True),
        sa.Column("checksum", _text(32)),
        sa.CheckConstraint('"runtime" BETWEEN 1 AND 100000', name="film_runtime_valid"),
        sa.CheckConstraint('"year" BETWEEN 1000 AND 2999', name="film_year_valid"),
        sa.CheckConstraint('length("slug") BETWEEN 1 AND 200', name="film_slug_valid"),
        sa.CheckConstraint('length("title") BETWEEN 1 AND 500', name="film_title_valid"),
        sa.CheckConstraint('length("title_key") BETWEEN 1 AND 2000', name="film_title_key_valid"),
        sa.CheckConstraint(_is_partial_date("released"), name="film_released_valid"),
        sa.CheckConstraint('length("summary") BETWEEN 1 AND 5000', name="film_summary_valid"),
        sa.CheckConstraint('length("imdb_id") BETWEEN 1 AND 20', name="film_imdb_id_valid"),
        sa.CheckConstraint('length("wikidata_id") BETWEEN 1 AND 20', name="film_wikidata_id_valid"),
        sa.CheckConstraint('length("checksum") BETWEEN 1 AND 32', name="film_checksum_valid"),
    )
    op.create_index("film_by_checksum", "film", ["checksum", "id"])
    op.create_index("film_by_released", "film", ["released", "id"])
    op.create_index("film_by_runtime", "film", ["runtime", "id"])
    op.create_index("film_by_title", "film", ["title_key", "id"])
    op.create_index("film_by_year", "film", ["year", "id"])
    op.create_table(
        "film_label",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("kind", _text(8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", _text(100), nullable=False),
        sa.CheckConstraint(_one_of("kind", "GENRE COUNTRY LANGUAGE"), name="film_label_kind_valid"),
        sa.CheckConstraint('length("text") BETWEEN 1 AND 100', name="film_label_text_valid"),
    )
    op.create_index("film_label_by_text", "film_label", ["kind", "text", "film_id", "id"])
    op.create_index("film_label_of_film", "film_label", ["film_id", "kind", "position", "id", "text"])
    op.create_table(
        "involvement",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("company_id", ID, sa.ForeignKey("company.id"), nullable=False),
        sa.Column("part", _text(11), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(_one_of("part", "STUDIO DISTRIBUTOR"), name="involvement_part_valid"),
    )
    op.create_index("involvement_of_company", "involvement", ["company_id", "part", "position", "id"])
    op.create_index("involvement_of_film", "involvement", ["film_id", "part", "position", "id"])
    op.create_table(
        "credit",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("job", _text(18), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            _one_of("job", "DIRECTOR PRODUCER EXECUTIVE_PRODUCER WRITER MUSIC CINEMATOGRAPHY EDITOR OTHER"),
            name="credit_job_valid",
        ),
    )
    op.create_index("credit_of_film", "credit", ["film_id", "job", "position", "id"])
    op.create_index("credit_of_person", "credit", ["person_id", "job", "position", "id"])
    op.create_index("credit_by_job", "credit", ["job", "film_id", "person_id", "id"])
    op.create_table(
        "release",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("medium", _text(10), nullable=False),
        sa.Column("scope", _text(7)),
        sa.Column("date", _text(10)),
        sa.Column("territory", _text(20)),
        sa.Column("distributor_id", ID, sa.ForeignKey("company.id")),
        sa.CheckConstraint(_one_of("medium", "THEATRICAL VOD HOME_VIDEO TV"), name="release_medium_valid"),
        sa.CheckConstraint(_one_of("scope", "LIMITED WIDE"), name="release_scope_valid"),
        sa.CheckConstraint(_is_partial_date("date"), name="release_date_valid"),
        sa.CheckConstraint('length("territory") BETWEEN 1 AND 20', name="release_territory_valid"),
    )
    op.create_index("release_of_distributor", "release", ["distributor_id", "id"])
    op.create_index("release_of_film", "release", ["film_id", "date", "id"])
    op.create_table(
        "figure",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("metric", _text(16), nullable=False),
        sa.Column("territory", _text(20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", _text(3), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.CheckConstraint('"amount" BETWEEN 0 AND 9007199254740991', name="figure_amount_valid"),
        sa.CheckConstraint('length("currency") = 3', name="figure_currency_iso"),
        sa.CheckConstraint(_one_of("metric", "BUDGET GROSS HOME_VIDEO_SALES"), name="figure_metric_valid"),
        sa.CheckConstraint('length("territory") BETWEEN 1 AND 20', name="figure_territory_valid"),
        sa.CheckConstraint('length("currency") BETWEEN 1 AND 3', name="figure_currency_valid"),
    )
    op.create_index("figure_estimated", "figure", ["film_id", "metric", "territory", "id"])
    op.create_index("figure_of_film", "figure", ["film_id", "metric", "territory", "amount", "id"])


def _twists() -> None:
    """Twists, the characters they are about, and what relates those."""
    op.create_table(
        "twist",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("key", _text(100), nullable=False),
        sa.Column("kind", _text(10), nullable=False),
        sa.Column("level", _text(5), nullable=False),
        sa.Column("minute", sa.Integer()),
        sa.Column("introduced_as", _text(1000)),
        sa.Column("revealed_as", _text(2000), nullable=False),
        sa.CheckConstraint('"minute" BETWEEN 0 AND 100000', name="twist_minute_valid"),
        sa.CheckConstraint('length("key") BETWEEN 1 AND 100', name="twist_key_valid"),
        sa.CheckConstraint(_one_of("kind", "KINSHIP IDENTITY ALLEGIANCE FATE OTHER"), name="twist_kind_valid"),
        sa.CheckConstraint(_one_of("level", "MINOR MAJOR"), name="twist_level_valid"),
        sa.CheckConstraint('length("introduced_as") BETWEEN 1 AND 1000', name="twist_introduced_as_valid"),
        sa.CheckConstraint('length("revealed_as") BETWEEN 1 AND 2000', name="twist_revealed_as_valid"),
    )
    op.create_index("twist_of_film", "twist", ["film_id", "minute", "id"])
    op.create_table(
        "character",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("slug", _text(400), unique=True, nullable=False),
        sa.Column("name", _text(300), nullable=False),
        sa.Column("name_key", _text(1200), nullable=False),
        sa.Column("introduced_as", _text(1000)),
        sa.Column("full_name", _text(300)),
        sa.Column("full_name_twist_id", ID, sa.ForeignKey("twist.id")),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id")),
        sa.CheckConstraint('length("slug") BETWEEN 1 AND 400', name="character_slug_valid"),
        sa.CheckConstraint('length("name") BETWEEN 1 AND 300', name="character_name_valid"),
        sa.CheckConstraint('length("name_key") BETWEEN 1 AND 1200', name="character_name_key_valid"),
        sa.CheckConstraint('length("introduced_as") BETWEEN 1 AND 1000', name="character_introduced_as_valid"),
        sa.CheckConstraint('length("full_name") BETWEEN 1 AND 300', name="character_full_name_valid"),
    )
    op.create_index("character_by_name", "character", ["name_key", "id"])
    _index_sealed("character", "full_name_twist_id")
    _index_sealed("character", "twist_id")
    op.create_table(
        "twist_character",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id"), nullable=False),
        sa.Column("character_id", ID, sa.ForeignKey("character.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_index("twist_character_of_character", "twist_character", ["character_id", "twist_id", "id"])
    op.create_index("twist_character_of_twist", "twist_character", ["twist_id", "position", "character_id", "id"])
    op.create_table(
        "clue",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer()),
        sa.Column("text", _text(2000), nullable=False),
        sa.CheckConstraint('"minute" BETWEEN 0 AND 100000', name="clue_minute_valid"),
        sa.CheckConstraint('length("text") BETWEEN 1 AND 2000', name="clue_text_valid"),
    )
    op.create_index("clue_of_twist", "clue", ["twist_id", "position", "id"])
    op.create_table(
        "relation",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("from_character_id", ID, sa.ForeignKey("character.id"), nullable=False),
        sa.Column("to_character_id", ID, sa.ForeignKey("character.id"), nullable=False),
        sa.Column("kind", _text(12), nullable=False),
        sa.Column("label", _text(200), nullable=False),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id")),
        sa.CheckConstraint(_one_of("kind", "FAMILY PROFESSIONAL ADVERSARY ROMANTIC OTHER"), name="relation_kind_valid"),
        sa.CheckConstraint('length("label") BETWEEN 1 AND 200', name="relation_label_valid"),
    )
    op.create_index("relation_from", "relation", ["from_character_id", "label", "id"])
    op.create_index("relation_to", "relation", ["to_character_id", "label", "id"])
    op.create_index("relation_by_kind", "relation", ["kind", "from_character_id", "id"])
    op.create_index("relation_by_label", "relation", ["label", "from_character_id", "id"])
    _index_sealed("relation", "twist_id")


def _roles_and_reception() -> None:
    """Who plays whom, and what was written about it."""
    op.create_table(
        "role",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("character_id", ID, sa.ForeignKey("character.id")),
        sa.Column("billing", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("credited_as", _text(300)),
        sa.Column("credited_as_twist_id", ID, sa.ForeignKey("twist.id")),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id")),
        sa.CheckConstraint('"billing" BETWEEN 1 AND 10000', name="role_billing_valid"),
        sa.CheckConstraint('"twist_id" IS NULL OR "billing" IS NULL', name="role_sealed_is_unbilled"),
        sa.CheckConstraint('length("credited_as") BETWEEN 1 AND 300', name="role_credited_as_valid"),
    )
    _index_sealed("role", "credited_as_twist_id")
    op.create_index("role_of_character", "role", ["character_id", "billing", "position", "id"])
    beside = ["character_id", "twist_id"]
    op.create_index("role_of_film", "role", ["film_id", "billing", "position", "id", "person_id", *beside])
    op.create_index("role_of_person", "role", ["person_id", "billing", "position", "id", "film_id", *beside])
    _index_sealed("role", "twist_id")
    op.create_table(
        "review",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("critic_id", ID, sa.ForeignKey("person.id")),
        sa.Column("publication_id", ID, sa.ForeignKey("company.id")),
        sa.Column("verdict", _text(8)),
        sa.Column("quote", _text(2000)),
        sa.Column("paraphrase", _text(2000)),
        sa.Column("url", _text(2000)),
        sa.Column("written", _text(10)),
        sa.Column("text_twist_id", ID, sa.ForeignKey("twist.id")),
        sa.CheckConstraint(_one_of("verdict", "POSITIVE MIXED NEGATIVE"), name="review_verdict_valid"),
        sa.CheckConstraint('length("quote") BETWEEN 1 AND 2000', name="review_quote_valid"),
        sa.CheckConstraint('length("paraphrase") BETWEEN 1 AND 2000', name="review_paraphrase_valid"),
        sa.CheckConstraint('length("url") BETWEEN 1 AND 2000', name="review_url_valid"),
        sa.CheckConstraint(_is_partial_date("written"), name="review_written_valid"),
    )
    op.create_index("review_by_written", "review", ["written", "id"])
    op.create_index("review_of_critic", "review", ["critic_id", "written", "id"])
    op.create_index("review_of_film", "review", ["film_id", "written", "id"])
    op.create_index("review_of_publication", "review", ["publication_id", "written", "id"])
    _index_sealed("review", "text_twist_id")
    op.create_table(
        "score",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id"), nullable=False),
        sa.Column("aggregator_id", ID, sa.ForeignKey("company.id"), nullable=False),
        sa.Column("approval", sa.Float()),
        sa.Column("average", sa.Float()),
        sa.Column("scale", sa.Float()),
        sa.Column("count", sa.Integer()),
        sa.CheckConstraint('"approval" BETWEEN 0 AND 1', name="score_approval_valid"),
        sa.CheckConstraint('"average" BETWEEN 0 AND 1e15', name="score_average_valid"),
        sa.CheckConstraint('"scale" BETWEEN 0 AND 1e15', name="score_scale_valid"),
        sa.CheckConstraint('"count" BETWEEN 0 AND 2147483647', name="score_count_valid"),
    )
    op.create_index("score_of_aggregator", "score", ["aggregator_id", "id"])
    op.create_index("score_of_film", "score", ["film_id", "id"])
    op.create_table(
        "passage",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("film_id", ID, sa.ForeignKey("film.id")),
        sa.Column("character_id", ID, sa.ForeignKey("character.id")),
        sa.Column("topic", _text(12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", _text(5000), nullable=False),
        sa.Column("date", _text(10)),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id")),
        sa.CheckConstraint('("film_id" IS NULL) <> ("character_id" IS NULL)', name="passage_has_one_owner"),
        sa.CheckConstraint(
            _one_of("topic", "PLOT ABOUT ANNOUNCEMENT SCRIPT CASTING FILMING RELEASE DIRECTION RECEPTION OTHER"),
            name="passage_topic_valid",
        ),
        sa.CheckConstraint('length("text") BETWEEN 1 AND 5000', name="passage_text_valid"),
        sa.CheckConstraint(_is_partial_date("date"), name="passage_date_valid"),
    )
    op.create_index("passage_of_character", "passage", ["character_id", "position", "id"])
    op.create_index("passage_of_film", "passage", ["film_id", "position", "id"])
    _index_sealed("passage", "twist_id")


def _sources() -> None:
    """Receipts."""
    op.create_table(
        "source",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("title", _text(500), nullable=False),
        sa.Column("url", _text(2000)),
        sa.Column("retrieved", _text(10)),
        sa.Column("sha256", _text(64)),
        sa.CheckConstraint('length("title") BETWEEN 1 AND 500', name="source_title_valid"),
        sa.CheckConstraint('length("url") BETWEEN 1 AND 2000', name="source_url_valid"),
        sa.CheckConstraint(_is_partial_date("retrieved"), name="source_retrieved_valid"),
        sa.CheckConstraint('length("sha256") BETWEEN 1 AND 64', name="source_sha256_valid"),
    )
    op.create_table(
        "citation",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("source_id", ID, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", _text(300)),
        sa.Column("quote", _text(1000)),
        sa.Column("extracted", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("twist_id", ID, sa.ForeignKey("twist.id")),
        sa.CheckConstraint('length("section") BETWEEN 1 AND 300', name="citation_section_valid"),
        sa.CheckConstraint('length("quote") BETWEEN 1 AND 1000', name="citation_quote_valid"),
    )
    op.create_index("citation_of_source", "citation", ["source_id", "id"])
    op.create_index("citation_of_subject", "citation", ["subject_id", "position", "id"])
    _index_sealed("citation", "twist_id")


def _text(length: int) -> sa.String:
    """Text that is ordered by its code points on every database, whatever a PostgreSQL's own order is."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _is_partial_date(name: str) -> str:
    """SQL that is true of a date that exists, in any of the three precisions, on every database alike."""
    column = f'"{name}"'
    year = f"CAST(substr({column}, 1, 4) AS INTEGER)"
    month, day = f"substr({column}, 6, 2)", f"substr({column}, 9, 2)"
    months = ", ".join(f"'{n:02}'" for n in range(1, 13))
    days = ", ".join(f"'{n:02}'" for n in range(1, 32))
    leap = f"({year} % 4 = 0 AND {year} % 100 <> 0 OR {year} % 400 = 0)"
    return (
        # Four characters whose number has four digits are four digits.
        f"length({column}) IN (4, 7, 10) AND {year} BETWEEN 1000 AND 2999"
        f" AND (length({column}) < 7 OR substr({column}, 5, 1) = '-' AND {month} IN ({months}))"
        f" AND (length({column}) < 10 OR substr({column}, 8, 1) = '-' AND {day} IN ({days})"
        f" AND NOT ({day} = '31' AND {month} IN ('02', '04', '06', '09', '11'))"
        f" AND NOT ({month} = '02' AND ({day} = '30' OR {day} = '29' AND NOT {leap})))"
    )


def _one_of(name: str, members: str) -> str:
    """SQL that is true of each of *members*, which spaces separate."""
    return f'"{name}" IN ({", ".join(f"{member!r}" for member in members.split())})'


def _index_sealed(table: str, column: str) -> None:
    """An index of the few rows that *column*, a twist, seals."""
    sealed = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"{table}_{column}", table, [column], sqlite_where=sealed, postgresql_where=sealed)


def _descending(table: str, column: str) -> None:
    """An index of what clients order by backwards, unknown last: PostgreSQL reads an index backwards unknown first."""
    last = sa.text(f'"{column}" DESC NULLS LAST')
    op.create_index(f"{table}_by_{column}_descending", table, [last, sa.text('"id" DESC')])


ESTIMATE = """
CREATE VIEW "estimate" AS
SELECT
  "id", "film_id", "metric", "territory",
  CASE WHEN "agree" THEN "currency" END AS "currency",
  CASE WHEN "agree" AND "least" = "greatest" THEN "least" END AS "amount",
  CASE WHEN "agree" THEN "least" END AS "low",
  CASE WHEN "agree" THEN "greatest" END AS "high",
  NOT ("agree" AND "least" = "greatest") AS "contested"
FROM (
  SELECT
    f.*,
    (SELECT min(o."amount") FROM "figure" o
      WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory") AS "least",
    (SELECT max(o."amount") FROM "figure" o
      WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory") AS "greatest",
    NOT EXISTS (SELECT 1 FROM "figure" o
      WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory"
        AND o."currency" <> f."currency") AS "agree"
  FROM "figure" f
  WHERE NOT EXISTS (SELECT 1 FROM "figure" o
    WHERE o."film_id" = f."film_id" AND o."metric" = f."metric" AND o."territory" = f."territory" AND o."id" < f."id")
) AS "stated"
"""

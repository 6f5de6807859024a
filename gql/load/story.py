"""The part of a record that tells the story, as rows: twists, characters, who plays them, what they are to each other.

Everything that a twist can seal is here, but for a review's words and the citations.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from gql.load.draft import Draft, Face, Positions
from gql.load.records import CastEntry, CharacterEntry, FilmRecord, PassageEntry, RelationEntry
from gql.load.safety import OpenText, Tie, check_names
from gql.tables.keys import digest, fold


def other_characters(record: FilmRecord) -> set[str]:
    """What *record* refers to as characters without holding them: slugs of other films' characters, or mistakes."""
    mentioned = _played_or_revealed(record) | {relation.to for relation in record.relations}
    return mentioned - {character.key for character in record.characters}


def add_twists(draft: Draft, record: FilmRecord) -> None:
    """The twists themselves, so that everything else can be sealed by them."""
    for index, twist in enumerate(record.twists):
        place = f"twists[{index}]"
        draft.twists[twist.key] = row = draft.add(
            "twist",
            place,
            (draft.slug, twist.key),
            film_id=draft.film_id,
            key=twist.key,
            kind=twist.kind,
            level=twist.level,
            minute=twist.minute,
            introduced_as=twist.introduced_as,
            revealed_as=twist.revealed_as,
        )
        for number, clue in enumerate(twist.clues):
            draft.add(
                "clue",
                f"{place}.clues[{number}]",
                (row, digest(clue.text)),
                twist_id=row,
                position=number + 1,
                minute=clue.minute,
                text=clue.text,
            )


def add_story(draft: Draft, record: FilmRecord) -> list[str]:
    """Characters, roles and relations. What is returned are warnings: open words that may give a twist away."""
    for index, character in enumerate(record.characters):
        _add_character(draft, f"characters[{index}]", character)
    _add_cast(draft, record.cast)
    ties = [*_add_relations(draft, record.relations), *_add_revelations(draft, record)]
    _check_presence(draft, record)
    faults, warnings = check_names(list(_open_texts(draft, record)), ties)
    draft.faults += faults
    return warnings


def add_passages(draft: Draft, place: str, passages: Sequence[PassageEntry], owner: Face | None = None) -> None:
    """Prose about the character *owner*, or about the film."""
    positions = Positions()
    owner_key = (draft.slug, "film") if owner is None else (owner.slug, "character")
    for index, passage in enumerate(passages):
        at = f"{place}[{index}]"
        twist = draft.twist(f"{at}.twist", passage.twist)
        row = draft.add(
            "passage",
            at,
            (*owner_key, passage.topic, digest(passage.text)),
            film_id=draft.film_id if owner is None else None,
            character_id=None if owner is None else owner.id,
            topic=passage.topic,
            position=positions.next(sealed=twist is not None),
            text=passage.text,
            date=passage.date,
            twist_id=twist,
        )
        draft.cite(at, row, passage.cites)


def _add_character(draft: Draft, place: str, character: CharacterEntry) -> None:
    slug = draft.slug_of(f"{place}.slug", "character", character.slug, character.name, draft.slug)
    # By its end we know, when the record no longer holds a character, that it was this film's.
    if slug and not slug.endswith(f"-{draft.slug}"):
        draft.fault(f"{place}.slug", f"'{slug}' does not end with the film's slug, '-{draft.slug}'")
    face = Face(slug, character.name, draft.twist(f"{place}.twist", character.twist))
    if draft.faces.setdefault(character.key, face) is not face:
        draft.fault(f"{place}.key", f"'{character.key}' is the key of another character")
    if character.full_name_twist is not None and character.full_name is None:
        draft.fault(f"{place}.full_name_twist", "seals nothing: there is no full_name")
    draft.add(
        "character",
        place,
        (slug,),
        slug=slug,
        name=character.name,
        name_key=fold(character.name),
        introduced_as=character.introduced_as,
        full_name=character.full_name,
        full_name_twist_id=draft.twist(f"{place}.full_name_twist", character.full_name_twist),
        twist_id=face.twist_id,
    )
    draft.cite(place, face.id, character.cites)
    add_passages(draft, f"{place}.passages", character.passages, face)


def _add_cast(draft: Draft, cast: Sequence[CastEntry]) -> None:
    positions = Positions()
    nameless: dict[str | None, str] = {}  # actors without a character, and where they stand
    for index, entry in enumerate(cast):
        place = f"cast[{index}]"
        person = draft.person(f"{place}.person", entry.person)
        if entry.character is None and entry.twist is None and nameless.setdefault(person.slug, place) != place:
            again = f"the actor of {nameless[person.slug]} once more, without a character"
            draft.notes.append(f"{place}: {again}; left out")
            continue
        face = draft.face(f"{place}.character", entry.character)
        twist = draft.twist(f"{place}.twist", entry.twist)
        if twist is not None and entry.billing is not None:
            draft.fault(f"{place}.billing", "a sealed role has none: its number would leave a gap that everyone sees")
        if entry.credited_as_twist is not None and entry.credited_as is None:
            draft.fault(f"{place}.credited_as_twist", "seals nothing: there is no credited_as")
        # A natural key is open: a character who is more of a secret than the role is not part of it.
        is_open = face is not None and face.twist_id in (None, twist)
        row = draft.add(
            "role",
            place,
            (draft.slug, person.slug, face.slug if face is not None and is_open else None),
            film_id=draft.film_id,
            person_id=person.id,
            character_id=None if face is None else face.id,
            billing=entry.billing,
            position=positions.next(sealed=twist is not None),
            credited_as=entry.credited_as,
            credited_as_twist_id=draft.twist(f"{place}.credited_as_twist", entry.credited_as_twist),
            twist_id=twist,
        )
        draft.cite(place, row, entry.cites)


def _add_relations(draft: Draft, relations: Sequence[RelationEntry]) -> list[Tie]:
    """What is returned are the sealed ones."""
    ties = []
    for index, relation in enumerate(relations):
        place = f"relations[{index}]"
        start = draft.own_face(f"{place}.from", relation.from_)
        end = draft.face(f"{place}.to", relation.to)
        given = draft.twist(f"{place}.twist", relation.twist)
        if start is None or end is None:
            continue
        seals = {seal for seal in (given, start.twist_id, end.twist_id) if seal is not None}
        if len(seals) > 1:
            draft.fault(f"{place}.twist", "different twists seal the relation and its ends; it can carry only one")
        twist = min(seals, default=None)
        row = draft.add(
            "relation",
            place,
            (start.slug, relation.label, end.slug),
            from_character_id=start.id,
            to_character_id=end.id,
            kind=relation.kind,
            label=relation.label,
            twist_id=twist,
        )
        draft.cite(place, row, relation.cites)
        if twist is not None:
            ties.append(Tie(start, end, twist))
    return ties


def _add_revelations(draft: Draft, record: FilmRecord) -> list[Tie]:
    """Whom each twist is about. What is returned are all pairs whom a twist holds together."""
    ties = []
    for index, twist in enumerate(record.twists):
        place = f"twists[{index}]"
        row = draft.twists[twist.key]
        draft.cite(place, row, twist.cites)
        faces = []
        for number, key in enumerate(twist.characters):
            at = f"{place}.characters[{number}]"
            face = draft.face(at, key)
            if face is not None:
                faces.append(face)
                draft.add(
                    "twist_character",
                    at,
                    (row, face.id),
                    twist_id=row,
                    character_id=face.id,
                    position=number + 1,
                )
        ties += [Tie(one, other, row) for one, other in combinations(faces, 2)]
    return ties


def _check_presence(draft: Draft, record: FilmRecord) -> None:
    """Refuses a character whom the film does not lead to: a later load of the record could not find it again."""
    leading = _played_or_revealed(record)
    present = leading.union(
        *({relation.from_, relation.to} for relation in record.relations if {relation.from_, relation.to} & leading)
    )
    for index, character in enumerate(record.characters):
        if character.key not in present:
            what = f"'{character.key}' is in no cast entry, in no twist, and in no relation with one who is"
            draft.fault(f"characters[{index}]", what)


def _played_or_revealed(record: FilmRecord) -> set[str]:
    played = {entry.character for entry in record.cast if entry.character is not None}
    return played.union(*(twist.characters for twist in record.twists))


def _open_texts(draft: Draft, record: FilmRecord) -> Iterator[OpenText]:
    """What everyone may read of this record's characters, in its order."""
    for index, character in enumerate(record.characters):
        place = f"characters[{index}]"
        face = draft.faces[character.key]
        yield OpenText(face, f"{place}.name", character.name, is_name=True)
        if character.slug is not None:
            # The film's own slug at the end tells nothing.
            yield OpenText(face, f"{place}.slug", character.slug.removesuffix(f"-{draft.slug}"), is_name=True)
        if character.full_name is not None and character.full_name_twist is None:
            yield OpenText(face, f"{place}.full_name", character.full_name, is_name=True)
        for number, entry in enumerate(record.cast):
            is_open = entry.twist is None and entry.credited_as_twist is None
            if entry.character == character.key and entry.credited_as is not None and is_open:
                yield OpenText(face, f"cast[{number}].credited_as", entry.credited_as, is_name=True)
        if character.introduced_as is not None:
            yield OpenText(face, f"{place}.introduced_as", character.introduced_as, is_name=False)
        for number, passage in enumerate(character.passages):
            if passage.twist is None:
                yield OpenText(face, f"{place}.passages[{number}].text", passage.text, is_name=False)

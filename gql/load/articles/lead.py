"""The lead's first sentence: "The Glass Pier is a 2012 British thriller film". Pure."""

import re
from collections.abc import Iterator

from gql.load.articles.finding import Result, found
from gql.load.articles.sentences import Sentence

IS_FILM = re.compile(
    r"\b(?P<is>is|was) an? (?:upcoming |unreleased )?(?:(?P<year>(?:18[89]|19\d|20\d)\d)\b)?(?P<kinds>[^.;]{0,160}?) ?"
    r"\b(?P<film>(?:tele|short |feature |television |TV )?(?:film|movie)"
    r"|(?:drama|comedy|thriller|western|documentary)(?!(?:[ -]\w+){0,4}? (?:film|movie)\b))\b"
    r"(?! (?:festival|director|actor|actress|producer|critic))",
    re.I,
)

GENRES = (
    "coming-of-age comedy-drama", "romantic comedy-drama", "science fiction", "science-fiction", "romantic comedy",
    "black comedy", "dark comedy", "buddy comedy", "screwball comedy", "slapstick comedy", "action comedy",
    "horror comedy", "comedy horror", "comedy-drama", "comedy drama", "musical comedy", "martial arts", "film noir",
    "neo-noir", "coming-of-age", "sword and sorcery", "period drama", "historical drama", "legal drama",
    "costume drama", "spy thriller", "found footage", "stop-motion", "animated", "animation", "action", "adventure",
    "anthology", "biographical", "biopic", "buddy", "children's", "comedy", "crime", "cult", "dance", "detective",
    "disaster", "documentary", "docudrama", "drama", "dystopian", "epic", "erotic", "espionage", "exploitation",
    "family", "fantasy", "gangster", "ghost", "giallo", "gothic", "heist", "historical", "horror", "independent",
    "kaiju", "legal", "melodrama", "military", "monster", "musical", "mystery", "noir", "parody", "period",
    "political", "post-apocalyptic", "prison", "psychological", "road", "romance", "romantic", "satire", "satirical",
    "sci-fi", "silent", "slasher", "sports", "spy", "superhero", "supernatural", "survival", "suspense",
    "swashbuckler", "teen", "thriller", "tragicomedy", "vampire", "war", "western", "whodunit", "zombie",
)  # fmt: skip
"""The longer before the shorter."""
GENRE = re.compile("|".join(rf"\b{re.escape(genre)}\b" for genre in sorted(GENRES, key=len, reverse=True)), re.I)

NATIONS = {
    "American": "United States", "British": "United Kingdom", "English": "United Kingdom", "Canadian": "Canada",
    "Australian": "Australia", "Irish": "Ireland", "French": "France", "German": "Germany", "Italian": "Italy",
    "Spanish": "Spain", "Indian": "India", "Japanese": "Japan", "Chinese": "China", "South Korean": "South Korea",
    "Korean": "South Korea", "Mexican": "Mexico", "Brazilian": "Brazil", "Swedish": "Sweden", "Danish": "Denmark",
    "Norwegian": "Norway", "Finnish": "Finland", "Dutch": "Netherlands", "Belgian": "Belgium", "Polish": "Poland",
    "Russian": "Russia", "Turkish": "Turkey", "Israeli": "Israel", "Egyptian": "Egypt", "Iranian": "Iran",
    "New Zealand": "New Zealand", "Hong Kong": "Hong Kong", "Argentine": "Argentina", "Austrian": "Austria",
    "Portuguese": "Portugal", "Greek": "Greece", "Nigerian": "Nigeria", "Icelandic": "Iceland", "Swiss": "Switzerland",
}  # fmt: skip
NATION = re.compile(rf"\b({'|'.join(sorted(NATIONS, key=len, reverse=True))})\b(?!-language)")
LANGUAGE = re.compile(r"\b([A-Z][a-z]{2,14})-language\b")
STARRING = re.compile(r"\bstarring [^.;]{3,300}", re.I)


def read_lead(at: Sentence) -> Iterator[Result]:
    """The year, the genres, the countries and the language that the sentence names."""
    film = IS_FILM.search(at.text)
    if film is None:
        return
    if film["year"]:
        yield found("film", at, (0, film.end("year")), released=film["year"])
    end = film.end() if film["film"].lower() in GENRES else film.end("kinds")
    kinds = at.text[film.start("kinds") : end]
    span = (film.start("kinds"), film.end())
    genres = dict.fromkeys(found_genre[0] for found_genre in GENRE.finditer(LANGUAGE.sub("", kinds)))
    if genres:
        yield found("film", at, span, genres=tuple(genres))
    nations = [NATIONS[name] for name in NATION.findall(kinds)]
    if nations:
        yield found("film", at, span, countries=tuple(dict.fromkeys(nations)))
    languages = LANGUAGE.findall(kinds)
    if languages:
        yield found("film", at, span, languages=tuple(dict.fromkeys(languages)))
    if starring := STARRING.search(at.text):
        yield found("film", at, starring.span())

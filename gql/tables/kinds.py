"""The closed vocabularies of the domain. A member's name is what is stored, served and written in film records."""

from enum import StrEnum


class LabelKind(StrEnum):
    GENRE = "GENRE"
    COUNTRY = "COUNTRY"
    LANGUAGE = "LANGUAGE"


class TwistKind(StrEnum):
    KINSHIP = "KINSHIP"
    IDENTITY = "IDENTITY"
    ALLEGIANCE = "ALLEGIANCE"
    FATE = "FATE"
    OTHER = "OTHER"


class TwistLevel(StrEnum):
    MINOR = "MINOR"
    MAJOR = "MAJOR"


class RelationKind(StrEnum):
    FAMILY = "FAMILY"
    PROFESSIONAL = "PROFESSIONAL"
    ADVERSARY = "ADVERSARY"
    ROMANTIC = "ROMANTIC"
    OTHER = "OTHER"


class Job(StrEnum):
    DIRECTOR = "DIRECTOR"
    PRODUCER = "PRODUCER"
    EXECUTIVE_PRODUCER = "EXECUTIVE_PRODUCER"
    WRITER = "WRITER"
    MUSIC = "MUSIC"
    CINEMATOGRAPHY = "CINEMATOGRAPHY"
    EDITOR = "EDITOR"
    OTHER = "OTHER"


class CompanyPart(StrEnum):
    STUDIO = "STUDIO"
    DISTRIBUTOR = "DISTRIBUTOR"


class Medium(StrEnum):
    THEATRICAL = "THEATRICAL"
    VOD = "VOD"
    HOME_VIDEO = "HOME_VIDEO"
    TV = "TV"


class Scope(StrEnum):
    LIMITED = "LIMITED"
    WIDE = "WIDE"


class Metric(StrEnum):
    BUDGET = "BUDGET"
    GROSS = "GROSS"
    HOME_VIDEO_SALES = "HOME_VIDEO_SALES"


class Verdict(StrEnum):
    POSITIVE = "POSITIVE"
    MIXED = "MIXED"
    NEGATIVE = "NEGATIVE"


class Topic(StrEnum):
    PLOT = "PLOT"
    ABOUT = "ABOUT"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    SCRIPT = "SCRIPT"
    CASTING = "CASTING"
    FILMING = "FILMING"
    RELEASE = "RELEASE"
    DIRECTION = "DIRECTION"
    RECEPTION = "RECEPTION"
    OTHER = "OTHER"

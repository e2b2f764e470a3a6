"""Practices: what is reported to be done to relatives, to people who leave, and to those who watch, by date.

One file for each, ``practices/<name>.yaml``. Four series are kept apart, because reports contradict each other mostly by
speaking of different ones: the formal rule, the practice as instructed, the practice as it is, and the practice that
people believe in. Levels are words here; what they are in numbers, and in which reading of the reports, stands in
``levels/`` (``catalogue.histories``).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.catalogue.claims import Since, claims, first_fault
from yeonjwa.catalogue.figures import Standing, figures, sources
from yeonjwa.catalogue.files import areas
from yeonjwa.errors import InputError, did_you_mean

SERIES: tuple[str, ...] = ("formal", "instructed", "actual", "believed")
Mode = Literal["on_departure", "sweep"]
"""on_departure: applied when a departure is known; sweep: goes over the flagged families at a time of its own."""
Where = Literal["capital", "hub", "other", "abroad", "any"]
Who = Literal["cadre", "ordinary", "any"]
Known = Literal["text", "cited", "contents"]
Visibility = Literal["hidden", "known_to_family", "known", "rumoured", "public", "mixed"]


class Entry(BaseModel):
    """What one series is from a date on, in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    since: Since
    until: Since
    level: str = Field(min_length=5)
    level_ko: str = ""
    standing: Standing
    sources: tuple[str, ...]
    claims: tuple[str, ...]
    uncertainty_months: int | None = Field(default=None, ge=0)
    """How far the dates may be off, in months either way; None where nothing can be said."""

    @model_validator(mode="after")
    def _is_sourced(self) -> Entry:
        if self.standing == "reported" and not (self.sources or self.claims):
            raise ValueError("a reported entry names a source or a claim.")
        if self.since and self.until and self.since[:4] > self.until[:4]:
            raise ValueError(f"the entry ends ({self.until}) before it begins ({self.since}).")
        return self


class Series(BaseModel):
    """The four series; an empty one means that nothing is reported."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    formal: tuple[Entry, ...]
    instructed: tuple[Entry, ...]
    actual: tuple[Entry, ...]
    believed: tuple[Entry, ...]


class KinRule(BaseModel):
    """Which relatives: chon by side, in-laws, lineality. None where the reports leave it open, so that it is a parameter."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    father: int | None = Field(ge=0, le=8)
    mother: int | None = Field(ge=0, le=8)
    affines: bool | None
    lineality: Literal["cognatic", "agnatic"] | None
    settled: bool
    """Whether the reports agree on it."""
    words: str
    words_ko: str = ""


class Stratum(BaseModel):
    """Whom the practice is told of: place by standing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    where: Where
    who: Who


class Right(BaseModel):
    """A right that the practice touches, with the text, the place in it, and by what the place was confirmed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    where: str = Field(pattern=r"^(Article|paragraphs?) \d")
    why: str
    why_ko: str = ""
    known: Known
    """text: read in the text itself, or quoted in full; cited: named in a text of the United Nations that was read; contents: a whole part,
    by the table of contents, while its single paragraphs were not seen. What was not seen is not cited."""


class Practice(BaseModel):
    """One practice as the reports name it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    title: str
    title_ko: str
    status: Literal["planned", "modelled"]
    """modelled: this version computes it; planned: described only, and no result holds it."""
    says: str
    says_ko: str
    claims: tuple[str, ...]
    figures: tuple[str, ...] = ()
    """Figures that express the practice, or that its scope is compared with."""
    mode: tuple[Mode, ...]
    kin: KinRule
    strata: tuple[Stratum, ...] = Field(min_length=1)
    visibility: Visibility
    trigger: str
    trigger_ko: str = ""
    capacity: str
    capacity_ko: str = ""
    series: Series
    rights: tuple[Right, ...] = Field(min_length=1)
    note: str = ""
    note_ko: str = ""

    @model_validator(mode="after")
    def _names_what_exists(self) -> Practice:
        entries = [e for name in SERIES for e in getattr(self.series, name)]
        if not entries:
            raise ValueError("at least one of the four series has an entry.")
        named = (
            ("claim", (*self.claims, *(c for e in entries for c in e.claims)), claims()),
            ("source", (*(s for e in entries for s in e.sources), *(r.source for r in self.rights)), sources()),
            ("figure", self.figures, figures()),
        )
        for what, keys, known in named:
            for key in keys:
                if key not in known:
                    raise ValueError(f"{what} '{key}' is not in the catalogue. {did_you_mean(key, known)}")
        return self


@cache
def practices() -> dict[str, Practice]:
    """All practices by name, checked."""
    found = {}
    for name, row in areas("practices").items():
        try:
            found[name] = Practice(key=name, **row)
        except ValidationError as error:
            raise InputError(f"practice '{name}': {first_fault(error)}") from error
    return found


def practice(name: str) -> Practice:
    """One practice by its name."""
    known = practices()
    if name not in known:
        raise InputError(f"practice '{name}' is not in the catalogue. {did_you_mean(name, known)}")
    return known[name]

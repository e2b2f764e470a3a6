"""Figures: every number the model uses, with unit, standing, source and range.

The data files ``figures/<area>.yaml`` and ``sources/<area>.yaml`` can be read and corrected by anyone; this module
loads and checks them and holds no logic of the model.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from yeonjwa.catalogue.files import areas, entries
from yeonjwa.errors import InputError, did_you_mean

Standing = Literal["reported", "estimated", "calibrated", "assumed"]
STANDINGS: tuple[Standing, ...] = ("reported", "estimated", "calibrated", "assumed")


class Source(BaseModel):
    """Where a figure comes from, and how far it can be relied on."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    title: str
    title_ko: str = ""
    outlet: str
    year: int | None = None
    date: str | None = None
    """As exactly as it is known: 2016, 2016-12 or 2016-12-13."""
    date_known: Literal["read", "inferred", "recalled"] | None = None
    """How the date is known: read in the source or its address; inferred from its number or text; from memory."""
    seen: Literal["read", "recalled", "derived", "assumed"]
    """read: seen in the source; recalled: from memory, unverified; derived: computed from other rows; assumed: ours."""
    licence: str | None = None
    note: str = ""
    note_ko: str = ""
    url: str | None = None
    weak: bool = False
    """Rests on a blog, one claimant, or memory; nothing may rest on it alone."""
    report: str | None = None
    """Key of reports.yaml, if the source is one of the reports that the claims were read in."""
    series: tuple[str, ...] = ()
    """Packaged data files that rest on it."""
    not_modelled: str = ""
    """Why no figure, series, claim or practice rests on it, if none does."""
    not_modelled_ko: str = ""

    def titled(self, language: str) -> str:
        """The title in a language ("en", "ko"); in English where it was not translated."""
        return self.title_ko or self.title if language == "ko" else self.title

    def noted(self, language: str) -> str:
        """The note in a language; in English where it was not translated."""
        return self.note_ko or self.note if language == "ko" else self.note

    def why_not(self, language: str) -> str:
        """Why nothing rests on it, in a language; in English where it was not translated."""
        return self.not_modelled_ko or self.not_modelled if language == "ko" else self.not_modelled


class Figure(BaseModel):
    """One number of the model, with all that a reader needs to judge it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    description: str
    description_ko: str = ""
    value: float
    unit: str
    standing: Standing
    source: str
    since: str | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    note_ko: str = ""

    @model_validator(mode="after")
    def _range_holds_value(self) -> Figure:
        if (self.low is None) != (self.high is None):
            raise ValueError(f"figure '{self.key}' gives only one end of its range.")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"figure '{self.key}': value {self.value} lies outside {self.low} to {self.high}.")
        if self.standing == "assumed" and self.low is None:
            raise ValueError(f"figure '{self.key}' is assumed and needs a range.")
        return self

    def described(self, language: str) -> str:
        """The description in a language ("en", "ko"); in English where it was not translated."""
        return self.description_ko or self.description if language == "ko" else self.description

    def noted(self, language: str) -> str:
        """The note in a language; in English where it was not translated."""
        return self.note_ko or self.note if language == "ko" else self.note


def keys_of_area(area: str) -> tuple[str, ...]:
    """Keys of the figures of one area ("society" for figures/society.yaml); none if there is no such file."""
    return tuple(areas("figures").get(area, {}))


def areas_of_figures() -> dict[str, str]:
    """The area of each figure, by its key."""
    return {key: area for area, rows in areas("figures").items() for key in rows}


@cache
def sources() -> dict[str, Source]:
    """All sources by key."""
    return {key: Source(key=key, **row) for key, row in entries("sources").items()}


@cache
def figures() -> dict[str, Figure]:
    """All figures by key; each names a known source."""
    found = {key: Figure(key=key, **row) for key, row in entries("figures").items()}
    for figure_ in found.values():
        if figure_.source not in sources():
            raise ValueError(f"figure '{figure_.key}' names the source '{figure_.source}', which is not listed.")
    return found


def figure(key: str) -> Figure:
    """One figure by its key."""
    known = figures()
    if key not in known:
        raise InputError(f"figure '{key}' is not in the catalogue. {did_you_mean(key, known)}")
    return known[key]


def count_by_standing() -> dict[str, int]:
    """How many figures are reported, estimated, calibrated and assumed."""
    counts = Counter(f.standing for f in figures().values())
    return {standing: counts.get(standing, 0) for standing in STANDINGS}

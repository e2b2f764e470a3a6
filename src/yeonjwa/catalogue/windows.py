"""Windows: stretches of time in which one series of a practice stands at one level, for some places and standings."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.figures import Standing, sources
from yeonjwa.errors import did_you_mean
from yeonjwa.months import month_of

SERIES: tuple[str, ...] = ("formal", "instructed", "actual", "believed")
WHERE: tuple[str, ...] = ("capital", "hub", "border", "other", "abroad")
"""Places: the capital; major hubs; counties of the border provinces; the rest; posted abroad."""
WHO: tuple[str, ...] = ("ordinary", "cadre")
FIRST_MONTH, LAST_MONTH = month_of(1993), month_of(2024, 12)
MONTHS = LAST_MONTH - FIRST_MONTH + 1

Place = Literal["capital", "hub", "border", "other", "abroad", "any"]


def _month(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise ValueError(f"'{value}' is no month; expected a year and month such as 2014-05, or null.")
    if not FIRST_MONTH <= _index(value) <= LAST_MONTH:
        raise ValueError(f"'{value}' lies outside 1993-01 to 2024-12; null means before the first or after the last.")
    return value


def _index(month: str) -> int:
    return month_of(int(month[:4]), int(month[5:]))


def _places(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Month = Annotated[str | None, BeforeValidator(_month)]


class Window(BaseModel):
    """One stretch of time in which one series of a practice stands at one level."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    practice: str
    key: str
    series: Literal["formal", "instructed", "actual", "believed"]
    since: Month
    """First month; None: before 1993."""
    until: Month
    """Last month, inclusive; None: to the end of 2024."""
    where: Annotated[tuple[Place, ...], BeforeValidator(_places)] = Field(min_length=1)
    who: Literal["cadre", "ordinary", "any"]
    level: float = Field(ge=0, le=1)
    """Share of the full strength of the practice."""
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    standing: Standing
    """Of the level; that the practice existed may well be reported."""
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    uncertainty_months: int | None = Field(ge=0)
    """How far the dates may be off either way; None where nothing can be said, or the window has no dates."""
    histories: tuple[str, ...] = Field(default=(), alias="in")
    """In which it stands; by default ``reported`` and each report alone whose claims it names."""
    why: str = Field(min_length=15)
    why_ko: str = ""
    note: str = Field(default="", pattern=r"^(second reading: .{10,})?$")
    """What the second reading differed in, and how it was settled; empty where the two agree."""
    note_ko: str = Field(default="", pattern=r"^(둘째 읽기: .{10,})?$")

    @model_validator(mode="after")
    def _hangs_together(self) -> Window:
        if self.first > self.last:
            raise ValueError(f"the window ends ({self.until}) before it begins ({self.since}).")
        if not self.low <= self.level <= self.high:
            raise ValueError(f"level {self.level} lies outside {self.low} to {self.high}.")
        if self.standing == "assumed" and self.low == self.high:
            raise ValueError("an assumed level needs a range: low and high are the same.")
        if self.standing == "reported":
            raise ValueError("no report gives a level; expected estimated (worked out from a number) or assumed.")
        if len(set(self.where)) < len(self.where) or ("any" in self.where and len(self.where) > 1):
            raise ValueError("where names a place twice, or 'any' beside a place.")
        for what, keys, known in (("claim", self.claims, claims()), ("source", self.sources, sources())):
            for key in keys:
                if key not in known:
                    raise ValueError(f"{what} '{key}' is not in the catalogue. {did_you_mean(key, known)}")
        return self

    @property
    def first(self) -> int:
        """Month index of the first month, within the run."""
        return FIRST_MONTH if self.since is None else _index(self.since)

    @property
    def last(self) -> int:
        """Month index of the last month, within the run."""
        return LAST_MONTH if self.until is None else _index(self.until)

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The pairs of place and standing that it holds for."""
        places = WHERE if "any" in self.where else self.where
        return frozenset((place, who) for place in places for who in (WHO if self.who == "any" else (self.who,)))

    @property
    def dates(self) -> str:
        """Its dates in words, for messages."""
        return f"{self.since or 'before 1993'} to {self.until or 'the end'}"

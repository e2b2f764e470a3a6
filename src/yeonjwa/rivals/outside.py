"""Figures from outside beside which histories are held, and how near they must come (``catalogue/outside_figures.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.catalogue.claims import first_fault
from yeonjwa.catalogue.figures import Standing, sources
from yeonjwa.catalogue.files import one
from yeonjwa.errors import InputError, did_you_mean

Statistic = Literal["arrivals", "change", "women", "north_east", "alone", "in_china", "price", "returns"]


class OutsideFigure(BaseModel):
    """One figure from outside, and the room that a history has around it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    says: str
    says_ko: str
    statistic: Statistic
    first: int = Field(ge=1998, le=2024)
    last: int = Field(ge=1998, le=2024)
    unit: Literal["people", "ratio", "share", "USD"]
    factor: float | None = Field(default=None, gt=1)
    points: float | None = Field(default=None, gt=0, lt=1)
    at_least: bool = False
    """What was published is a lower bound: no history lies too high."""
    set_on: bool = False
    """Figures of the model were set on it, with the history ``reported``."""
    standing: Standing
    sources: tuple[str, ...] = Field(min_length=1)
    note: str = ""
    note_ko: str = ""

    @model_validator(mode="after")
    def _one_room(self) -> OutsideFigure:
        if (self.factor is None) == (self.points is None):
            raise ValueError("expected exactly one of factor and points.")
        if self.points is not None and self.unit != "share":
            raise ValueError("points are for a share; expected a factor.")
        if self.last < self.first:
            raise ValueError(f"the years {self.first} to {self.last} run backwards.")
        return self

    def room(self, low: float, high: float) -> tuple[float, float]:
        """The room around what was published as ``low`` to ``high``: from where to where a history may lie."""
        if self.points is not None:
            return max(0.0, low - self.points), min(1.0, high + self.points)
        assert self.factor is not None
        return low / self.factor, float("inf") if self.at_least else high * self.factor

    @property
    def years(self) -> str:
        """Years in words."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@cache
def outside_figures() -> dict[str, OutsideFigure]:
    """All figures from outside by key, in the order of the file."""
    return read_outside(one("outside_figures")["figures"])


def read_outside(rows: Mapping[str, Any]) -> dict[str, OutsideFigure]:
    """Figures from the rows of the file, checked; the key and the field at fault are named.

    Raises
    ------
    InputError
        A row breaks the form, or names a source that is not in the catalogue.
    """
    found = {}
    for key, row in rows.items():
        try:
            figure = OutsideFigure(key=key, **row)
        except ValidationError as error:
            raise InputError(f"outside_figures.yaml: {key}: {first_fault(error)}") from error
        for source in figure.sources:
            if source not in sources():
                raise InputError(
                    f"outside_figures.yaml: {key}: source '{source}' is not in the catalogue. {did_you_mean(source, sources())}"
                )
        found[key] = figure
    return found


__all__ = ["OutsideFigure", "outside_figures", "read_outside"]

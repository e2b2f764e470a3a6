"""Reports: the five that the claims were read in, with what is known of their dates and how far they can be relied on."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from yeonjwa.catalogue.files import one
from yeonjwa.errors import InputError, did_you_mean


class Report(BaseModel):
    """One report of an outlet, paraphrased in the claims and never quoted at length."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    code: Literal["S0", "S1", "S2", "S3", "S4"]
    """The code of the evidence ledger; it does not follow time."""
    title: str
    title_ko: str
    outlet: str
    date: str
    date_known: Literal["read", "inferred"]
    how_dated: str
    how_dated_ko: str = ""
    language: str
    translated_from: str | None = None
    covers: str
    covers_ko: str
    reliability: tuple[str, ...]
    reliability_ko: tuple[str, ...]


@cache
def reports() -> dict[str, Report]:
    """All reports by key, in order of time."""
    return {key: Report(key=key, **row) for key, row in one("reports").items()}


def report(key: str) -> Report:
    """One report by its key."""
    known = reports()
    if key not in known:
        raise InputError(f"report '{key}' is not in the catalogue. {did_you_mean(key, known)}")
    return known[key]

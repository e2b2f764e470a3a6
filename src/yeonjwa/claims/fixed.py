"""What was fixed before the claims were tested: claim, statistic, thresholds, assumptions (``catalogue/tests_of_claims.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.catalogue.claims import first_fault
from yeonjwa.catalogue.files import one
from yeonjwa.errors import InputError, did_you_mean

Side = Literal["supported", "refuted", "open"]


class Threshold(BaseModel):
    """A side of a number: above it or below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Threshold:
        if (self.above is None) == (self.below is None):
            raise ValueError("a threshold needs exactly one of above and below.")
        return self

    def holds(self, low: float, high: float) -> bool:
        """Whether the whole interval lies on that side (a threshold "below" holds at the number itself too)."""
        return low > self.above if self.above is not None else high <= (self.below or 0.0)


class ClaimTest(BaseModel):
    """How one claim is tested."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^T\d{1,2}$")
    says: str
    says_ko: str
    statistic: str
    statistic_ko: str
    unit: str
    unit_ko: str
    supported: str
    supported_ko: str
    refuted: str
    refuted_ko: str
    supported_if: Threshold | None = None
    refuted_if: Threshold | None = None
    built_in: bool = False
    has_outside_count: bool = True
    """Whether anything counted from outside could tell; without it no verdict is possible."""
    assumptions: tuple[str, ...] = ()
    ledger: tuple[int, ...]
    interval: Literal["placings", "luck", "assumptions", "scatter"]
    shown: int | Literal["percent"]

    @model_validator(mode="after")
    def _can_go_both_ways(self) -> ClaimTest:
        if not self.built_in and (self.supported_if is None or self.refuted_if is None):
            raise ValueError("a claim that is not built in needs a threshold on both sides.")
        return self

    def side(self, low: float, high: float) -> Side:
        """On which side of the thresholds an interval lies; NaN decides nothing."""
        if self.supported_if is not None and self.supported_if.holds(low, high):
            return "supported"
        if self.refuted_if is not None and self.refuted_if.holds(low, high):
            return "refuted"
        return "open"


@cache
def claim_tests() -> dict[str, ClaimTest]:
    """All tests by key, T1 first."""
    return read_tests(one("tests_of_claims")["tests"])


def read_tests(rows: dict[str, Any]) -> dict[str, ClaimTest]:
    """Tests from the rows of the file, checked; the key and the field at fault are named."""
    found = {}
    for key, row in rows.items():
        try:
            found[key] = ClaimTest(key=key, **row)
        except ValidationError as error:
            raise InputError(f"tests_of_claims.yaml: {key}: {first_fault(error)}") from error
    return found


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The claims named, in order of their numbers, each once; all of them if none is named.

    Raises
    ------
    InputError
        There is no such claim; the near miss is named.
    """
    known = claim_tests()
    asked = {name.strip().upper() for name in names}
    for name in sorted(asked):
        if name not in known:
            raise InputError(
                f"claim '{name}' is not one of those that can be tested. {did_you_mean(name, known)} "
                "For what the reports say, see `yeonjwa catalogue claims`."
            )
    return tuple(key for key in known if not asked or key in asked)


__all__ = ["ClaimTest", "Side", "Threshold", "chosen", "claim_tests", "read_tests"]

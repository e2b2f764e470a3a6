"""The result of a test: an estimate with its interval, how it moves with the assumptions, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from yeonjwa.claims.fixed import ClaimTest, Side, claim_tests

Verdict = Literal["supported", "refuted", "depends", "not identified", "built in"]
NAN = float("nan")


@dataclass(frozen=True)
class Varied:
    """The estimate under another value of one assumption.

    raw : synthetic count that it rests on; the disclosure floor applies to it. chon : degree of kinship it is about, if any.
    """

    assumption: str
    value: str
    estimate: float
    raw: float
    chon: int = 0


@dataclass(frozen=True)
class Detail:
    """What else the experiment found: a number with the count that it rests on, or a sign in words (``more``, ``fewer``, ``no_difference``)."""

    name: str
    value: float = NAN
    raw: float = 0.0
    sign: str = ""
    of: str = ""
    """Stratum or period that it is about."""


@dataclass(frozen=True)
class Measured:
    """What an experiment gives: the estimate, its interval, and the count that they rest on.

    by_assumption : the same under other assumptions. spans : assumptions that the interval itself ranges over.
    at_usual : the estimate under the usual assumptions, where the estimate itself goes over several.
    tracks_input : the estimate only gives back a number that was put in.
    """

    estimate: float
    low: float
    high: float
    raw: float
    by_assumption: tuple[Varied, ...] = ()
    details: tuple[Detail, ...] = ()
    spans: tuple[str, ...] = ()
    at_usual: float | None = None
    tracks_input: bool = False


@dataclass(frozen=True)
class Result:
    """A measured claim and its verdict. depends_on : assumptions that change the verdict."""

    claim: str
    measured: Measured
    verdict: Verdict
    depends_on: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def identified(self) -> bool:
        """Whether the verdict stands under every assumption looked at."""
        return self.verdict in ("supported", "refuted")

    @property
    def words(self) -> str:
        """The verdict in words of the catalogue: "depends on kin_fear_effect, grievance_effect"."""
        return f"depends on {', '.join(self.depends_on)}" if self.verdict == "depends" else self.verdict


def judge(test: ClaimTest, measured: Measured) -> Result:
    """The verdict on a claim by the thresholds fixed beforehand.

    The claim is supported (refuted) if the whole interval and the estimate under every other assumption lie on that side.
    Where an assumption brings the estimate to another side, or the interval ranges over assumptions and over a threshold,
    the verdict depends on them. Where luck alone leaves it open, or nothing counted from outside could tell, it is not identified.
    """
    if measured.tracks_input or not test.has_outside_count:
        return Result(test.key, measured, "not identified")
    if test.built_in:
        return Result(test.key, measured, "built in")
    center: Side = test.side(measured.low, measured.high)
    usual = measured.estimate if measured.at_usual is None else measured.at_usual
    at_center = test.side(usual, usual)
    moved = [v.assumption for v in measured.by_assumption if test.side(v.estimate, v.estimate) != at_center]
    if moved:
        return Result(test.key, measured, "depends", tuple(dict.fromkeys(moved)))
    if center != "open":
        return Result(test.key, measured, center)
    ends = {test.side(end, end) for end in (measured.low, measured.high) if end == end}
    if measured.spans and len(ends | {at_center}) > 1:
        return Result(test.key, measured, "depends", measured.spans)
    return Result(test.key, measured, "not identified")


def judged(claim: str, measured: Measured) -> Result:
    """The verdict on a claim of the catalogue."""
    return judge(claim_tests()[claim], measured)


def over(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean, least and greatest of some numbers."""
    return sum(values) / len(values), min(values), max(values)


__all__ = ["Detail", "Measured", "Result", "Varied", "Verdict", "judge", "judged", "over"]

"""The results as tables and as JSON objects, with the disclosure floor applied to every number.

Verdicts rest on all counts, also those that are too few to be shown; a number is shown only if it rests on 20 synthetic people
or more, and a degree of kinship beyond 6 chon only from scale 0.1 on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from yeonjwa.claims.fixed import ClaimTest, Threshold, claim_tests
from yeonjwa.claims.result import NAN, Result, Varied
from yeonjwa.disclosure import FARTHEST_CHON_OF_SMALL, FLOOR_PEOPLE, HIDDEN, SMALL_SCALE
from yeonjwa.kept_tables import Shape
from yeonjwa.messages import current_language, text
from yeonjwa.outcome import Field, Role, Table


@dataclass(frozen=True)
class Shown:
    """Estimate and interval as they may be shown; all NaN if hidden."""

    estimate: float
    low: float
    high: float
    raw: float

    @property
    def is_hidden(self) -> bool:
        """Whether the numbers are withheld."""
        return bool(np.isnan(self.raw))


def shown(result: Result) -> Shown:
    """The numbers of a result, or none of them where they rest on too few."""
    m = result.measured
    return Shown(m.estimate, m.low, m.high, m.raw) if m.raw >= FLOOR_PEOPLE else Shown(NAN, NAN, NAN, NAN)


def may_show(varied: Varied, scale: float) -> bool:
    """Whether an estimate under another assumption may be shown."""
    is_far = varied.chon > FARTHEST_CHON_OF_SMALL and scale < SMALL_SCALE
    return varied.raw >= FLOOR_PEOPLE and not is_far


def claims_table(results: Iterable[Result]) -> Table:
    """One row for each claim, fit to be published: verdict, what it depends on, estimate and interval in the unit of the statistic.

    Below the floor the numbers are NaN and the column ``suppressed`` says so; the verdict stands.
    """
    rows = []
    for result in results:
        test, value = claim_tests()[result.claim], shown(result)
        rows.append({
            "claim": result.claim, "verdict": result.verdict, "depends_on": ", ".join(result.depends_on), "rests_on": value.raw,
            "estimate": value.estimate, "low": value.low, "high": value.high, "unit": test.unit, "interval": test.interval,
            "supported_if": in_symbols(test.supported_if), "refuted_if": in_symbols(test.refuted_if), "built_in": str(test.built_in),
            "identified": result.identified, "warning": warning_key(result.claim), "suppressed": HIDDEN if value.is_hidden else "",
        })  # fmt: skip
    return CLAIMS.filled(rows)


def sensitivity_table(results: Iterable[Result], scale: float) -> Table:
    """One row for each other assumption looked at, fit to be published."""
    rows = []
    for result in results:
        for varied in result.measured.by_assumption:
            is_hidden = not may_show(varied, scale)
            raw, estimate = (NAN, NAN) if is_hidden else (varied.raw, varied.estimate)
            rows.append({
                "claim": result.claim, "assumption": varied.assumption, "value": varied.value, "rests_on": raw, "estimate": estimate,
                "suppressed": HIDDEN if is_hidden else "",
            })  # fmt: skip
    return SENSITIVITY.filled(rows)


_Columns = tuple[tuple[str, Role, str, str | None], ...]
CLAIM_COLUMNS: _Columns = (
    ("claim", "dimension", "name", None), ("verdict", "note", "words", None), ("depends_on", "note", "words", None),
    ("rests_on", "raw", "people", None), ("estimate", "estimate", "as in unit", "rests_on"), ("low", "low", "as in unit", "estimate"),
    ("high", "high", "as in unit", "estimate"), ("unit", "note", "words", None), ("interval", "note", "words", None),
    ("supported_if", "note", "words", None), ("refuted_if", "note", "words", None), ("built_in", "note", "words", None),
    ("identified", "identified", "yes or no", None), ("warning", "warning", "message key", None), ("suppressed", "note", "words", None),
)  # fmt: skip
SENSITIVITY_COLUMNS: _Columns = (
    ("claim", "dimension", "name", None), ("assumption", "dimension", "name", None), ("value", "dimension", "as in the catalogue", None),
    ("rests_on", "raw", "people", None), ("estimate", "estimate", "as in unit", "rests_on"), ("suppressed", "note", "words", None),
)  # fmt: skip


def _shape(name: str, columns: _Columns) -> Shape:
    fields = tuple(Field(key, role, unit, f"claims.field.{key}", of) for key, role, unit, of in columns)
    return Shape(name, f"claims.table.{name}", fields)


CLAIMS, SENSITIVITY = _shape("claims", CLAIM_COLUMNS), _shape("claims_sensitivity", SENSITIVITY_COLUMNS)


def in_symbols(threshold: Threshold | None) -> str:
    """A threshold as "> 0.1"; empty where there is none."""
    if threshold is None:
        return ""
    return f"> {threshold.above:g}" if threshold.above is not None else f"<= {threshold.below:g}"


def warning_key(claim: str) -> str:
    """Message that says what to bear in mind with a claim."""
    return f"claims.warning.{claim}"


def objects(results: Iterable[Result], scale: float) -> list[dict[str, Any]]:
    """The results as JSON objects, in the language in use; numbers that are hidden are null."""
    found = []
    for result in results:
        test, value = claim_tests()[result.claim], shown(result)
        found.append({
            "claim": result.claim, "says": worded(test, "says"), "verdict": result.words, "estimate": _number(value.estimate),
            "low": _number(value.low), "high": _number(value.high), "identified": result.identified,
            "warning": text(f"claims.warning.{result.claim}"), "statistic": worded(test, "statistic"), "unit": worded(test, "unit"),
            "supported_if": worded(test, "supported"), "refuted_if": worded(test, "refuted"), "built_in": test.built_in,
            "depends_on": list(result.depends_on), "ledger": list(test.ledger), "interval": text(f"claims.interval.{test.interval}"),
            "suppressed": value.is_hidden,
            "sensitivity": [
                {"assumption": v.assumption, "value": v.value, "estimate": _number(v.estimate if may_show(v, scale) else NAN)}
                for v in result.measured.by_assumption
            ],
            "details": [
                {
                    "what": text(f"claims.detail.{d.name}"), "of": d.of,
                    **({"sign": d.sign} if d.sign else {"value": _number(d.value)}),
                }
                if d.raw >= FLOOR_PEOPLE
                else {"what": text(f"claims.detail.{d.name}"), "of": d.of, "suppressed": True}
                for d in result.measured.details
            ],
        })  # fmt: skip
    return found


def worded(test: ClaimTest, name: str) -> str:
    """A text of a test in the language in use."""
    return str(getattr(test, f"{name}_ko" if current_language() == "ko" else name))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(f"{value:.6g}")


__all__ = [
    "CLAIMS",
    "SENSITIVITY",
    "Shown",
    "claims_table",
    "in_symbols",
    "may_show",
    "objects",
    "sensitivity_table",
    "shown",
    "worded",
]

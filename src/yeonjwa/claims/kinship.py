"""T1, T2 and T17: how many the kin of those who left are, from the known arrivals placed on synthetic people."""

from __future__ import annotations

from typing import Any

from yeonjwa.claims.reading import Runs
from yeonjwa.claims.result import NAN, Detail, Measured, Varied, over
from yeonjwa.claims.worlds import OBSERVED
from yeonjwa.outcome import ALL, Outcome, Table
from yeonjwa.reach.claims import CLAIM_CHON, CLAIM_PLACES, CLAIM_YEAR

CHON = 4
"""First cousins, the widest family that the reports name for ordinary people; fixed beforehand."""
VETTED_CHON, VETTED_YEAR = 6, 2015
DEPTHS = (4, 6, 8)


def large_share(runs: Runs) -> Measured:
    """T1: share of the country with somebody who had arrived within D chon."""

    def row(outcome: Outcome, **where: Any) -> dict[str, float]:
        return _first(outcome.tables["large_or_small"].where(year=CLAIM_YEAR, **where))

    many = runs[OBSERVED]
    center = [row(o, lineality="cognatic", province=ALL, chon=CHON) for o in many]
    share, _, _ = over([c["share"] for c in center])
    varied = []
    for name, value, where in (
        *(("chon", str(d), {"lineality": "cognatic", "province": ALL, "chon": d}) for d in CLAIM_CHON if d != CHON),
        ("lineality", "agnatic", {"lineality": "agnatic", "province": ALL, "chon": CHON}),
        *(("province", p, {"lineality": "cognatic", "province": p, "chon": CHON}) for p in CLAIM_PLACES),
    ):
        found = [row(o, **where) for o in many]
        chon = int(str(where["chon"]))
        varied.append(Varied(name, value, over([f["share"] for f in found])[0], found[0]["reached"], chon))
    people = over([c["people"] for c in center])[0]
    return Measured(
        share, min(c["low"] for c in center), max(c["high"] for c in center), center[0]["reached"], tuple(varied),
        (Detail("people_within_reach", people, center[0]["reached"]),), spans=("clustering",),
    )  # fmt: skip


def vetting(runs: Runs) -> Measured:
    """T2: share of adults who would fail a hard rule on relatives within so many chon."""

    def rows(rule: str) -> list[dict[str, float]]:
        return [_first(o.tables["vetting"].where(rule=rule, year=VETTED_YEAR, songbun=ALL)) for o in runs[OBSERVED]]

    center = rows(f"cognatic:{VETTED_CHON}")
    varied = []
    for name, value, chon, rule in (
        *(("chon", str(d), d, f"cognatic:{d}") for d in DEPTHS if d != VETTED_CHON),
        ("lineality", "agnatic", VETTED_CHON, f"agnatic:{VETTED_CHON}"),
    ):
        found = rows(rule)
        varied.append(Varied(name, value, over([f["share"] for f in found])[0], found[0]["reached"], chon))
    return Measured(
        over([c["share"] for c in center])[0], min(c["low"] for c in center), max(c["high"] for c in center),
        center[0]["reached"], tuple(varied), (Detail("adults_failing", center[0]["people"], center[0]["reached"]),),
        spans=("clustering",),
    )  # fmt: skip


def capacity(runs: Runs) -> Measured:
    """T17: close kin of the known beside the camps, and families beside officers: a test of the reports, never a need."""

    def rows(quantity: str) -> list[dict[str, float]]:
        return [
            _first(o.tables["close_kin_and_capacity"].where(year=CLAIM_YEAR, quantity=quantity)) for o in runs[OBSERVED]
        ]

    def ratio(found: dict[str, float], column: str = "people") -> float:
        return found[column] / found["reported_high"]

    center, near = rows("kin_within_2"), rows("kin_within_1")
    officers = [rows(f"officers_per_family_{when}") for when in ("before", "2017")]
    details = [
        Detail("close_kin", center[0]["people"], center[0]["counted"]),
        *(
            Detail(f"officers_{when}", ratio(found[0]), found[0]["counted"])
            for when, found in zip(("before", "2017"), officers, strict=True)
        ),
    ]
    return Measured(
        over([ratio(c) for c in center])[0], min(ratio(c, "low") for c in center), max(ratio(c, "high") for c in center),
        center[0]["counted"], (Varied("chon", "1", over([ratio(n) for n in near])[0], near[0]["counted"], 1),),
        tuple(details), spans=("known_share",),
    )  # fmt: skip


def _first(rows: Table) -> dict[str, float]:
    """Numbers of the only row; those that are words are left out."""
    assert len(rows) == 1, rows.name
    found = {}
    for name in rows.data:
        value = rows.column(name)[0]
        found[name] = float(value) if rows.column(name).dtype.kind in "iuf" else NAN
    return found


__all__ = ["capacity", "large_share", "vetting"]

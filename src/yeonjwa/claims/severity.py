"""T4, T8 and T15: what the treatment of relatives does to leaving, to the size of groups, and to the cadres.

The sign turns on what is assumed of fear and anger. A fixed design of these assumptions is gone through; nothing is searched
for, and no strength of a practice is varied but between none, reported and the harshest stated.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.catalogue.figures import figure
from yeonjwa.claims.border import sign
from yeonjwa.claims.reading import Runs, Z, counted, log_hazard, people_harmed
from yeonjwa.claims.result import Detail, Measured, Varied
from yeonjwa.claims.worlds import DESIGN, HARSH, HARSHER, LENIENT, NONE, REPORTED, points
from yeonjwa.departures.arrivals_data import arrivals
from yeonjwa.outcome import Outcome
from yeonjwa.system.tables_harm import STRATA
from yeonjwa.system.terms import PARTS

YEARS = (2012, 2019)
HORIZONS = {"1998-2003": (1998, 2003), "2004-2011": (2004, 2011), "2012-2019": YEARS}
"""While camps for families were the rule, while that thinned, and after: fear acts at once, anger stays on."""
WHOLE = (1998, 2019)
"""Years over which it is counted whether more try: whoever has left early is not there to leave later."""
HARM_PERIODS = ("2012-2019",)
NEAR_PUBLISHED = 3.0
"""A point is near what is published if its arrivals lie within this factor of it. The level of leaving is set at the usual values
only, so that a point away from it speaks of the level and not against the point."""
CLEAR = 0.02
"""A difference of log hazards below this is called none."""
SENIOR = ("capital, cadre", "hub, cadre")
GROUP_YEARS = (1998, 2019)


def severity(runs: Runs) -> Measured:
    """T4: share of the assumptions under which more people try to leave with the reported treatment of relatives than with none."""

    def more(a: Outcome, b: Outcome) -> bool:
        return counted(a, "tries", *WHOLE) > counted(b, "tries", *WHOLE)

    pairs = {"": list(zip(runs[REPORTED], runs[NONE], strict=True))}
    pairs |= {name: list(zip(runs[f"{REPORTED}-{name}"], runs[f"{NONE}-{name}"], strict=True)) for name in points()}
    by_point = {name: float(np.mean([more(a, b) for a, b in found])) for name, found in pairs.items()}
    share = float(np.mean(list(by_point.values())))
    raw = min(counted(world, "tries", *WHOLE) for found in pairs.values() for pair in found for world in pair)
    varied = [
        Varied(name, f"{figure_end(name, end):g}", by_point[f"{name}-{end}"], raw)
        for name in DESIGN
        for end in ("low", "high")
    ]
    reported, none, harsher = runs[REPORTED][0], runs[NONE][0], runs[HARSHER][0]
    harmed, real = people_harmed(reported, "any_practice", HARM_PERIODS)
    near = [all(is_near_published(a) for a, _ in found) for found in pairs.values()]
    details = [
        Detail("harmed_by_reported", real, harmed),
        Detail("points_near_published", float(np.mean(near)), raw),
        *(
            Detail("tries_of_all", sign=sign(*tries), raw=min(tries), of=of)
            for of, span in HORIZONS.items()
            for tries in [(counted(reported, "tries", *span), counted(none, "tries", *span))]
        ),
        *(
            Detail("tries_harsher", sign=sign(*tries), raw=min(tries), of=of)
            for of, span in HORIZONS.items()
            for tries in [(counted(harsher, "tries", *span), counted(reported, "tries", *span))]
        ),
        *(
            Detail("hazard_of_stratum", sign=hazard_sign(gap), raw=people, of=f"{stratum}, {of}")
            for stratum in STRATA
            for of, span in HORIZONS.items()
            for gap, people in [hazard_gap(reported, none, span, (stratum,))]
        ),
    ]
    return Measured(
        share,
        min(by_point.values()),
        max(by_point.values()),
        raw,
        tuple(varied),
        tuple(details),
        spans=DESIGN,
        at_usual=by_point[""],
    )


def is_near_published(outcome: Outcome) -> bool:
    """Whether the arrivals of a world lie within ``NEAR_PUBLISHED`` of the published ones."""
    data = arrivals()
    published = data.year_sex[(data.last_year >= WHOLE[0]) & (data.last_year <= WHOLE[1])].sum()
    scale = float(outcome.run["scenario"]["population"]["scale"])
    found = counted(outcome, "arrivals", *WHOLE) / scale
    return bool(published / NEAR_PUBLISHED <= found <= published * NEAR_PUBLISHED)


def figure_end(name: str, end: str) -> float:
    """The low or high end of a figure's range."""
    return float(getattr(figure(name), end))


def hazard_gap(a: Outcome, b: Outcome, span: tuple[int, int], strata: tuple[str, ...] = ()) -> tuple[float, float]:
    """Difference of the mean log hazard (all four parts) of two worlds, and the people of the sample that it rests on."""
    known = set(a.tables["terms_of_leaving"].column("stratum").tolist())
    there = tuple(s for s in strata if s in known)
    if strata and not there:
        return float("nan"), 0.0
    (first, people), (second, others) = (log_hazard(o, PARTS, *span, there) for o in (a, b))
    return first - second, min(people, others)


def hazard_sign(gap: float) -> str:
    """More, fewer or no clear difference, of a difference of log hazards."""
    return "no_difference" if not abs(gap) > CLEAR else "more" if gap > 0 else "fewer"


def groups(runs: Runs) -> Measured:
    """T8: mean number of people who leave together, with the reported treatment of relatives less with none."""

    def mean_size(outcome: Outcome) -> tuple[float, float, float]:
        people, plans, squared = (counted(outcome, name, *GROUP_YEARS) for name in ("tries", "plans", "size_squared"))
        mean = people / max(plans, 1.0)
        return mean, max(squared / max(plans, 1.0) - mean**2, 0.0) / max(plans, 1.0), plans

    def gap(with_it: str, without: str) -> tuple[float, float, float]:
        found = [
            (mean_size(a), mean_size(b))
            for a, b in zip(runs[with_it], runs[without][: len(runs[with_it])], strict=True)
        ]
        difference = float(np.mean([a[0] - b[0] for a, b in found]))
        variance = sum(a[1] + b[1] for a, b in found) / len(found) ** 2
        return difference, float(np.sqrt(variance)), min(min(a[2], b[2]) for a, b in found)

    center, error, raw = gap(REPORTED, NONE)
    varied = [
        Varied(
            "join_fear_effect", f"{figure_end('join_fear_effect', end):g}", gap(f"join_fear_effect-{end}", NONE)[0], raw
        )
        for end in ("low", "high")
    ]
    details = [Detail("mean_size", mean_size(runs[name][0])[0], raw, of=name) for name in (NONE, REPORTED, HARSHER)]
    return Measured(center, center - Z * error, center + Z * error, raw, tuple(varied), tuple(details))


def leniency(runs: Runs) -> Measured:
    """T15: log hazard of senior cadres with the lenient treatment told in July 2015 less with the harsh one told in March 2015."""

    def gap(suffix: str = "") -> tuple[float, float]:
        return hazard_gap(runs[f"{LENIENT}{suffix}"][0], runs[f"{HARSH}{suffix}"][0], YEARS, SENIOR)

    center, raw = gap()
    ends = {name: (gap(f"-{name}-{end}")[0], figure_end(name, end)) for name, end in _TOLD}
    values = [center, *(value for value, _ in ends.values())]
    anger = [log_hazard(runs[name][0], ("grievance",), *YEARS, SENIOR)[0] for name in (LENIENT, HARSH)]
    harmed = [people_harmed(runs[name][0], "any_practice", HARM_PERIODS) for name in (LENIENT, HARSH)]
    return Measured(
        center, min(values), max(values), raw,
        tuple(Varied(name, f"{end:g}", value, raw) for name, (value, end) in ends.items()),
        (
            Detail("grievance", anger[0] - anger[1], raw),
            *(Detail(f"harmed_{name}", real, count) for name, (count, real) in zip((LENIENT, HARSH), harmed, strict=True)),
        ),
        spans=tuple(ends),
    )  # fmt: skip


_TOLD = (("kin_fear_effect", "low"), ("grievance_effect", "high"))

__all__ = ["groups", "hazard_gap", "hazard_sign", "leniency", "severity"]

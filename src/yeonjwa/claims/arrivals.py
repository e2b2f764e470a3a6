"""T14 and T16: cadres among those who arrive, and whether 2016 was a turning point."""

from __future__ import annotations

import numpy as np

from yeonjwa.catalogue.figures import figure
from yeonjwa.claims.reading import Runs, counted, ratio_of_counts
from yeonjwa.claims.result import NAN, Detail, Measured, Varied
from yeonjwa.claims.worlds import REPORTED
from yeonjwa.departures.arrivals_data import arrivals
from yeonjwa.outcome import Outcome

BEFORE, AFTER = (2002, 2011), (2012, 2019)
TURN = (2015, 2016)
AROUND = (2012, 2019)
"""Years between the halving and the closing of the border, from which the scatter of yearly counts is taken."""


def cadres(runs: Runs) -> Measured:
    """T14: people of cadre families among 1,000 arrivals, 2012-2019 over 2002-2011."""

    def counts(outcomes: list[Outcome]) -> list[float]:
        return [
            sum(counted(o, name, *span) for o in outcomes)
            for span in (BEFORE, AFTER)
            for name in ("cadre_arrivals", "arrivals")
        ]

    def ratio(found: list[float]) -> tuple[float, float, float]:
        cadre_before, all_before, cadre_after, all_after = found
        if not (all_before and all_after):
            return (NAN,) * 3
        scale = all_before / all_after
        first, low, high = ratio_of_counts(cadre_after, cadre_before)
        return first * scale, low * scale, high * scale

    found = counts(list(runs[REPORTED]))
    varied = []
    for end in ("low", "high"):
        other = counts(list(runs[f"purge_effect-{end}"]))
        varied.append(
            Varied(
                "purge_effect", f"{getattr(figure('purge_effect'), end):g}", ratio(other)[0], min(other[0], other[2])
            )
        )
    cadre_before, all_before, cadre_after, all_after = found
    details = [
        Detail("cadres_per_1000", 1000 * cadre / max(everybody, 1.0), cadre, of=f"{span[0]}-{span[1]}")
        for span, cadre, everybody in ((BEFORE, cadre_before, all_before), (AFTER, cadre_after, all_after))
    ]
    return Measured(*ratio(found), min(found[0], found[2]), tuple(varied), tuple(details))


def turning_point(runs: Runs) -> Measured:
    """T16: rise of the published arrivals in standard errors, with the scatter of the years around; the model's own rise beside it."""
    published = {
        y: float(arrivals().year_sex[arrivals().last_year == y].sum()) for y in range(AROUND[0], AROUND[1] + 1)
    }
    return turning_point_of(published, [tuple(counted(o, "arrivals", y, y) for y in TURN) for o in runs[REPORTED]])


def turning_point_of(published: dict[int, float], modelled: list[tuple[float, ...]]) -> Measured:
    """The same from the published arrivals by year and the model's own of the two years, one pair for each seed."""
    before, after = (published[y] for y in TURN)
    plain = (after - before) / float(np.sqrt(before + after))
    phi = scatter(published)
    z = plain / float(np.sqrt(phi))
    own = [sum(pair[k] for pair in modelled) for k in (0, 1)]
    return Measured(
        z, min(z, plain), max(z, plain), before, (Varied("scatter", "1", plain, before),),
        (
            Detail("published_rise", after / before - 1, before),
            Detail("scatter", phi, before),
            Detail("model_rise", own[1] / own[0] - 1 if own[0] else NAN, min(own)),
        ),
        spans=("scatter",),
    )  # fmt: skip


def scatter(published: dict[int, float]) -> float:
    """Variance of yearly counts about a straight line on the log scale, over that of chance alone (Pearson), at least 1.

    The two years of the turn are left out, so that a true turn does not raise the scatter that it is judged by.
    """
    years = np.array([y for y in published if y not in TURN], dtype=np.float64)
    counts = np.array([published[int(y)] for y in years])
    line = np.polynomial.Polynomial.fit(years, np.log(counts), 1)
    expected = np.exp(line(years))
    return float(max(1.0, ((counts - expected) ** 2 / expected).sum() / (years.size - 2)))


__all__ = ["cadres", "scatter", "turning_point", "turning_point_of"]

"""T3, T9 and T11: how long control lasts, what concealment does to beliefs, and what arrears do to the price."""

from __future__ import annotations

import numpy as np

from yeonjwa.catalogue.figures import figure
from yeonjwa.claims.counting import CONTROL
from yeonjwa.claims.reading import Runs, belief, counted, total
from yeonjwa.claims.result import NAN, Detail, Measured, Varied, over
from yeonjwa.claims.worlds import REPORTED, STEP_FROM
from yeonjwa.months import month_of
from yeonjwa.outcome import Outcome

WATCHED_MONTHS = 48
"""Months after the step in which the wear is looked at; later the schedule tightens again."""
NEAR = 1.5
"""A measured half-life within this factor of the one put in gives it back."""
BELIEF_YEARS, PRICE_YEARS = (2014, 2019), (1998, 2019)


def half_life(outcome: Outcome) -> float:
    """Months until half of what wears off in the end is worn off after the step, by least squares of a (1 - 2^(-t/tau)) to the share
    worn of what barriers leave to people; NaN where nothing wears off."""
    table = outcome.tables[CONTROL]
    since = table.column("month") - month_of(int(STEP_FROM[:4]), int(STEP_FROM[5:]))
    keep = (since >= 0) & (since < WATCHED_MONTHS)
    effort, worn = table.column("effort")[keep], table.column("worn")[keep]
    by_people = effort * (1 - table.column("sealed")[keep])
    share = np.divide(worn, by_people, out=np.zeros_like(worn), where=by_people > 0)
    if not share.any():
        return NAN
    t = since[keep] + 1.0
    taus = np.geomspace(1, 240, 800)
    shape = 1 - np.exp2(-t[None, :] / taus[:, None])
    size = (shape * share).sum(axis=1) / (shape**2).sum(axis=1)
    return float(taus[np.argmin(((share - size[:, None] * shape) ** 2).sum(axis=1))])


def tightening(runs: Runs) -> Measured:
    """T3: half-life of the wear after a step in control. It is an input of the model, so that giving it back decides nothing."""
    given = figure("wear_half_life")
    put_in = {"": given.value, "-low": given.low or NAN, "-high": given.high or NAN}
    found = {end: half_life(runs[f"step{'-wear_half_life' if end else ''}{end}"][0]) for end in put_in}
    tracks = all(put_in[end] / NEAR <= found[end] <= put_in[end] * NEAR for end in put_in)
    tries = [counted(runs[name][0], "tries", 2012, 2013) for name in ("step", "without-border_control")]
    later = [counted(runs[name][0], "tries", 2016, 2017) for name in ("step", "without-border_control")]
    values = list(found.values())
    return Measured(
        found[""], min(values), max(values), tries[0],
        tuple(Varied("wear_half_life", f"{put_in[end]:g}", found[end], tries[0]) for end in ("-low", "-high")),
        (Detail("tries_first_years", sign=sign(*tries), raw=min(tries)), Detail("tries_fifth_year", sign=sign(*later), raw=min(later))),
        tracks_input=tracks,
    )  # fmt: skip


def sign(with_it: float, without: float, spread: float = 1.96) -> str:
    """More, fewer or no clear difference, of two counts that share no luck (where they share it, this asks for more than need be)."""
    gap = with_it - without
    if abs(gap) <= spread * np.sqrt(max(with_it + without, 1.0)):
        return "no_difference"
    return "more" if gap > 0 else "fewer"


def concealment(runs: Runs) -> Measured:
    """T9: what concealment adds to the believed chance of being caught, with the usual phones and with few."""

    def gap(with_it: str, without: str, seed: int = 0) -> float:
        a, b = (belief(runs[name][seed], "capture", *BELIEF_YEARS) for name in (with_it, without))
        return a - b

    usual = gap(REPORTED, "without-cover_up")
    few = gap("few-phones", "few-phones-without-cover_up")
    people = float(runs[REPORTED][0].tables["beliefs"].where(belief="capture").column("residents").max())
    reach = figure("phone_reach_border").low
    return Measured(
        usual, min(usual, few), max(usual, few), people, (Varied("phone_reach_border", f"{reach:g}", few, people),)
    )  # fmt: skip


def arrears(runs: Runs) -> Measured:
    """T11: price of a crossing with high arrears over that with low ones, and whether more get through."""

    def price(name: str) -> float:
        years = range(PRICE_YEARS[0], PRICE_YEARS[1] + 1)
        yearly = [total(runs[name][0], "money_by_year", "fee_mean_usd", y, y, "total") for y in years]
        return float(np.exp(np.mean(np.log(yearly))))

    def ratio(suffix: str = "") -> float:
        return price(f"arrears-high{suffix}") / price(f"arrears-low{suffix}")

    def through(name: str) -> tuple[float, float]:
        table = runs[name][0].tables["departures"]
        year = table.column("year").astype(np.int64)
        keep = (year >= PRICE_YEARS[0]) & (year <= PRICE_YEARS[1])
        outcome, n = table.column("outcome")[keep], table.column("synthetic")[keep]
        return float(n[outcome == "through"].sum()), float(n[outcome == "all"].sum())

    usual, without = ratio(), ratio("-price_arrears-low")
    passed = {name: through(f"arrears-{name}") for name in ("low", "high")}
    shares = {name: part / whole if whole else NAN for name, (part, whole) in passed.items()}
    raw = min(whole for _, whole in passed.values())
    return Measured(
        usual, *over([usual, without])[1:], raw,
        (Varied("price_arrears", f"{figure('price_arrears').low:g}", without, raw),),
        (Detail("more_get_through", shares["high"] - shares["low"], min(part for part, _ in passed.values())),),
    )  # fmt: skip


__all__ = ["arrears", "concealment", "half_life", "sign", "tightening"]

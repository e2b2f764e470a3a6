"""T5, T12, T13 and T18: payments to poor relatives, gifts and who sees them, forced calls."""

from __future__ import annotations

from yeonjwa.catalogue.figures import figure
from yeonjwa.claims.border import sign
from yeonjwa.claims.reading import Runs, acts, counted, log_hazard, share_of, total
from yeonjwa.claims.result import NAN, Detail, Measured, Varied, over
from yeonjwa.claims.worlds import REPORTED

YEARS, GIFT_YEARS = (2012, 2019), (2021, 2024)
FELT = ("fear", "grievance")


def payments(runs: Runs) -> Measured:
    """T5: share of payments after a hint that go to a bluff; money moved, and whether fewer try to leave because of it."""

    def bluffs(name: str) -> tuple[float, float]:
        return (
            sum(acts(o, "extortion_bluffs_paid", *YEARS) for o in runs[name]),
            sum(acts(o, "extortion_cases", *YEARS) for o in runs[name]),
        )

    paid, cases = bluffs(REPORTED)
    stricter, stricter_cases = bluffs("bluff_below-low")
    low = figure("bluff_below").low
    tries = [counted(runs[name][0], "tries", *YEARS) for name in (REPORTED, "nobody-pays")]
    years = YEARS[1] - YEARS[0] + 1
    money = over([total(o, "money_by_year", "support_usd", *YEARS, "total") / years for o in runs[REPORTED]])[0]
    number = sum(acts(o, "support_cases", *YEARS) for o in runs[REPORTED])
    return Measured(
        *share_of(paid, cases), min(paid, cases),
        (Varied("bluff_below", f"{low:g}", share_of(stricter, stricter_cases)[0], min(stricter, stricter_cases)),),
        (Detail("support_usd_a_year", money, number), Detail("tries_with_payments", sign=sign(*tries), raw=min(tries))),
    )  # fmt: skip


def gifts(runs: Runs) -> Measured:
    """T12: change of the log hazard by fear and grievance for each grown person at home in a family visited, where nobody else sees it."""

    def effect(name: str) -> tuple[float, float]:
        with_gifts, without = (log_hazard(runs[n][0], FELT, *GIFT_YEARS) for n in (name, "without-consolation"))
        share = reached_share(runs, name)
        return (with_gifts[0] - without[0]) / share if share > 0 else NAN, with_gifts[1] * share

    usual, raw = effect("gifts-hidden")
    strong = Varied("grievance_of_gift", f"{figure('grievance_of_gift').high:g}", *effect("grievance_of_gift-high"))
    onlookers, reached = effect(REPORTED)
    visited = over([acts(o, "consolation_families", 2020, 2024, "total") for o in runs[REPORTED]])[0]
    count = min(acts(o, "consolation_families", 2020, 2024) for o in runs[REPORTED])
    on_file = total(runs[REPORTED][0], "held_by_year", "families_on_file", 2022, 2022)
    yearly = acts(runs[REPORTED][0], "consolation_families", 2022, 2022)
    return Measured(
        usual, *over([usual, strong.estimate])[1:], raw, (strong,),
        (
            Detail("with_onlookers", onlookers, reached),
            Detail("visits", visited, count),
            Detail("share_of_families_a_year", yearly / on_file if on_file else NAN, yearly),
        ),
    )  # fmt: skip


def reached_share(runs: Runs, name: str) -> float:
    """Share of the population in families visited in a year, mean of the years of gifts: families times people on file for each."""
    outcome = runs[name][0]
    years = GIFT_YEARS[1] - GIFT_YEARS[0] + 1
    families = acts(outcome, "consolation_families", *GIFT_YEARS) / years
    on_file, people = (
        total(outcome, "held_by_year", quantity, *GIFT_YEARS) / years
        for quantity in ("families_on_file", "people_on_file")
    )
    beliefs = outcome.tables["beliefs"].where(belief="grievance", stratum="all")
    residents = float(beliefs.column("residents")[-1])
    return min(1.0, families * people / on_file / residents) if on_file and residents else 0.0


def secrecy(runs: Runs) -> Measured:
    """T18: log hazard of everybody by fear and grievance if half of the gifts are seen rather than none."""

    def gap(name: str) -> tuple[float, float]:
        seen, hidden = (log_hazard(runs[n][0], FELT, *GIFT_YEARS) for n in (name, "gifts-hidden"))
        return seen[0] - hidden[0], seen[1]

    usual, raw = gap("gifts-seen")
    strong, _ = gap("gifts-seen-as-leniency")
    return Measured(
        usual, min(usual, strong), max(usual, strong), raw,
        (Varied("consolation_leniency", f"{figure('consolation_leniency').high:g}", strong, raw),),
    )  # fmt: skip


def forced_calls(runs: Runs) -> Measured:
    """T13: returns beyond those without calls, for each 1,000 calls; and the dread that calls bring."""

    def of(name: str, what: str, table: str = "acts_by_year", column: str = "synthetic") -> float:
        outcomes = runs[name][: len(runs["without-forced_calls"])]
        return sum(total(o, table, what, *YEARS, column) for o in outcomes)

    calls = of(REPORTED, "forced_calls")
    back = [sum(_returns(o) for o in runs[name][:1]) for name in (REPORTED, "without-forced_calls")]
    if not calls:
        return Measured(NAN, NAN, NAN, 0.0)
    spread = 1.96 * max(sum(back), 1.0) ** 0.5
    gap = back[0] - back[1]
    dread = [of(name, "dread_person_months", "dread_by_year", "total") for name in (REPORTED, "without-forced_calls")]
    real = of(REPORTED, "forced_calls", column="total")
    return Measured(
        1000 * gap / calls, 1000 * (gap - spread) / calls, 1000 * (gap + spread) / calls, min(calls, *back), (),
        (Detail("calls", real, calls), Detail("dread_months_for_each_call", (dread[0] - dread[1]) / real, calls)),
    )  # fmt: skip


def _returns(outcome: object) -> float:
    import numpy as np

    table = outcome.tables["returns"].where(kind="returned_from_the_south")  # type: ignore[attr-defined]
    wanted = [str(year) for year in range(YEARS[0], YEARS[1] + 1)]
    return float(table.column("synthetic")[np.isin(table.column("year").astype(str), wanted)].sum())


__all__ = ["forced_calls", "gifts", "payments", "reached_share", "secrecy"]

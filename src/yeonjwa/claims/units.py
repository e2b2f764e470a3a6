"""T6, T7 and T10: where officers' hours go, whom the one-day rule calls to account, what a reward brings in."""

from __future__ import annotations

from yeonjwa.catalogue.figures import figure
from yeonjwa.claims.reading import Runs, acts, people_harmed, ratio_of_counts, share_of, total
from yeonjwa.claims.result import NAN, Detail, Measured, Varied, over
from yeonjwa.claims.worlds import REPORTED
from yeonjwa.outcome import Outcome

POINT_YEARS, RULE_YEARS, REWARD_YEARS = (2013, 2019), (2012, 2019), (2017, 2024)
SONGBUN = ("core", "wavering", "hostile")


def points(runs: Runs) -> Measured:
    """T6: share of visiting hours spent on core families, with points less without."""

    def core(name: str) -> tuple[float, float, float, float]:
        hours = [
            sum(total(o, "officers_by_year", f"officer_hours_on_{kind}", *POINT_YEARS) for o in runs[name])
            for kind in SONGBUN
        ]
        return (*share_of(hours[0], sum(hours)), hours[0])

    with_points, without, steep = core(REPORTED), core("without-points"), core("points_tournament-high")
    error = sum((end - start) ** 2 for _, start, end, _ in (with_points, without)) ** 0.5 / 2
    gap = with_points[0] - without[0]
    raw = min(with_points[3], without[3])
    high = figure("points_tournament").high
    visited = [people_harmed(runs[name][0], "lure_visits", ("2012-2019",)) for name in (REPORTED, "without-points")]
    return Measured(
        gap, gap - error, gap + error, raw,
        (Varied("points_tournament", f"{high:g}", steep[0] - without[0], min(steep[3], without[3])),),
        (
            Detail("core_share_without", without[0], without[3]),
            Detail("visited_with", visited[0][1], visited[0][0]),
            Detail("visited_without", visited[1][1], visited[1][0]),
        ),
    )  # fmt: skip


def one_day_rule(runs: Runs) -> Measured:
    """T7: share of the absences answered for in which nobody had left."""

    def answered(outcome: Outcome) -> tuple[float, float]:
        """False alarms, and minders called to account for any absence."""
        called = sum(acts(outcome, name, *RULE_YEARS) for name in ("minders_criticised", "minders_dismissed"))
        return acts(outcome, "false_alarms", *RULE_YEARS), called

    # Minders are called to account for true and false absences alike. How many for each false one is seen from two worlds that
    # differ in the days away only, and share their luck.
    ends = {end: answered(runs[f"temporary_absence-{end}"][0]) for end in ("low", "high")}
    alarms, called = (high - low for low, high in zip(ends["low"], ends["high"], strict=True))
    each = called / alarms if alarms > 0 else NAN

    def share(false: float, minders: float) -> tuple[float, float, float]:
        return share_of(min(each * false, minders), minders) if each == each else (NAN,) * 3

    found = [answered(o) for o in runs[REPORTED]]
    usual = sum(false for false, _ in found), sum(minders for _, minders in found)
    varied = [
        Varied(
            "temporary_absence", f"{getattr(figure('temporary_absence'), end):g}", share(*ends[end])[0], ends[end][0]
        )
        for end in ("low", "high")
    ]
    years = RULE_YEARS[1] - RULE_YEARS[0] + 1
    called = over([
        sum(acts(o, name, *RULE_YEARS, "total") for name in ("minders_criticised", "minders_dismissed")) / years
        for o in runs[REPORTED]
    ])[0]  # fmt: skip
    return Measured(*share(*usual), usual[0], tuple(varied), (Detail("called_to_account_a_year", called, usual[1]),))


def reward(runs: Runs) -> Measured:
    """T10: false reports with the reward over those without; true reports beside them."""

    def reports(name: str, kind: str = "false_reports") -> float:
        return sum(total(o, "departures_and_after", kind, *REWARD_YEARS) for o in runs[name][:1])

    with_it, without, steep = (
        reports(name) for name in (REPORTED, "without-informer_bounty", "false_reports_bounty-high")
    )
    true = [reports(name, "plans_reported") for name in (REPORTED, "without-informer_bounty")]
    return Measured(
        *ratio_of_counts(with_it, without), min(with_it, without),
        (Varied("false_reports_bounty", f"{figure('false_reports_bounty').high:g}", ratio_of_counts(steep, without)[0], min(steep, without)),),
        (
            Detail("true_reports_ratio", true[0] / true[1] if true[1] else NAN, min(true)),
            Detail("false_for_each_true", with_it / true[0] if true[0] else NAN, min(with_it, true[0])),
        ),
    )  # fmt: skip


__all__ = ["one_day_rule", "points", "reward"]

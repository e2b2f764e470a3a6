"""What is counted for the nation year by year: attempts and what became of them, returns, stocks, acts, money, officers' hours.

``QUANTITIES`` lists every yearly total of the ledger, with the table it stands in, its unit and the count that it rests on:
the disclosure floor applies to that count. A total that is not listed would be lost, so a test looks for such ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yeonjwa.outcome import ALL, Table
from yeonjwa.population.places import read_rows
from yeonjwa.reach.measure import SONGBUN
from yeonjwa.system.ledger import FIRST_YEAR
from yeonjwa.system.register import DETAINED, IN_CAMP, IN_EXILE, WHEREABOUTS
from yeonjwa.system.state import State
from yeonjwa.system.table_columns import JUDGED, column, counted, dimensions, estimated, judged, luck_of, table_of

NOWHERE = ""
"""Table of a total that no table shows."""


@dataclass(frozen=True)
class Quantity:
    """A yearly total: the table it stands in, its unit, the total that counts what it rests on (itself if empty), and the warning.

    per : figure by which the total is divided to get that count. is_mean: not a sum, and so the same at any scale.
    """

    table: str
    unit: str = "events"
    rests_on: str = ""
    warning: str = "behaviour"
    per: str = ""
    is_mean: bool = False


def _of(table: str, *names: str, unit: str = "events", warning: str = "behaviour") -> dict[str, Quantity]:
    return {name: Quantity(table, unit, warning=warning) for name in names}


STOCKS_AWAY = {
    "stock_in_china": "in China", "stock_held_in_china": "held in China", "stock_onward": "on the way",
    "stock_in_the_south": "in the South",
}  # fmt: skip
OUTCOMES = {"crossed": "through", "caught_leaving": "caught", "shot_leaving": "shot", "attempts": ALL}

QUANTITIES: dict[str, Quantity] = {
    "arrivals": Quantity("arrivals", "people"),
    **_of("departures", *OUTCOMES, warning="border"),
    **_of(
        "departures_and_after", "plans_reported", "people_reported", "false_reports", "shot_dead", "arrested_in_china", "deaths_in_china",
        "labels_bought", "labels_uncovered", "bribes_paid", "guards_punished", warning="border",
    ),
    **_of("returns", "returned_by_force", "returned_from_china", "returned_from_the_south"),
    **_of("left_and_where", *STOCKS_AWAY, unit="people"),
    **_of("held_by_year", "stock_detained", "stock_in_camps", "stock_in_exile", "people_on_file", unit="people", warning="harm"),
    **_of("held_by_year", "families_on_file", unit="families", warning="harm"),
    **_of("births", "births", "births_masked", unit="births", warning="mask"),
    **_of(
        "acts_by_year", *(f"released_from_{WHEREABOUTS[w]}" for w in (DETAINED, IN_CAMP, IN_EXILE)), "deaths_in_camps",
        "camp_places_wanted", "camp_places_found", "homes_exiled", "homes_watched_for_want_of_places", "vetting_failures",
        "posts_filled", "posts_left_empty", "files_examined_again",  "recalled_from_abroad",
        "minders_criticised", "minders_dismissed", "false_alarms", "lure_visits", "lure_visits_under_a_pretext", "forced_calls",
        "private_persuasion", "bargains_kept", "families_shown", "consolation_families_listed", "consolation_families",
        "marks_lightened", "contacts_found_out", "held_for_contact", "calls_let_pass_for_fear", warning="harm",
    ),
    **_of("acts_by_year", "remittances", "support_cases", "extortion_hints", "extortion_cases", "extortion_bluffs_paid"),
    **{
        f"{name}_reported_upward": Quantity("acts_by_year", "events", name, "upward")
        for name in ("lure_visits", "forced_calls", "consolation_families")
    },
    # Shown nowhere: beside those found out it would tell the risk of phoning; and deaths stand among the harm, with its floor.
    "contacts": Quantity(NOWHERE, "events"),
    "deaths_in_detention": Quantity(NOWHERE, "events", warning="harm"),
    "points_awarded": Quantity("acts_by_year", "points", "returned_from_the_south"),
    **{f"remittance_{part}_usd": Quantity("money_by_year", "USD of 2010", "remittances") for part in ("sent", "to_brokers", "to_agents", "arrived")},
    "support_usd": Quantity("money_by_year", "USD of 2010", "support_cases"),
    "extortion_usd": Quantity("money_by_year", "USD of 2010", "extortion_cases"),
    "crossing_fees_usd": Quantity("money_by_year", "USD of 2010", "crossed", "border"),
    "bribes_usd": Quantity("money_by_year", "USD of 2010", "bribes_paid", "border"),
    "label_bribes_usd": Quantity("money_by_year", "USD of 2010", "labels_bought", "border"),
    "bounties_usd": Quantity("money_by_year", "USD of 2010", "plans_reported", "border"),
    "fee_mean_usd": Quantity("money_by_year", "USD of 2010", "attempts", "border", is_mean=True),
    "dread_person_months": Quantity("dread_by_year", "person-months", "people_on_file", "dread"),
    "dread_believed_loss_months": Quantity("dread_by_year", "person-months", "people_on_file", "dread"),
    **_of("officers_by_year", "watch_officers_needed", "watch_officers_available", unit="officers", warning="officers"),
    **{
        f"officer_hours_{task}": Quantity("officers_by_year", "hours", "watch_officers_available", "officers")
        for task in ("return", "capture", "phone_trace", "denunciation", "bribe", "consolation")
    },
    **{f"officer_hours_on_{name}": Quantity("officers_by_year", "hours", f"officer_hours_on_{name}", "officers", "lure_visit_hours") for name in SONGBUN},
}  # fmt: skip
"""Every yearly total of the ledger."""

NESTED: dict[str, tuple[tuple[str, ...], ...]] = {
    "departures_and_after": (
        ("plans_reported", "people_reported"), ("labels_uncovered", "labels_bought"), ("guards_punished", "bribes_paid"),
    ),
    "acts_by_year": (
        ("camp_places_found", "camp_places_wanted"), ("lure_visits_under_a_pretext", "lure_visits"), ("marks_lightened", "consolation_families", "consolation_families_listed"),
        ("held_for_contact", "contacts_found_out"),
        ("extortion_bluffs_paid", "extortion_cases", "support_cases"), ("extortion_bluffs_paid", "extortion_cases", "extortion_hints"),
    ),
}  # fmt: skip
"""Quantities of which each holds the one before."""
CONFIRMED = "2012-2018"
"""Years for which returns from the South were confirmed together."""


def yearly_tables(state: State, first_year: int, last_year: int) -> dict[str, Table]:
    """``departures``, ``left_and_where``, ``returns`` and the tables in long form of the other yearly totals."""
    reader = _Reader(state, range(first_year, last_year + 1))
    long = {
        "departures_and_after": reader.long("departures_and_after"),
        "held_by_year": reader.long("held_by_year"),
        "acts_by_year": reader.long("acts_by_year"),
        "money_by_year": reader.long("money_by_year"),
        "dread_by_year": reader.long("dread_by_year"),
        "officers_by_year": reader.long("officers_by_year"),
    }
    fields = (
        *dimensions("quantity", "year"), column("synthetic", "raw", "events", of_table="yearly"),
        column("total", "estimate", "as in unit", of="synthetic"), column("low", "low", "as in unit", of="total"),
        column("high", "high", "as in unit", of="total"), column("unit", "note", "words"), *JUDGED,
    )  # fmt: skip
    tables = {
        name: table_of(name, fields, rows, nested=tuple(("quantity", chain) for chain in NESTED.get(name, ())))
        for name, rows in long.items()
    }
    tables["departures"] = table_of(
        "departures", (*dimensions("year", "outcome"), *counted("attempts", "events"), *JUDGED), reader.departures(), sums=("outcome",)
    )  # fmt: skip
    tables["left_and_where"] = table_of(
        "left_and_where",
        (*dimensions("year", "where"), *counted("people"), *_ends_of_published(), *JUDGED),
        reader.left_and_where(),
    )
    tables["returns"] = table_of(
        "returns",
        (*dimensions("year", "kind"), *counted("returns", "events"), *_ends_of_published(), *JUDGED),
        reader.returns(),
    )
    tables["births"] = table_of(
        "births",
        (
            *dimensions("year"), column("births", "raw", "births"), column("masked", "raw", "births", of="births"),
            column("share", "share", "share", of="masked"), *JUDGED,
        ),
        reader.births(),
    )  # fmt: skip
    return tables


def _ends_of_published() -> tuple[Any, ...]:
    return tuple(column(f"published_{end}", "observed", "as printed", of_table="yearly") for end in ("low", "high"))


class _Reader:
    """Yearly totals of one run as rows of tables."""

    def __init__(self, state: State, years: range):
        self.state, self.years, self.scale = state, years, state.scale

    def total(self, name: str, year: int) -> float:
        """A yearly total as the ledger has it; 0 where nothing was noted."""
        return float(self.state.ledger.yearly[name][year - FIRST_YEAR])

    def long(self, table: str) -> list[dict[str, Any]]:
        rows = []
        for name, q in QUANTITIES.items():
            for year in self.years if q.table == table else ():
                amount = self.total(name, year)
                count = self.total(q.rests_on or name, year)
                if q.per:
                    count /= self.state.figure(q.per)
                raw = round(count)
                total = amount / (1.0 if q.is_mean else self.scale)
                low, high = luck_of(float(raw))
                spread = (1.0, 1.0) if q.is_mean else (low / raw, high / raw) if raw else (0.0, 0.0)
                if raw == 0 and not q.rests_on:
                    spread, total = (0.0, 1.0), 0.0
                rows.append({
                    "quantity": name, "year": year, "synthetic": raw, "total": total, "low": total * spread[0], "high": total * spread[1],
                    "unit": q.unit, **judged(q.warning),
                })  # fmt: skip
        return rows

    def departures(self) -> list[dict[str, Any]]:
        return [
            {"year": year, "outcome": outcome, **estimated(self.total(name, year), self.scale, "attempts"), **judged("border")}
            for year in self.years
            for name, outcome in OUTCOMES.items()
        ]  # fmt: skip

    def left_and_where(self) -> list[dict[str, Any]]:
        beside = {int(r["year"]): (float(r["low"]), float(r["high"])) for r in read_rows("stock_in_china.csv")}
        rows = []
        for year in self.years:
            for name, where in STOCKS_AWAY.items():
                low, high = beside.get(year, _NONE) if name == "stock_in_china" else _NONE
                rows.append({
                    "year": year, "where": where, **estimated(self.total(name, year), self.scale), "published_low": low,
                    "published_high": high, **judged("behaviour"),
                })  # fmt: skip
        return rows

    def returns(self) -> list[dict[str, Any]]:
        rows = [
            {
                "year": str(year), "kind": name, **estimated(self.total(name, year), self.scale, "returns"),
                "published_low": _NONE[0], "published_high": _NONE[1], **judged("behaviour"),
            }
            for name in ("returned_by_force", "returned_from_china", "returned_from_the_south")
            for year in self.years
        ]  # fmt: skip
        first, last = (int(y) for y in CONFIRMED.split("-"))
        if first in self.years and last in self.years:
            name = "returned_from_the_south"
            count = sum(self.total(name, year) for year in range(first, last + 1))
            confirmed = sum(float(r["returns"]) for r in read_rows("returns_confirmed.csv"))
            rows.append({
                "year": CONFIRMED, "kind": name, **estimated(count, self.scale, "returns"), "published_low": confirmed,
                "published_high": float("nan"), **judged("behaviour"),
            })  # fmt: skip
        return rows

    def births(self) -> list[dict[str, Any]]:
        rows = []
        for year in self.years:
            births, masked = (round(self.total(name, year)) for name in ("births", "births_masked"))
            rows.append(
                {"year": year, "births": births, "masked": masked, "share": masked / max(births, 1), **judged("mask")}
            )
        return rows


_NONE = (float("nan"), float("nan"))

__all__ = ["CONFIRMED", "OUTCOMES", "QUANTITIES", "STOCKS_AWAY", "Quantity", "yearly_tables"]

"""The sections of a simulated run on the state's units, money, beliefs, and on how far kinship carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.blocks import Block, Figure, Section, Words
from yeonjwa.report.charts import Series, curves
from yeonjwa.report.reading import values_of
from yeonjwa.report.simulated_harm import stratum_name
from yeonjwa.report.simulated_tables import beliefs_over, long_grids, reach_over
from yeonjwa.report.svg import BLUE, GOLD, PLUM, RUST, TEAL, is_known

COLOURS = (BLUE, RUST, TEAL, GOLD, PLUM)
CHON = (2, 4, 6, 8)
BELIEFS = ("grievance", "punish", "stay", "clemency")
SHOWN_STRATA = ("capital, cadre", "capital, ordinary", "border, ordinary", "other, ordinary")


def _lines(key: str, table: Table, names: Sequence[str], title: str, warnings: Sequence[str], per: float = 1.0) -> str:
    """Yearly totals of a table in long form as curves."""
    years = [int(y) for y in values_of(table, "year")]
    series = [
        Series(text(f"system.quantity.{n}"), [v / per for v in table.where(quantity=n).column("total").tolist()], colour=c)
        for n, c in zip(names, COLOURS, strict=False)
    ]  # fmt: skip
    return _curves(key, title, years, series, warnings)


def _curves(
    key: str, title: str, years: Sequence[int], series: Sequence[Series], warnings: Sequence[str], share: bool = False
) -> str:
    """Curves named above them, since their names are long."""
    say = words.share if share else words.people
    parts = "; ".join(f"{s.label} {say(_last(s.values))}" for s in series)
    plain = [Series("", s.values, s.low, s.high, s.colour, s.dash) for s in series]
    description = text("simulated.parts", title=title, parts=parts)
    axis = words.axis_share if share else words.axis_people
    return curves(title, description, years, plain, axis, warnings, names=[(s.label, s.colour) for s in series]).svg(
        key
    )


def _last(values: Sequence[float]) -> float:
    known = [v for v in values if is_known(v)]
    return known[-1] if known else float("nan")


def state_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Watching against officers, sanctions of unit leaders, vetting, and what the state does by year."""
    officers, acts, held = (published[n] for n in ("officers_by_year", "acts_by_year", "held_by_year"))
    warned = [*warnings, text("system.warning.officers")]
    harm = [*warnings, text("system.warning.harm")]
    panels = [
        _lines("sim-officers", officers, ("watch_officers_needed", "watch_officers_available"), text("simulated.state.officers_panel"), warned),
        _lines("sim-minders", acts, ("minders_criticised", "minders_dismissed", "false_alarms"), text("simulated.state.minders_panel"), harm),
        _lines("sim-vetting", acts, ("vetting_failures", "posts_left_empty"), text("simulated.state.vetting_panel"), harm),
        _lines("sim-held", held, ("stock_in_camps", "stock_in_exile", "stock_detained"), text("simulated.state.held_panel"), harm),
    ]  # fmt: skip
    blocks: list[Block] = [
        Figure("fig-state", panels, text("simulated.state.caption")),
        long_grids(held),
        long_grids(acts),
        long_grids(officers),
    ]
    return Section("state", text("simulated.state.title"), [text("simulated.state.words")], blocks)


def money_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Money between relatives, to officials and at the border."""
    table = published["money_by_year"]
    warned = [*warnings, text("system.warning.behaviour")]
    panels = [
        _lines("sim-remittance", table, ("remittance_sent_usd", "remittance_arrived_usd", "remittance_to_agents_usd"), text("simulated.money.remittance_panel"), warned),
        _lines("sim-support", table, ("support_usd", "extortion_usd"), text("simulated.money.support_panel"), warned),
    ]  # fmt: skip
    blocks: list[Block] = [
        Figure("fig-money", panels, text("simulated.money.caption")),
        long_grids(table),
    ]
    return Section("money", text("simulated.money.title"), [text("simulated.money.words")], blocks)


def beliefs_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Grievance and beliefs by stratum."""
    table = published["beliefs"]
    warned = [*warnings, text("system.warning.beliefs")]
    years = [int(y) for y in values_of(table, "year")]
    panels = []
    for name in BELIEFS:
        rows = table.where(belief=name)
        series = [
            Series(stratum_name(s), rows.where(stratum=s).column("mean").tolist(), colour=c)
            for s, c in zip(SHOWN_STRATA, COLOURS, strict=False)
        ]
        panels.append(
            _curves(
                f"sim-{name}",
                text(f"simulated.belief.{name}"),
                years,
                series,
                warned,
                share=name != "grievance",
            )
        )
    return Section(
        "beliefs",
        text("simulated.beliefs.title"),
        [text("simulated.beliefs.words")],
        [Figure("fig-beliefs", panels, text("simulated.beliefs.caption")), beliefs_over(table, BELIEFS)],
    )


def reach_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Share of people at home with a relative known to have left, and of adults who would fail vetting for it."""
    reach, vetting = published["reach"], published["vetting"]
    years = [int(y) for y in values_of(reach, "year")]
    warned = [*warnings, text("system.warning.behaviour")]
    panels = []
    for whose in ("arrived", "known"):
        rows = reach.where(set=whose, lineality="cognatic")
        series = [
            Series(text("report.reach.within", chon=d), rows.where(chon=d).column("share").tolist(), colour=c)
            for d, c in zip(CHON, COLOURS, strict=False)
        ]
        panels.append(
            _curves(f"sim-reach-{whose}", text(f"simulated.reach.{whose}"), years, series, warned, share=True)
        )
    rules = [r for r in values_of(vetting, "rule") if r.startswith("cognatic:")]
    series = [
        Series(
            text("report.reach.within", chon=int(r.partition(":")[2])),
            vetting.where(rule=r, songbun=ALL).column("share").tolist(),
            colour=c,
        )
        for r, c in zip(rules, COLOURS, strict=False)
    ]
    panels.append(_curves("sim-reach-vetting", text("simulated.reach.vetting"), years, series, warned, share=True))
    return Section(
        "reach",
        text("simulated.reach.title"),
        [text("simulated.reach.words")],
        [
            Figure("fig-reach", panels, text("simulated.reach.caption")),
            reach_over(reach, vetting),
            Words(text("simulated.reach.elsewhere")),
        ],
    )


__all__ = ["beliefs_section", "money_section", "reach_section", "state_section"]

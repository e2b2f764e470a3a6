"""The sections on people: who the relatives are, who would fail vetting, close kin beside reported capacity, who arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yeonjwa.catalogue import figure
from yeonjwa.kinship.terms import kin_term
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.blocks import Block, Figure, Grid, Section, Words
from yeonjwa.report.charts import Bar, Series, bars, curves
from yeonjwa.report.reading import kept, latest_year, values_of
from yeonjwa.report.svg import BLUE, GOLD, PLUM, RUST, TEAL, is_known

UNDER_18 = "under 18"
CLOSE_CHON = 4
SHOWN_PER_LEAVER = 0.02  # kin rarer than one to fifty who left are left to the table
DASH = "3 3"  # of published curves
RULE_COLOURS = {4: TEAL, 6: GOLD, 8: RUST}


def relatives_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """How many living relatives those who left have at home, by kin term and by nearest degree."""
    by_term, by_chon = published["relatives_by_term"], published["relatives_by_chon"]
    return Section(
        "relatives",
        text("report.relatives.title"),
        [text("report.relatives.words")],
        [_terms(by_term, warnings), _distinct(by_chon, warnings)],
    )


def _terms(table: Table, warnings: Sequence[str]) -> Figure:
    year = latest_year(table)
    here = table.where(year=year, sex=ALL)
    everybody, minors = here.where(age=ALL), here.where(age=UNDER_18)
    close: list[Bar] = []
    distant: list[Bar] = []
    rows = []
    for i in range(len(everybody)):
        up, down, chon = (int(everybody.column(c)[i]) for c in ("up", "down", "chon"))
        value, low, high = (float(everybody.column(c)[i]) for c in ("per_leaver", "low", "high"))
        if not is_known(value) or chon == 0:
            continue
        name = kin_term(up, down)
        children = minors.where(up=up, down=down).column("per_leaver")
        rows.append([
            name, str(chon), _per_person(value, low, high), words.per_person(float(children[0])) if len(children) else "–",
        ])  # fmt: skip
        if value >= SHOWN_PER_LEAVER:
            bar = Bar(
                text("report.relatives.term", term=name, chon=chon),
                value,
                low,
                high,
                colour=BLUE if chon <= CLOSE_CHON else TEAL,
            )
            (close if chon <= CLOSE_CHON else distant).append(bar)
    panels = []
    for key, shown in (("close", close), ("distant", distant)):
        if shown:
            description = text(
                "report.relatives.term_description",
                parts="; ".join(f"{b.label} {words.per_person(b.value)}" for b in shown),
            )
            title = text(f"report.relatives.{key}_panel", year=year)
            panels.append(
                bars(title, description, shown, words.per_person, text("report.hidden"), warnings).svg(f"terms-{key}")
            )
    heads = [text(f"report.head.{k}") for k in ("relative", "chon", "per_leaver", "under_18")]
    leavers = next((f"{n:.0f}" for n in everybody.column("leavers").tolist() if is_known(n)), text("report.hidden"))
    grid = Grid(text(table.title), heads, rows, frozenset({1, 2, 3}))
    return Figure("fig-terms", panels, text("report.relatives.term_caption", leavers=leavers), grid)


def _per_person(value: float, low: float, high: float) -> str:
    return words.with_interval(*(words.per_person(v, like=value) for v in (value, low, high)))


def _distinct(table: Table, warnings: Sequence[str]) -> Figure:
    year = latest_year(table)
    here = table.where(year=year)
    panels = []
    everybody = here.where(age=ALL, sex=ALL).column("people").tolist()
    most = max((p for p in everybody if is_known(p)), default=1.0)
    for age, colour in ((ALL, BLUE), (UNDER_18, PLUM)):
        part = here.where(age=age, sex=ALL)
        rows = [
            Bar(f"{int(d)}: {text(f'report.reach.nearest_{int(d)}')}", float(p), colour=colour)
            for d, p in zip(part.column("chon"), part.column("people"), strict=True)
        ]
        key = "children" if age == UNDER_18 else "people"
        description = text(
            f"report.relatives.{key}_description", parts="; ".join(f"{r.label} {words.people(r.value)}" for r in rows)
        )
        title = text(f"report.relatives.{key}_panel", year=year)
        panels.append(
            bars(title, description, rows, words.people, text("report.hidden"), warnings, top_value=most).svg(
                f"distinct-{key}"
            )
        )
    heads = [
        text("report.head.chon"),
        *(
            f"{text(f'report.sex.{s}')}{label}"
            for label in ("", f", {text('report.head.under_18')}")
            for s in (ALL, "female", "male")
        ),
    ]
    lines = []
    for d in values_of(here, "chon"):
        cells = []
        for age in (ALL, UNDER_18):
            for sex in (ALL, "female", "male"):
                cells.append(words.people(float(here.where(chon=d, age=age, sex=sex).column("people")[0])))
        lines.append([str(d), *cells])
    grid = Grid(text(table.title), heads, lines, frozenset(range(1, 7)))
    return Figure("fig-distinct", panels, text("report.relatives.distinct_caption"), grid)


def vetting_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Which share of adults would fail a vetting that bars anybody with a known leaver within so many chon."""
    table = published["vetting"]
    years = sorted(values_of(table, "year"))
    rules = values_of(table, "rule")
    panels = []
    for line in ("cognatic", "agnatic"):
        series = []
        for rule in (r for r in rules if r.startswith(f"{line}:")):
            chon = int(rule.split(":")[1])
            rows = table.where(rule=rule, songbun=ALL)
            series.append(Series(
                text("report.reach.within", chon=chon), rows.column("share").tolist(), rows.column("low").tolist(),
                rows.column("high").tolist(), RULE_COLOURS.get(chon, BLUE),
            ))  # fmt: skip
        description = text(
            "report.vetting.description",
            parts="; ".join(f"{s.label}: {words.share(s.values[-1])}" for s in series),
            year=years[-1],
        )
        panels.append(
            curves(text(f"report.vetting.panel_{line}"), description, years, series, words.axis_share, warnings).svg(
                f"vetting-{line}"
            )
        )
    strata = values_of(table, "songbun")
    rows_ = []
    for rule in rules:
        cells = []
        for stratum in strata:
            row = table.where(rule=rule, songbun=stratum, year=years[-1])
            share, low, high = (words.share(float(row.column(c)[0])) for c in ("share", "low", "high"))
            cells.append(words.with_interval(share, low, high))
        rows_.append([rule_name(rule), *cells])
    heads = [text("report.head.rule"), *(text(f"report.songbun.{s}") for s in strata)]
    grid = Grid(text("report.vetting.table", year=years[-1]), heads, rows_, frozenset(range(1, 1 + len(strata))))
    return Section(
        "vetting",
        text("report.vetting.title"),
        [text("report.vetting.words")],
        [
            Figure("fig-vetting", panels, text("report.vetting.caption", **words.known_share())),
            grid,
            Words(f"{text(_vetting_reading(table, years[-1]))} {text('report.vetting.reading_songbun')}"),
        ],
    )


def _vetting_reading(table: Table, year: int) -> str:
    """What may be said of the deepest rule: only where the whole interval lies above what is called large."""
    low = table.where(rule="cognatic:8", songbun=ALL, year=year).column("low")
    is_large = bool((low > figure("large_share_threshold").value).all()) and low.size > 0  # hidden: NaN, not above
    return "report.vetting.reading" if is_large else "report.vetting.reading_open"


def rule_name(rule: str) -> str:
    """A rule of vetting ("cognatic:8", or one depth for each side) in the language in use."""
    line, _, depth = rule.partition(":")
    if depth:
        return f"{text(f'report.head.{line}')}, {text('report.reach.within', chon=depth)}"
    father, _, mother = rule.partition("/")
    return text("report.vetting.by_sides", father=father, mother=mother)


def capacity_section(published: Mapping[str, Table]) -> Section:
    """Close kin beside reported camps and officers: a test of the reports."""
    table = published["close_kin_and_capacity"]
    rows = []
    for quantity in values_of(table, "quantity"):
        part = table.where(quantity=quantity)
        for i in range(len(part)):
            value, low, high, *reported = (
                words.people(float(part.column(c)[i]))
                for c in ("people", "low", "high", "reported_low", "reported_high")
            )
            reading = str(part.column("reading")[i])
            rows.append([
                text(f"report.capacity.{quantity}"), str(part.column("year")[i]), words.with_interval(value, low, high),
                "–".join(dict.fromkeys(reported)), text(reading) if reading else text("report.hidden_long"),
            ])  # fmt: skip
    heads = [text(f"report.head.{k}") for k in ("quantity", "year", "estimate", "reported_size", "reading")]
    grid = Grid(text(table.title), heads, rows, frozenset({1, 2, 3}))
    caution = " ".join([text("report.capacity.caution"), *(text(w) for w in values_of(table, "warning") if w)])
    return Section(
        "capacity",
        text("report.capacity.title"),
        [text("report.capacity.words", **words.known_share())],
        [grid, Words(caution, is_warning=True)],
    )


def arrivals_section(published: Mapping[str, Table], warnings: Sequence[str]) -> Section:
    """Those placed, beside the published arrivals."""
    table = published["arrivals"]
    years = [y for y in values_of(table, "year") if y.isdigit()]
    blocks: list[Block] = []
    series = []
    for sex, colour in (("female", BLUE), ("male", GOLD)):
        rows = kept(table.where(sex=sex), [y.isdigit() for y in table.where(sex=sex).column("year").tolist()])
        series.append(Series(text(f"report.sex.{sex}"), rows.column("published").tolist(), colour=colour, dash=DASH))
        series.append(Series("", rows.column("people").tolist(), colour=colour))
    key = ((text("report.head.placed"), ""), (text("report.head.published"), DASH))
    description = text("report.arrivals.years_description", first=years[0], last=years[-1])
    drawing = curves(
        text("report.arrivals.years_panel"),
        description,
        [int(y) for y in years],
        series,
        words.axis_people,
        warnings,
        key=key,
    )
    rows_ = []
    for year in values_of(table, "year"):
        cells = []
        for sex in ("female", "male", ALL):
            row = table.where(year=year, sex=sex)
            cells += [words.people(float(row.column("people")[0])), f"{float(row.column('published')[0]):,.0f}"]
        rows_.append([_period(year), *cells])
    heads = [
        text("report.head.year"),
        *(
            f"{text(f'report.sex.{s}')}, {text(f'report.head.{k}')}"
            for s in ("female", "male", ALL)
            for k in ("placed", "published")
        ),
    ]
    grid = Grid(text(table.title), heads, rows_, frozenset(range(1, 7)))
    blocks.append(Figure("fig-arrivals", [drawing.svg("arrivals")], text("report.arrivals.years_caption"), grid))
    panels = []
    for dimension in ("province", "age"):
        period, shown = margin_of(published[f"arrivals_by_{dimension}"], dimension)
        panels.append(bars(
            text(f"report.arrivals.{dimension}_panel", period=_period(period)), text(f"report.arrivals.{dimension}_description", period=_period(period)),
            shown, words.people, text("report.hidden"), warnings, text("report.arrivals.mark"), value_label=text("report.arrivals.value"),
        ).svg(f"arrivals-{dimension}"))  # fmt: skip
    blocks.append(Figure("fig-arrivals-by", panels, text("report.arrivals.by_caption")))
    return Section("arrivals", text("report.arrivals.title"), [text("report.arrivals.words")], blocks)


def margin_of(table: Table, dimension: str) -> tuple[str, list[Bar]]:
    """The period with most published arrivals, and the bars of a margin in it, each marked with the published number."""
    period = max(
        values_of(table, "period"),
        key=lambda p: float(table.where(period=p, **{dimension: ALL}).column("published")[0]),
    )
    rows = table.where(period=period)
    bars_ = [
        Bar(
            words.province(str(name)) if dimension == "province" else str(name), float(people), mark=float(published),
            is_hidden=not is_known(float(people)),
        )
        for name, people, published in zip(
            rows.column(dimension), rows.column("people"), rows.column("published"), strict=True
        )
        if name != ALL
    ]  # fmt: skip
    return str(period), bars_


def _period(period: str) -> str:
    """A period of years in the language in use ("to 2001", "2002-2008")."""
    if period.startswith("to "):
        return text("report.arrivals.to", year=period[3:])
    return period.replace("-", "–")

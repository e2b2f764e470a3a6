"""The sections at the end: assumptions, figures and sources, how the report was made, how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yeonjwa.catalogue.figures import Figure as ModelFigure
from yeonjwa.catalogue.figures import count_by_standing, figures, sources
from yeonjwa.messages import current_language, text
from yeonjwa.report.blocks import Block, Copy, Facts, Grid, Heading, Section, Words
from yeonjwa.report.svg import BLUE, RUST, TEAL, Drawing
from yeonjwa.report.where_from import of_practices
from yeonjwa.tables_io import RunFile, citation

STANDING_COLOURS = {"reported": BLUE, "estimated": TEAL, "calibrated": "#7088a0", "assumed": RUST}
"""In the order of the bar."""
CHOICES_OF_COUNTRY = ("pre1950", "famine", "rates", "fertility_spread", "nuptiality", "kin_dispersion", "marriage_bar")
CHOICES_OF_RUN = ("clustering", "family_unit_definition", "placement_seeds")


@dataclass(frozen=True)
class Standing:
    """How many figures have one standing, in words too, and the colour it has in the bar."""

    words: str
    count: int
    colour: str


def standings() -> list[Standing]:
    """The figures of the model by standing, in the order of the bar."""
    counts = count_by_standing()
    return [
        Standing(
            text("report.standing_count", name=text(f"report.standing.{name}"), count=counts[name]),
            counts[name],
            colour,
        )
        for name, colour in STANDING_COLOURS.items()
    ]


def standing_bar() -> str:
    """One bar: how many of the model's figures are reported, estimated, calibrated and assumed."""
    parts = standings()
    total = sum(part.count for part in parts) or 1
    drawing = Drawing(620, 16, text("report.standing_title"), standing_words())
    x = 0.0
    for part in parts:
        drawing.box(x, 0, max(620 * part.count / total - 2, 0), 16, part.colour)
        x += 620 * part.count / total
    return drawing.svg("standing")


def standing_words() -> str:
    """The same in words."""
    values: dict[str, Any] = {**count_by_standing()}
    return text("report.standing_words", total=sum(values.values()), **values)


def assumptions_section(run: RunFile) -> Section:
    """The choices of the run, and where the assumed figures and their effect stand."""
    scenario, population = run.scenario, run.scenario["population"]
    chosen = [(text(f"report.assumptions.{name}"), str(population[name])) for name in CHOICES_OF_COUNTRY]
    chosen += [(text(f"report.assumptions.{name}"), str(scenario[name])) for name in CHOICES_OF_RUN]
    chosen.append((text("report.assumptions.years"), f"{scenario['first_year']}–{scenario['last_year']}"))
    return Section(
        "assumptions",
        text("report.assumptions.title"),
        [text("report.assumptions.words")],
        [Facts(chosen, has_long_terms=True), Words(text("report.assumptions.list"))],
    )


def simulated_assumptions_section(run: RunFile) -> Section:
    """The choices of a simulated run: the country, the history, what was switched off or set, and how many figures it read."""
    scenario, population = run.scenario, run.scenario["population"]
    off = (f"{practice} {since}–{until}" for practice, since, until in scenario["off"])
    chosen = [(text(f"report.assumptions.{name}"), str(population[name])) for name in CHOICES_OF_COUNTRY]
    chosen += [
        (text("scenario.label.history"), scenario["history"]),
        (text("scenario.label.without"), ", ".join(scenario["without"]) or "–"),
        (text("scenario.label.off"), ", ".join(off) or "–"),
        (text("scenario.label.figures"), ", ".join(f"{k} = {v:.10g}" for k, v in scenario["figures"].items()) or "–"),
        (text("scenario.label.schedule_draw"), str(scenario["schedule_draw"])),
        *((text("simulated.varied"), varied) for varied in [_varied(scenario)] if varied),
        (text("scenario.label.years"), f"{scenario['first_year']}–{scenario['last_year']}"),
        (text("simulated.figures_read"), str(len(run.simulation.get("figures", {})))),
    ]
    blocks: list[Block] = [Facts(chosen, has_long_terms=True), Words(text("simulated.assumptions_list"))]
    return Section("assumptions", text("report.assumptions.title"), [text("simulated.assumptions_words")], blocks)


def _varied(scenario: Mapping[str, Any]) -> str:
    """The figures that vary over the runs of an ensemble, with their ranges; empty for one run."""
    return ", ".join(f"{key} {ends}" for key, ends in scenario.get("varied", {}).items())


def sources_section() -> Section:
    """Every figure with value, standing, range and source, and the list of sources."""
    heads = [text(f"report.head.{key}") for key in ("figure", "value", "range", "unit", "standing", "source", "key")]
    rows = [
        [
            _words_of(f),
            _value(f.value),
            _range(f),
            text(f"figure_unit.{f.unit}"),
            text(f"report.standing.{f.standing}"),
            f.source,
            f.key,
        ]
        for f in figures().values()
    ]
    # Packaged data have sources of their own, and so have the dated practices; a reader must find each of them here.
    used = {f.source for f in figures().values()} | set(of_practices())
    listed = [(key, _source(s)) for key, s in sources().items() if key in used or s.series]
    ids = [f"figure-{key}" for key in figures()]
    to_sources = {(i, heads.index(text("report.head.source"))): f"source-{row[5]}" for i, row in enumerate(rows)}
    blocks: list[Block] = [
        Grid(text("report.sources.figures"), heads, rows, frozenset({1, 2}), ids=ids, links=to_sources)
    ]
    blocks += [Heading(text("report.sources.list")), Facts(listed, ids=[f"source-{key}" for key, _ in listed])]
    return Section("sources", text("report.sources.title"), [text("report.sources.words")], blocks)


def _words_of(model_figure: ModelFigure) -> str:
    note = model_figure.noted(current_language())
    return model_figure.described(current_language()) + (f" ({note})" if note else "")


def _source(source: Any) -> str:
    year = str(source.year or "")
    title, note = source.titled(current_language()), source.noted(current_language())
    parts = [title, source.outlet, "" if year in f"{title} {source.outlet}" else year, note]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _value(value: float) -> str:
    return f"{value:,.10g}" if abs(value) >= 10_000 else f"{value:.10g}"


def _range(model_figure: ModelFigure) -> str:
    if model_figure.low is None or model_figure.high is None:
        return "–"
    return f"{_value(model_figure.low)}–{_value(model_figure.high)}"


def made_section(run: RunFile) -> Section:
    """Command, versions, seed, checksums, and the citation to copy."""
    country, population = run.country, run.scenario["population"]
    libraries = ", ".join(f"{name} {version}" for name, version in run.made["libraries"].items())
    machine = run.made["machine"]
    rows = [
        (text("report.made.command"), run.command),
        (text("report.made.version"), run.version),
        (text("report.made.time"), run.made["time"]),
        (text("report.made.seed"), str(run.scenario["seed"])),
        (
            text("report.made.scale"),
            text(
                "report.made.scale_words", scale=f"{population['scale']:g}", persons=f"{country['persons_ever']:,}",
                living=f"{country['living']:,}" if "living" in country else "–",
            ),
        ),
        (text("report.made.country"), str(country.get("digest", "–"))),
        (text("report.made.libraries"), f"Python {run.made['python']}, {libraries}"),
        (text("report.made.machine"), f"{machine['system']}, {machine['processor']}, {machine['cores']}"),
        (text("report.made.floor"), text("report.made.floor_words")),
    ]  # fmt: skip
    blocks: list[Block] = [Facts(rows), Heading(text("report.made.cite"))]
    blocks += [Copy(text(f"report.made.cite_{lang}"), citation(run, lang), lang) for lang in ("en", "ko")]
    if facts := _plain_facts(country.get("facts", {})):
        blocks += [Heading(text("report.made.facts")), Facts(facts, has_long_terms=True)]
    for title, checksums in (("tables", run.tables), ("checksums", country.get("checksums", {}))):
        if checksums:
            blocks.append(Heading(text(f"report.made.{title}")))
            blocks.append(
                Words(
                    ", ".join(f"{name} {value.removeprefix('sha256:')[:16]}" for name, value in checksums.items()),
                    is_small=True,
                )
            )
    return Section("made", text("report.made.title"), [text("report.made.words")], blocks)


def _plain_facts(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The facts of a genealogy in words: shares and differences in per cent, ages in years, counts."""
    return [(text(f"report.fact.{key}"), _fact(key, value)) for key, value in facts.items() if value is not None]


def _fact(key: str, value: float) -> str:
    if "share" in key or "error" in key:
        return text("report.percent", number=f"{100 * value:.2f}")
    if "age" in key:
        return text("report.made.years", number=f"{value:.1f}")
    return f"{value:,}"

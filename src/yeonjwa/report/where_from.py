"""Where the numbers of the report come from: for each section its tables, and the figures, data and sources behind them.

Two steps lead from a number to its source: the fold at the end of its section names what goes into its tables, with the
standing, and every name leads to the row of the figure or source. What happens to relatives is traced by practice, in a
section of its own. All of it is read from the catalogue; nothing is written here by hand but which tables a section shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.figures import areas_of_figures, figures, sources
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import reports
from yeonjwa.catalogue.tables import Behind, behind
from yeonjwa.catalogue.trace import trace_practice
from yeonjwa.messages import current_language, text
from yeonjwa.outcome import Table
from yeonjwa.report.blocks import Origin, Part, Section

SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "simulated": {
        "harm": ("harm_by_kin",), "children": ("harm_by_sex_and_age",), "dread": ("dread_by_year", "harm_by_kin"), "strata": ("harm_by_stratum",),
        "leavers": ("harm_by_kin",), "arrivals": ("arrivals", "arrivals_by_province", "arrivals_by_age", "births"),
        "departures": ("departures", "departures_and_after"), "china": ("left_and_where",), "company": ("arrivals_in_company",),
        "returns": ("returns",), "state": ("held_by_year", "acts_by_year", "officers_by_year"), "money": ("money_by_year",),
        "beliefs": ("beliefs",), "reach": ("reach", "vetting"), "country": ("population_pyramid", "census_ages", "provinces"),
    },
    "observed": {
        "reach": ("reach", "reach_by_province"), "claims": ("large_or_small",), "relatives": ("relatives_by_term", "relatives_by_chon"),
        "vetting": ("vetting",), "capacity": ("close_kin_and_capacity",), "arrivals": ("arrivals", "arrivals_by_province", "arrivals_by_age"),
        "country": ("population_pyramid", "census_ages", "provinces"),
    },
}  # fmt: skip
"""Tables that each section shows, by kind of run. A section that is not named shows no table."""
UNSHOWN = {"simulated": ("harm_by_year", "terms_of_leaving"), "observed": ("mask",)}
"""Tables that a run writes and no section shows; they are traced in the last section."""
BY_PRACTICE = ("harm", "children", "dread", "strata", "leavers", "state")
"""Sections whose numbers are those of practices."""
SECTION = "from-practices"


def with_origins(sections: Sequence[Section], published: Mapping[str, Table], kind: str) -> list[Section]:
    """The sections, each with a fold that says where its numbers come from, and one on the practices before the sources.

    Parameters
    ----------
    sections : of the report, in order
    published : tables of the run
    kind : "simulated" or "observed"
    """
    done = []
    for section in sections:
        names = [n for n in SHOWN[kind].get(section.key, ()) if n in published]
        if section.key == "sources" and kind == "simulated":
            done.append(practices_section([n for n in UNSHOWN[kind] if n in published]))
        if not names:
            done.append(section)
            continue
        rows = [row for name in names for row in _rows(behind(name))]
        if kind == "simulated" and section.key in BY_PRACTICE:
            rows.insert(0, (text("report.origin.practices"), [Part(text("report.origin.by_practice"), SECTION)]))
        done.append(replace(section, blocks=[*section.blocks, Origin(text("report.origin.title"), rows)]))
    return done


def _rows(found: Behind) -> list[tuple[str, list[Part]]]:
    """What goes into one table: data and their sources, figures by name, and areas with the count of their figures by standing."""
    parts = [Part(text("report.origin.file", name=found.table))]
    for name in found.series:
        of_data = [s for s in sources().values() if name in s.series]
        parts += [Part(text("report.origin.data", name=name, source=s.key), f"source-{s.key}") for s in of_data]
    parts += [_figure(key) for key in found.figures]
    for area, counts in found.areas.items():
        standing = ", ".join(f"{text(f'report.standing.{s}')} {n}" for s, n in counts.items() if n)
        first = next(key for key, at in areas_of_figures().items() if at == area)
        said = text(
            "report.origin.area", area=text(f"report.origin.area_{area}"), count=sum(counts.values()), standing=standing
        )
        parts.append(Part(said, f"figure-{first}"))
    return [(text("report.origin.table", name=found.table), parts)]


def _figure(key: str) -> Part:
    return Part(f"{key} ({text(f'report.standing.{figures()[key].standing}')})", f"figure-{key}")


def practices_section(unshown: Iterable[str]) -> Section:
    """For each practice: the figures that give its size, the claims of the reports, and the other sources; and the reports."""
    rows: list[tuple[str, list[Part]]] = []
    for key, entry in practices().items():
        found = trace_practice(key)
        parts = [_figure(k) for k in found.figures]
        parts += [Part(_claim(k)) for k in found.claims]
        parts += [Part(s, f"source-{s}") for s in found.sources]
        rows.append((entry.title_ko if current_language() == "ko" else entry.title, parts))
    of_reports = [
        (
            key,
            [
                Part(
                    f"{r.title_ko if current_language() == 'ko' else r.title}. {r.outlet}, {r.date}. {r.covers_ko if current_language() == 'ko' else r.covers}"
                )
            ],
        )
        for key, r in reports().items()
    ]
    others = [row for name in unshown for row in _rows(behind(name))]
    blocks = [
        Origin(text("report.origin.practices_list"), rows), Origin(text("report.origin.reports_list"), of_reports),
        *([Origin(text("report.origin.others"), others)] if others else []),
    ]  # fmt: skip
    return Section(SECTION, text("report.origin.section"), [text("report.origin.section_words")], blocks)


def claims_origin(tests: Iterable[str]) -> Origin:
    """For each tested claim: the sentences of the reports that it is about, and the figures that were varied."""
    from yeonjwa.claims.fixed import claim_tests

    by_number = {c.number: c.key for c in claims().values()}
    rows = []
    for key in tests:
        test = claim_tests()[key]
        parts = [Part(_claim(by_number[number])) for number in test.ledger]
        rows.append((key, [*parts, *(_figure(name) for name in test.assumptions if name in figures())]))
    return Origin(text("report.origin.title"), rows)


def histories_origin(keys: Iterable[str]) -> Origin:
    """For rival histories: the section on practices, which names their figures and claims, and the sources of each figure from outside."""
    from yeonjwa.rivals.outside import outside_figures

    rows = [(text("report.origin.practices"), [Part(text("report.origin.by_practice"), SECTION)])]
    for key in keys:
        figure = outside_figures()[key]
        said = figure.says_ko if current_language() == "ko" else figure.says
        rows.append((said, [Part(source, f"source-{source}") for source in figure.sources]))
    return Origin(text("report.origin.title"), rows)


def _claim(key: str) -> str:
    claim = claims()[key]
    says = claim.says_ko if current_language() == "ko" else claim.says
    return text(
        "report.origin.claim", number=claim.number, report=", ".join(claim.report), says=says.strip().rstrip(".")
    )


@cache
def of_practices() -> tuple[str, ...]:
    """Sources outside the five reports that a practice, or one of its levels, names."""
    return tuple(dict.fromkeys(s for key in practices() for s in trace_practice(key).sources))


__all__ = [
    "BY_PRACTICE", "SECTION", "SHOWN", "UNSHOWN", "claims_origin", "histories_origin", "of_practices", "practices_section", "with_origins",
]  # fmt: skip

"""Reference pages: help of the commands, tables of a run, errata, citation, results and what they rest on."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from written import results
from written.markdown import table
from yeonjwa import messages
from yeonjwa.catalogue import figures
from yeonjwa.catalogue.figures import areas_of_figures
from yeonjwa.catalogue.files import one
from yeonjwa.catalogue.trace import tables_of
from yeonjwa.cli import help as help_page
from yeonjwa.cli.main import build_command
from yeonjwa.outcome import Outcome, Table
from yeonjwa.tables_io import Erratum

SMALL = 0.01
"""Scale of the runs that are made only to see which tables and columns there are."""
KINDS = ("observed", "simulated")


def help_of_commands(language: str) -> str:
    """The help page of each command, in one language."""
    messages.use(language=language)
    tree = build_command()
    pages = {"yeonjwa": help_page.page(tree, [])}
    for name, command in tree.commands.items():
        pages[name] = help_page.page(tree, [name])
        for inner in getattr(command, "commands", {}):
            pages[f"{name} {inner}"] = help_page.page(tree, [name, inner])
    messages.use(language="en")
    return "\n\n\n".join(f"$ yeonjwa {'' if n == 'yeonjwa' else n + ' '}--help\n\n{p}" for n, p in pages.items()) + "\n"


def errata() -> str:
    """Results that were withdrawn or corrected, as packaged; a sentence where there are none."""
    entries = json.loads((resources.files("yeonjwa") / "data" / "errata.json").read_text(encoding="utf-8"))
    if not entries:
        return "No result has been withdrawn or corrected so far. 아직 철회하거나 정정한 결과가 없습니다.\n"
    rows = [
        [e.date, ", ".join(e.versions), ", ".join(f"`{t}`" for t in e.tables) or "all", e.en, e.ko]
        for e in (Erratum(**row) for row in entries)
    ]
    return "\n".join(table(["date", "versions", "tables", "what was wrong", "내용"], rows)) + "\n"


def what_rests_on_what() -> str:
    """Each table of a run, with the figures that its code reads and the areas that go into it."""
    areas = areas_of_figures()
    by_table: dict[str, tuple[list[str], set[str]]] = {}
    for key in figures():
        if areas[key] not in one("results")["areas"]:
            continue  # no table of this version rests on that area
        tables, grain = tables_of(key, areas[key])
        for name in tables:
            exact, whole = by_table.setdefault(name, ([], set()))
            if grain == "figure":
                exact.append(key)
            else:
                whole.add(areas[key])
    rows = [
        [f"`{name}`", ", ".join(f"`{k}`" for k in sorted(exact)), ", ".join(sorted(whole))]
        for name, (exact, whole) in sorted(by_table.items())
    ]
    notes = [f"{area}: {words['en']}" for area, words in one("results").get("notes", {}).items()]
    return (
        "\n".join([*table(["table", "figures that it reads by name", "areas that go into it"], rows), "", *notes])
        + "\n"
    )


def how_to_cite() -> str:
    """The line to copy, and a sentence about one number as an example, in both languages."""
    lines = []
    for language, name in (("en", "English"), ("ko", "한국어")):
        made = results.kept()["observed"]["made"]
        words = messages.text(
            "run.citation",
            lang=language,
            version=made["version"],
            scale=made["scale"],
            seed=made["seed"],
            digest=made["digest"],
        )
        lines += [f"**{name}**", "", "```text", words, "```", ""]
    return "\n".join(lines)


def example_of_a_number() -> str:
    """A sentence in each language that cites one number of the ready results as a number should be cited."""
    run = results.kept()["observed"]
    made = run["made"]
    reach = next(part for part in run["tables"] if part["table"] == "reach")
    at = {name: k for k, name in enumerate(reach["columns"])}
    row = next(r for r in reach["rows"] if r[at["line"]] == "cognatic" and r[at["within chon"]] == 4)
    share, low, high = (results.shown(row[at[name]], "share") for name in ("share", "low", "high"))
    how = f"yeonjwa {made['version']}, scale {made['scale']}, seed {made['seed']}"
    return "\n".join(
        [
            "```text",
            f"At the end of 2024, an estimated {share} ({low} to {high}; {how}) of people in the North had somebody within",
            "4 chon, both lines, among those who had arrived in the South. Kinship is computed; who left with whom is assumed.",
            "```", "", "```text",
            f"2024년 말 북한 주민의 약 {share}({low}에서 {high}, {how})는 부모 양쪽으로 4촌 이내에 남한에 입국한 사람이 있는",
            "것으로 추정됩니다. 친족 관계는 계산한 것이고, 누가 누구와 함께 떠났는지는 가정입니다.",
            "```", "",
        ]
    )  # fmt: skip


def data_dictionary() -> str:
    """Every table of a run with its columns, as a small run of each kind has them, and those that lie beside them."""
    from yeonjwa import tables_io
    from yeonjwa.disclosure import publish_all
    from yeonjwa.report.shown import shown
    from yeonjwa.scenario import Scenario

    tables: dict[str, Table] = {}
    for outcome in small_outcomes():
        scale = outcome.run["scenario"]["population"]["scale"]
        tables |= publish_all(outcome.tables, scale)
    tables |= shown({}, Scenario(departures="simulated")).tables
    body = tables_io.data_dictionary(tables).split("\n", 1)[1]
    return "\n".join(line if line.startswith("|") else line.replace("<", "&lt;") for line in body.splitlines()) + "\n"


@cache
def small_outcomes() -> tuple[Outcome, ...]:
    """A small run of each kind."""
    from yeonjwa.population import store
    from yeonjwa.population.spec import PopulationSpec
    from yeonjwa.scenario import Scenario
    from yeonjwa.simulate import simulate

    spec = PopulationSpec(scale=SMALL)
    country = store.open_or_build(spec)
    return tuple(simulate(country, Scenario(population=spec, departures=kind)) for kind in KINDS)


__all__ = ["data_dictionary", "errata", "example_of_a_number", "help_of_commands", "how_to_cite", "what_rests_on_what"]

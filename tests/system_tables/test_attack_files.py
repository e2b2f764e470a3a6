"""All that a run and a pool write is searched for hidden numbers: tables, report, images, what is heard of images, embedded data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.population.society_tools import with_society
from tests.system_tables import attacks
from tests.system_tables.files_attack import found_in, secrets_of
from yeonjwa import messages, report
from yeonjwa.disclosure import publish, publish_all
from yeonjwa.ensemble import main_report
from yeonjwa.ensemble.pooling import pool
from yeonjwa.ensemble.publishing import published_tables
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate
from yeonjwa.tables_io import run_file, write_outcome

FACTS = {"vary": {}, "schedule_varied": False, "points": []}


@pytest.fixture(scope="module")
def outcome():
    """A run of a toy country of which most counts are small: 12,500 living stand for twenty times fewer."""
    country = with_society()
    found = simulate(country, Scenario(departures="simulated", population=country.spec))
    scale = country.spec.scale
    assert scale < 0.001
    return found


def written(folder, outcome, published):
    """The outcome folder of one run, with CSV."""
    run = run_file(outcome.run, published, "yeonjwa run", True)
    write_outcome(folder, published, run, report.render(published, run))
    return folder


def scale_of(outcome):
    return outcome.run["scenario"]["population"]["scale"]


def leaky(outcome):
    """The tables protected as if small cells alone were to be hidden, and one not even so."""
    tables = {name: publish(table, scale_of(outcome)) for name, table in outcome.tables.items()}
    bare = outcome.tables["departures"]
    tables["departures"] = replace(
        publish(bare, scale_of(outcome)), data={**bare.data, "suppressed": np.full(len(bare), "")}
    )
    return tables


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_that_a_run_writes_gives_a_hidden_number(outcome, tmp_path, language):
    messages.use(language=language)
    try:
        published = publish_all(outcome.tables, scale_of(outcome))
        secrets = secrets_of(outcome.tables, published)
        assert len(secrets) > 500
        assert found_in(written(tmp_path / "run", outcome, published), secrets) == []
    finally:
        messages.use(language="en")


def test_the_search_finds_what_is_leaked_in_every_kind_of_file(outcome, tmp_path):
    secrets = secrets_of(outcome.tables, publish_all(outcome.tables, scale_of(outcome)))
    folder = written(tmp_path / "run", outcome, leaky(outcome))
    some = next(s for s in secrets if s.table == "harm_by_year")
    content = json.loads((folder / "run.json").read_text())
    content["simulation"]["notes"] = {" ".join(v for _, v in some.at): some.numbers[0]}
    (folder / "run.json").write_text(json.dumps(content))
    found = found_in(folder, secrets)
    files = {file for file, _ in found}
    assert {"departures.csv", "departures.parquet", "report.html", "run.json"} <= files
    page = folder / "report.html"
    only_drawn = page.read_text().split('id="fig-departures"')[1].split("</svg>")[0]
    page.write_text(f"<p>{only_drawn}</svg>")
    assert {s.table for file, s in found_in(folder, secrets) if file == "report.html"} == {"departures"}
    heard = secrets[0]
    for words in (
        f'<svg aria-label="{": ".join(heard.words)} {heard.numbers[1]:.3g}"></svg>',
        f"<title>{' '.join(heard.words)}: {heard.numbers[0]:g}</title>",
        f"<script>{json.dumps({' '.join(v for _, v in heard.at): heard.numbers[0]})}</script>",
    ):
        page.write_text(words)
        assert ("report.html", heard) in found_in(folder, [heard]), words


def test_nothing_that_a_pool_writes_gives_a_hidden_number(outcome, tmp_path):
    """Three runs together (of one, so that their sums are known)."""
    pooled = {name: pool([table] * 3, ["a", "b", "c"]) for name, table in outcome.tables.items()}
    whole = {name: one.table for name, one in pooled.items()}
    published = published_tables(pooled, scale_of(outcome))
    secrets = secrets_of(whole, published)
    assert len(secrets) > 500
    run = run_file(outcome.run, published, "yeonjwa ensemble", True)
    page = main_report.main_report(published, outcome.tables, run, "1-3", FACTS)
    write_outcome(tmp_path / "pool", published, run, page)
    assert found_in(tmp_path / "pool", secrets) == []


@pytest.mark.verify
def test_no_hidden_number_of_real_runs_is_given_by_their_files_or_their_tables(tmp_path):
    """Two runs at a hundredth of the country, one by one and pooled."""
    from yeonjwa.population.spec import PopulationSpec
    from yeonjwa.population.store import open_or_build

    country = open_or_build(PopulationSpec(scale=0.01))
    runs = [simulate(country, Scenario(departures="simulated", population=country.spec, seed=seed)) for seed in (1, 2)]
    for k, outcome in enumerate(runs):
        published = publish_all(outcome.tables, 0.01)
        attacked(outcome.tables, published)
        assert found_in(written(tmp_path / str(k), outcome, published), secrets_of(outcome.tables, published)) == []
    pooled = {name: pool([run.tables[name] for run in runs], ["a", "a"]) for name in runs[0].tables}
    whole = {name: one.table for name, one in pooled.items()}
    attacked(whole, published_tables(pooled, 0.01))
    naive = [(run.tables, {name: publish(table, 0.01) for name, table in run.tables.items()}) for run in runs]
    assert len(attacks.recovered(attacks.series_of(naive))) > 50


def attacked(tables, published):
    series = attacks.series_of([(tables, published)])
    assert attacks.recovered(series) == []
    assert attacks.told_by_margins(tables, published) == []
    assert attacks.told_by_periods(tables, published) == []
    assert attacks.told_together(series, attacks.periods_shown(published)) == []

"""The way in: a country and a scenario give an outcome. The command line, notebooks and tests all call ``simulate``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from yeonjwa.errors import InputError
from yeonjwa.messages import text
from yeonjwa.outcome import Outcome, Table
from yeonjwa.population.country import Country
from yeonjwa.scenario import Scenario

Progress = Callable[..., None]
"""Told the stage in words, the share done (0 to 1) and, if known, ``people``."""

FACTS = (
    "end_1950_largest_error_to_age_80", "end_1950_total_error", "province_share_error_2008_largest", "county_share_error_2008_median",
    "urban_share_2008", "women_age_at_first_marriage_2008", "grooms_of_first_brides_age_2008", "share_of_unions_within_4_chon",
    "share_of_unions_at_5_to_8_chon", "share_of_unions_ended_by_2025", "unions_sampled_for_kinship",
)  # fmt: skip
"""Facts of a country that are large aggregates; its small counts (holders of a post) stay in the cache."""


def simulate(country: Country, scenario: Scenario, progress: Progress | None = None) -> Outcome:
    """Run ``scenario`` in ``country``.

    With observed departures, the known arrivals are placed and it is counted who their relatives are; with simulated ones, the
    system is at work from 1993 to 2024: people decide, practices strike, and it is counted whom.

    Parameters
    ----------
    country : Country
        Built from ``scenario.population``.
    scenario : Scenario
        What to run.
    progress : callable, optional
        Told how far the run is.

    Returns
    -------
    Outcome
        Tables with every cell (``disclosure.publish`` makes them fit to leave the program) and how they were made.

    Raises
    ------
    InputError
        The country was built from another spec than the scenario names.
    """
    if country.spec != scenario.population:
        raise InputError(
            "the country was built from another population than the scenario names; open the one it names."
        )
    say = progress or (lambda stage, share=0.0, people=None: None)
    from yeonjwa.population.tables import country_tables

    if scenario.departures == "simulated":
        say(text("system.stage.beginning"), 0.0, people=country.persons_ever)
        from yeonjwa.system.ground import Ground

        ground = Ground(country)  # before the system is imported, as its pages are found meanwhile
        from yeonjwa.system.run import System
        from yeonjwa.system.tables import simulated_tables

        system = System(country, scenario, ground=ground)
        del ground  # the run gives it back at its end
        # The tables of the country rest on nothing that happens in the run, whose months leave a core idle now and then.
        with ThreadPoolExecutor(1, thread_name_prefix="yeonjwa-country") as beside:
            about_country = beside.submit(country_tables, country)
            found, facts = simulated_tables(system, say)
        return Outcome(found | about_country.result(), {**_record(country, scenario), "simulation": facts})
    say(text("run.stage.country"), 0.0, people=country.persons_ever)
    tables: dict[str, Table] = country_tables(country)
    from yeonjwa.reach import observed_tables

    say(text("run.stage.reach"), 0.0, people=country.persons_ever)
    tables |= observed_tables(country, scenario, say)
    say(text("run.stage.reach"), 1.0, people=country.persons_ever)
    return Outcome(tables, _record(country, scenario))


def _record(country: Country, scenario: Scenario) -> dict[str, Any]:
    """What determined the tables: scenario, catalogue, and the manifest of the country with the checksums of its columns."""
    from yeonjwa.population.country import INDEX_COLUMNS
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    manifest = country.manifest
    # What follows from other columns is left out: a country stored without it gives the same record.
    columns = {name: entry for name, entry in manifest.get("columns", {}).items() if name not in INDEX_COLUMNS}
    return {
        "version": __version__,
        "scenario": scenario.model_dump(mode="json"),
        "catalogue": catalogue_record(),
        "country": {
            "persons_ever": country.persons_ever,
            **{k: manifest[k] for k in ("digest", "model", "living") if k in manifest},
            "facts": {k: v for k, v in manifest.get("facts", {}).items() if k in FACTS},
            "checksums": {name: entry["checksum"] for name, entry in sorted(columns.items())},
        },
    }

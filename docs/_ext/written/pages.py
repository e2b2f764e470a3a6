"""Which fragment is written from what."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from written import claims, coverage, figures, practices, process, reference, results, rivals, state, symbols, tested

FRAGMENTS: dict[str, Callable[[], str]] = {
    "claims.md": claims.page,
    "claims-by-mechanism.md": coverage.by_mechanism,
    "claims-covered.md": coverage.by_claim,
    "citation.md": reference.how_to_cite,
    "contradictions.md": rivals.all_contradictions,
    "country-columns.md": state.country_columns,
    "data-dictionary.md": reference.data_dictionary,
    "data-files.md": figures.data_files,
    "errata.md": reference.errata,
    "example-of-a-number.md": reference.example_of_a_number,
    "figures.md": figures.all_in_one,
    "figures-count.md": figures.count,
    "figures-from-outside.md": rivals.figures_from_outside,
    "help-en.txt": lambda: reference.help_of_commands("en"),
    "help-ko.txt": lambda: reference.help_of_commands("ko"),
    "histories.md": rivals.all_histories,
    "parameters.md": figures.parameters,
    "practices.md": practices.one_by_one,
    "practices-overview.md": practices.overview,
    "process-order.md": process.month,
    "results.md": results.page,
    "results-and-figures.md": reference.what_rests_on_what,
    "said-by-a-run.md": results.said_by_a_run,
    "state-variables.md": state.state_variables,
    "symbols.md": symbols.page,
    "tests-of-claims.md": tested.page,
}
"""Name of each fragment, and what writes it."""


def write_all(folder: Path, countries: Path) -> None:
    """Write every fragment into ``folder``; countries that this needs are kept in ``countries`` unless YEONJWA_CACHE says where."""
    os.environ.setdefault("YEONJWA_CACHE", str(countries))
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in FRAGMENTS.items():
        words = write()
        file = folder / name
        # What did not change keeps its time, so that Sphinx reads only the pages that did.
        if not file.is_file() or file.read_text(encoding="utf-8") != words:
            file.write_text(words, encoding="utf-8")


__all__ = ["FRAGMENTS", "write_all"]

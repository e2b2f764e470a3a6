"""Which of its four series a run reads of each practice is what the catalogue says: the rest is told and changes nothing."""

from collections import defaultdict

from tests.system.tools import toy_system
from yeonjwa.catalogue.histories import SERIES, Schedule, levels

BUSY = {"leaving_base": 2e-3}
MONTHS = 384


def test_a_run_reads_the_series_that_are_said_to_move_it(monkeypatch):
    read = defaultdict(set)
    table, level = Schedule.table, Schedule.level

    def read_table(self, practice, series):
        read[practice].add(series)
        return table(self, practice, series)

    def read_level(self, practice, series, *rest):
        read[practice].add(series)
        return level(self, practice, series, *rest)

    monkeypatch.setattr(Schedule, "table", read_table)
    monkeypatch.setattr(Schedule, "level", read_level)
    system = toy_system(3_000, figures=BUSY)
    for _ in range(MONTHS):
        system.step()
    said = {name: file.moves for name, file in levels().items()}
    assert {name: tuple(s for s in SERIES if s in read[name]) for name in said} == said

"""An attack by differencing on what a comparison shows: nothing hidden, and no small difference, can be worked out."""

import numpy as np
import pytest

from tests.compare import worlds
from tests.compare.conftest import REPORTED, WITHOUT
from yeonjwa.compare.both import Both, people_behind
from yeonjwa.compare.known_zeros import known_zeros
from yeonjwa.compare.margins import margins, periods_of
from yeonjwa.compare.protecting import Links, cover, hidden_rows, is_small, links_of

FLOOR = 20


def both_of(history_a, history_b, seeds=(1, 2), **of_a):
    """Lined-up tables of stand-in worlds, with known zeros and what is hidden."""
    scenarios = {"reported": REPORTED, "no-kin-consequence": WITHOUT}
    a, b = scenarios[history_a], scenarios[history_b]
    sides = [
        [
            margins(worlds.tables(history, seed, **more), periods_of(REPORTED), {"2020-2024": (2020, 2024)})
            for seed in seeds
        ]
        for history, more in ((history_a, of_a), (history_b, {}))
    ]
    tables = {
        name: Both.of([m[name] for m in sides[0]], [m[name] for m in sides[1]], ("d", "d")) for name in sides[0][0]
    }
    zeros = known_zeros(a, tables, 0), known_zeros(b, tables, 1)
    return tables, zeros, hidden_rows(tables, (worlds.SCALE, worlds.SCALE), zeros)


def exposed(tables: dict[str, Both], links: Links, hidden: dict[str, np.ndarray], zeros) -> list[str]:
    """What somebody works out who knows the shown rows, all totals, and which counts hold which.

    A hidden count of a world is worked out if the equations "parts make the total" fix it; then a small difference of a single
    hidden row, of the hidden parts of a total together, or of what one count holds beyond another is listed.
    """
    found = []
    cells = [(name, row) for name in tables for row in range(len(hidden[name]))]
    unknown = {cell: i for i, cell in enumerate(c for c in cells if hidden[c[0]][c[1]])}
    for side in (0, 1):
        free = {c: i for c, i in unknown.items() if not zeros[side][c[0]][c[1]]}
        same = [(cells[0], cells[1:]) for cells in links.twins]
        lines = [
            *links.lines,
            *((total, (part,)) for total, parts in same for part in parts if total[0].startswith("harm")),
        ]
        system = np.zeros((len(lines), len(unknown)))
        for k, (total, parts) in enumerate(lines):
            for cell, sign in ((total, -1.0), *((part, 1.0) for part in parts)):
                if cell in free:
                    system[k, free[cell]] += sign
        _, size, basis = np.linalg.svd(system) if len(unknown) else (0, np.zeros(0), np.zeros((0, 0)))
        null = basis[(size > 1e-9).sum() :]
        for cell, i in free.items():
            if np.abs(null[:, i]).max(initial=0.0) < 1e-9:
                found.append(f"count of {'AB'[side]}: {cell}")
    for name, both in tables.items():
        small = is_small(people_behind(both.differences), both.floor)
        found += [f"difference: {name} {row}" for row in np.flatnonzero(small & ~hidden[name])]
    for total, parts in links.lines:
        if hidden[total[0]][total[1]] or not any(hidden[n][r] for n, r in parts):
            continue
        rest = tables[total[0]].differences[:, total[1]] - sum(
            tables[n].differences[:, r] for n, r in parts if not hidden[n][r]
        )
        if is_small(people_behind(rest[:, None]), FLOOR).any():
            found.append(f"rest of {total}")
    for (n, r), (m, s) in links.pairs:
        if not (hidden[n][r] or hidden[m][s]):
            beyond = tables[m].differences[:, s] - tables[n].differences[:, r]
            if is_small(people_behind(beyond[:, None]), tables[n].floor).any():
                found.append(f"beyond {n} {r}")
    return found


@pytest.mark.parametrize("few", [0, 3, 7, 25])
@pytest.mark.parametrize("struck", [5, 21, 500])
@pytest.mark.parametrize("other", ["reported", "no-kin-consequence"])
def test_nothing_hidden_can_be_worked_out(few, struck, other):
    tables, zeros, hidden = both_of("reported", other, few=few, struck=struck)
    assert any(rows.any() for rows in hidden.values())
    assert exposed(tables, links_of(tables), hidden, zeros) == []


def test_the_attack_finds_what_is_hidden_without_cover():
    """The same attack succeeds where only the small cells themselves are hidden."""
    tables, zeros, _ = both_of("reported", "no-kin-consequence", few=7)
    alone = {name: is_small(people_behind(both.differences), both.floor) for name, both in tables.items()}
    assert exposed(tables, links_of(tables), alone, zeros)


def test_worlds_that_differ_by_a_few_people_tell_it_nowhere():
    tables, _, hidden = both_of("reported", "reported", few=2)
    at = {tuple(key.values()): row for row, key in enumerate(tables["harm_by_kin"].keys)}
    for practice in ("watching", "any_practice"):
        assert hidden["harm_by_kin"][at[practice, "2012-2019", "all"]]
        assert hidden["harm_by_kin"][at[practice, "2012-2019", "5-8"]]
    for name in ("harm_by_stratum", "harm_by_sex_and_age"):  # the total stands there too
        rows = [
            row
            for row, key in enumerate(tables[name].keys)
            if key["practice"] == "watching" and set(list(key.values())[2:]) == {"all"}
        ]
        assert hidden[name][rows].all()


def test_the_same_few_people_in_each_run_count_once():
    assert people_behind(np.array([[7.0], [7.0], [7.0]])) == [7]
    assert people_behind(np.array([[2.0], [7.0], [15.0]])) == [24]
    assert people_behind(np.array([[5.0], [-5.0]])) == [0]


def test_a_total_goes_too_where_no_other_part_can_be_hidden():
    tables, zeros, _ = both_of("reported", "no-kin-consequence", few=7)
    links = links_of(tables)
    certain = {name: zeros[0][name] & zeros[1][name] for name in tables}
    hidden = {name: np.ones(len(both.keys), dtype=bool) for name, both in tables.items()}
    line = next(line for line in links.lines if line[0][0] == "harm_by_sex_and_age")
    hidden[line[0][0]][[line[0][1], line[1][0][1]]] = False  # total and one of two parts shown
    cover(tables, links, hidden, certain)
    assert hidden[line[0][0]][line[1][0][1]] or hidden[line[0][0]][line[0][1]]

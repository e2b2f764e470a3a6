"""One world replayed beside another: fields and capacities of the first, month by month, and who differs in the second."""

from __future__ import annotations

from typing import Any

import numpy as np

from yeonjwa.beliefs import beliefs, grievance, news
from yeonjwa.departures import crossing, drivers, returning, transit
from yeonjwa.families import group_plans, money
from yeonjwa.families.posted import HIGH
from yeonjwa.population.posts import ABROAD
from yeonjwa.practices import border_control, on_departure, sweeps, unit_leader_liability
from yeonjwa.system import observe
from yeonjwa.system.memory import SHARED
from yeonjwa.system.run import System
from yeonjwa.units import denunciation, detection, officers

PROCESSES = (
    (drivers, "read"), (money, "earn_send_and_support"), (news, "spread"), (grievance, "feel"), (beliefs, "learn"),
    (group_plans, "form"), (denunciation, "report"), (border_control, "wear"), (crossing, "set_prices"), (crossing, "cross"),
    (transit, "travel"), (detection, "notice"), (on_departure, "follow"), (officers, "allot"), (sweeps, "go_over"),
    (returning, "come_home"), (observe, "close"),
)  # fmt: skip
"""Whatever writes to the fields; after each of them the second world takes the fields of the first."""
LINKS_A_MONTH = 3
"""Who decides otherwise takes kin along (1), whose relatives are struck (2), whose close kin feel it (3)."""
CHOSEN = ((unit_leader_liability, "stand_ins", 1), (denunciation, "_somebody", 2))
"""Draws of a stranger who fits: function, and how many of its arguments name the draw."""


class Pair:
    """Two worlds in step; ``step`` lives one month in the first, then the same in the second with the first's fields."""

    def __init__(self, monkeypatch: Any, one: System, other: System):
        self.one, self.other = one, other
        self.tape: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.strangers: dict[int, dict[Any, int]] = {id(one): {}, id(other): {}}
        for module, name in PROCESSES:
            monkeypatch.setattr(module, name, self._taped(getattr(module, name)))
        for module, name, count in CHOSEN:
            monkeypatch.setattr(module, name, self._noted(name, getattr(module, name), count))
        other.state.totals["replay"] = one.state.totals.setdefault("cuts", {})

    def _taped(self, process: Any) -> Any:
        def call(system: System, *values: Any) -> Any:
            result = process(system, *values)
            memory, fields = system.state.memory, system.state.fields
            if system is self.one:
                self.tape.append((fields.copy(), {name: _copied(getattr(memory, name)) for name in SHARED}))
            else:
                values_of_fields, shared = self.tape[self.at]
                fields.put(values_of_fields)
                for name, value in shared.items():
                    setattr(memory, name, _copied(value))
                self.at += 1
            return result

        return call

    def _noted(self, name: str, choose: Any, count: int) -> Any:
        def call(system: System, *values: Any) -> Any:
            found = choose(system, *values)
            role = values[3] if name == "stand_ins" else name
            keys = zip(*(np.asarray(v).tolist() for v in values[:count]), strict=True)
            self.strangers[id(system)].update({(role, *k): p for k, p in zip(keys, found.tolist(), strict=True)})
            return found

        return call

    def step(self) -> None:
        """One month of both."""
        self.tape.clear()
        for noted in self.strangers.values():
            noted.clear()
        self.at = 0
        self.one.step()
        self.other.step()
        assert self.at == len(self.tape)


def _copied(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return value  # an Allotment, which nobody writes to


def of_persons(system: System) -> np.ndarray:
    """Everything about each person, float64[persons, facts], whether or not the person has a row."""
    state = system.state
    people, table = state.people, state.leavers
    row = people.row_of
    left_out = ("person", "file", "next_of_file", "leaver", "code")
    facts = [c[row].astype(np.float64) for name, c in people.as_dict().items() if name not in left_out]
    facts += [np.append(state.files.keeper, -1)[people.file[row]].astype(np.float64)]
    for name in ("group", "month", "moved", "stage", "label", "known", "arrived", "fast", "held", "funded", "who"):
        facts.append(np.append(getattr(table, name), 0)[people.leaver[row]].astype(np.float64))
    facts += [
        x.astype(np.float64) for x in (state.gone, state.whereabouts, state.post_now, state.busy_until, state.code)
    ]
    return np.stack(facts, axis=1)


def who_differs(one: System, other: System) -> set[int]:
    """Ids of persons about whom anything differs, of both of a couple whose marriage does, and members of files that do."""
    found = set(np.flatnonzero((of_persons(one) != of_persons(other)).any(axis=1)).tolist())
    a, b = one.state, other.state
    unions = np.flatnonzero(a.union_end != b.union_end)
    for side in ("union_wife", "union_husband"):
        found |= set(a.columns[side][unions].tolist())
    return found | {person for file in files_that_differ(one, other) for person in file}


def files_that_differ(one: System, other: System) -> list[set[int]]:
    """Members and keeper of each family file about which anything differs between the worlds."""
    tables = []
    for system in (one, other):
        state = system.state
        columns = [v.tolist() for n, v in state.files.as_dict().items() if n != "first_row"]
        rows = list(zip(*columns, strict=True))
        position, row = state.files.rows_of(state.people, np.arange(len(rows)))
        members: list[set[int]] = [{int(k)} for k in state.files.keeper]
        for file, person in zip(position.tolist(), state.people.person[row].tolist(), strict=True):
            members[file].add(person)
        keepers = state.files.keeper.tolist()
        tables.append({k: (r, m) for k, r, m in zip(keepers, rows, members, strict=True)})
    mine, theirs = tables
    differ = [k for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k)]
    return [mine.get(k, ((), set()))[1] | theirs.get(k, ((), set()))[1] for k in differ]


class Links:
    """The declared ways by which a difference passes from one person to another within a month.

    Close kin (2 chon and spouse) feel what befalls a person and go along; relatives to 4 chon of whoever left or was found to have
    left are counted and struck, and those within 8 chon meet it in vetting; besides, a family file, a list of reserves, a
    crew abroad, kin of one payer, and the stranger in office whom a draw names.
    """

    def __init__(self, pair: Pair):
        self.pair = pair
        self.states = (pair.one.state, pair.other.state)
        self.unions = pair.one.state.pedigree.require_unions("links")

    def unexplained(self, before: set[int], new: set[int]) -> set[int]:
        """Those of ``new`` whom no short chain of links through differing persons joins to ``before``."""
        edge, rest = set(before), set(new)
        for _ in range(LINKS_A_MONTH):
            if rest:
                edge |= rest & self.of(edge)
                rest -= edge
        return rest

    def of(self, persons: set[int]) -> set[int]:
        """Everybody whom ``persons`` are linked to."""
        if not persons:
            return set()
        left = {p for p in persons if self._attempts(0, p) != self._attempts(1, p)}
        near = self.kin(persons, "cognatic:2") | self.kin(left, "cognatic:4")
        return near | self.files(persons | near) | self.posts(persons, left) | self.strangers(persons)

    def kin(self, persons: set[int], rule: str) -> set[int]:
        """``persons``, their living relatives under a rule with whoever they married, and children yet to be born."""
        if not persons:
            return set()
        ids = np.array(sorted(persons), dtype=np.int64)
        found = set(persons)
        for state in self.states:
            before = self.pair.one.state.month - 1
            for month in (before, before + 1):
                now, state.month = state.month, month
                found |= set(state.kin(ids, rule).id.tolist())
                state.month = now
        found |= set(self.unions.spouses_of(ids)[1].tolist())
        children = self.pair.one.state.pedigree.children
        return found | {int(child) for p in found for child in children.of(p)}

    def files(self, persons: set[int]) -> set[int]:
        """Members of the family files of ``persons``."""
        found: set[int] = set()
        for state in self.states:
            file = state.people.file[state.people.row_of[list(persons)]]
            _, row = state.files.rows_of(state.people, np.unique(file[file >= 0]))
            found |= set(state.people.person[row].tolist())
        return found

    def posts(self, persons: set[int], left: set[int]) -> set[int]:
        """Who shares a list of this month or a crew abroad with ``persons``, or a payer; holders and reserves within 8 chon of ``left``."""
        c, month = self.states[0].columns, self.states[0].month
        lists = c["vacancy_reserve"][slice(*np.searchsorted(c["vacancy_month"], [month, month + 1]))]
        vetted = set()
        if left:
            vetted = self.kin(left, "cognatic:8")
            vetted &= set(lists.ravel().tolist()).union(*(np.flatnonzero(s.post_now).tolist() for s in self.states))
        with_them = lists[np.isin(lists, list(persons | vetted)).any(axis=1)]
        found = vetted | set(with_them.ravel().tolist())
        for state in self.states:
            posted = set(np.flatnonzero(np.isin(state.post_now, ABROAD)).tolist())
            found |= posted if posted & persons else set()
            payers = self.kin(persons, "cognatic:3") & set(np.flatnonzero(np.isin(state.post_now, HIGH)).tolist())
            found |= self.kin(payers, "cognatic:3")
        return found - {-1}

    def strangers(self, persons: set[int]) -> set[int]:
        """Strangers chosen for one of ``persons``, or in place of one of them."""
        one, two = self.pair.strangers.values()
        found = set()
        for key in one.keys() | two.keys():
            people = {one.get(key, -1), two.get(key, -1)}
            if key[1] in persons or (len(people) > 1 and people & persons):
                found |= people
        return found - {-1}

    def _attempts(self, world: int, person: int) -> tuple[Any, ...]:
        state = self.states[world]
        row = state.people.leaver[state.people.row_of[person]]
        names = ("month", "stage", "known", "arrived")
        return tuple(getattr(state.leavers, n)[row].item() for n in names) if row >= 0 else ()

"""The kernels of society against their plain twins, on what they are asked while toy countries get their society."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from tests.population.society_tools import JANUARY_2005, SCALE, with_society
from tests.toy import toy_country
from yeonjwa.months import NEVER
from yeonjwa.population import conscripts, party, people_units, posts
from yeonjwa.population.plain_society import (
    entry_plain,
    leaders_plain,
    offset_plain,
    seat_terms_plain,
    stays_plain,
    term_plain,
)
from yeonjwa.population.residents import CAMPS, residents


@pytest.fixture(scope="module", params=[(4_000, 5), (30_000, 3)], ids=["village", "town"])
def country(request):
    return with_society(*request.param)


def listen(monkeypatch, module, name: str) -> list[dict]:
    """Arguments by name of each call of a kernel of ``module`` from now on, as they are after the call."""
    kernel, seen = getattr(module, name), []
    names = list(inspect.signature(kernel.py_func).parameters)

    def call(*values):
        result = kernel(*values)
        seen.append(dict(zip(names, values, strict=True)))
        return result

    monkeypatch.setattr(module, name, call)
    return seen


def test_terms_of_service(country, monkeypatch):
    seen = listen(monkeypatch, conscripts, "_terms")
    conscripts.conscripts(country.columns, country.spec)
    (a,) = seen
    keys = int(a["key_choice"]), int(a["key_start"])
    persons = range(a["first"], a["first"] + a["score"].size)
    for k, i in enumerate(persons):
        union, sex = a["first_union"][i], a["sex"][i]
        expected = term_plain(
            keys, i, int(a["birth"][i]), int(a["death"][i]), int(a["union_start"][union]) if union >= 0 else NEVER,
            a["age_months"], int(a["term"][sex]), float(a["chance"][a["songbun"][i]]),
        )  # fmt: skip
        assert (a["score"][k], a["start"][k], a["end"][k]) == expected
    assert 0 < np.isfinite(a["score"]).sum() < len(persons)


def test_entries_to_the_party(country, monkeypatch):
    seen = listen(monkeypatch, party, "_entries")
    party.party(country.columns, country.spec)
    (a,) = seen
    keys = int(a["key_choice"]), int(a["key_age"])
    for k, i in enumerate(range(a["first"], a["first"] + a["score"].size)):
        weight = float(a["chance"][a["songbun"][i]]) * (float(a["served_weight"]) if a["served"][k] else 1.0)
        score, month = entry_plain(
            keys, i, int(a["birth"][i]), int(a["death"][i]), a["youngest"], float(a["span"]), float(a["shape"]), weight,
            int(a["post_from"][k]),
        )  # fmt: skip
        assert (a["score"][k], a["entry"][k]) == (np.float32(score), month)
    assert np.isinf(a["score"]).any()
    assert (a["score"] < 0).any()
    assert a["served"].any()


def test_vacancies_of_seats(country, monkeypatch):
    seen = listen(monkeypatch, posts, "seat_terms")
    served = {name: country.columns[name] for name in conscripts.CONSCRIPT_COLUMNS}
    posts.vacancies(country.columns, country.spec, served)
    counted, written = seen
    assert (counted["fill"], written["fill"]) == (False, True)
    assert written["out"].tolist() == terms_plain(written)
    assert len(written["out"]) > 100


def terms_plain(a: dict) -> list[list[int]]:
    return [
        [seat, month, tenure]
        for seat, (post, number) in enumerate(zip(a["post"].tolist(), a["number"].tolist(), strict=True))
        for month, tenure in seat_terms_plain(
            int(a["key"]), post, number, a["seats"][post].tolist(), int(a["shortest"][post]), int(a["longest"][post])
        )
    ]


def test_vacancies_of_seats_that_come_and_go():
    """Posts whose sizes jump from month to month, as none of the catalogue does."""
    rng = np.random.default_rng(2)
    seats = rng.integers(0, 6, (3, 1)) + rng.integers(-2, 3, (3, 120))
    seats[:, rng.integers(0, 120, 30)] = 0
    a = {
        "key": np.uint64(99), "fill": True, "post": np.repeat(np.arange(3), 6).astype(np.uint8),
        "number": np.tile(np.arange(6), 3).astype(np.int32), "seats": np.repeat(seats, 2, axis=1).astype(np.int32),
        "shortest": np.array([1, 3, 20]), "longest": np.array([1, 9, 60]), "out": np.empty((0, 3), np.int32),
    }  # fmt: skip
    count = posts.seat_terms(*(a | {"fill": False}).values())
    a["out"] = np.empty((count, 3), np.int32)
    assert posts.seat_terms(*a.values()) == count
    assert a["out"].tolist() == terms_plain(a)
    assert count > 300


def test_stays_and_where_each_month_of_birth_begins():
    country = with_society(4_000, 5)
    served = {name: country.columns[name] for name in conscripts.CONSCRIPT_COLUMNS}
    people = residents(country.columns, served)
    expected = stays_plain(country.columns, served)
    assert sum(len(stays) for stays in expected.values()) == people.entries.size > 2_000
    ends = np.append(people.offset[1:, 0], people.entries.size)
    for where in range(people.offset.shape[0]):
        begin = int(people.offset[where, 0])
        packed = people.entries[begin : ends[where]].tolist()
        stays = [(e >> 32, (e >> 20) & 3, (e >> 10) & 1023, e & 1023) for e in packed]
        assert stays == expected.pop(divmod(where, CAMPS + 1), [])
        births = country.birth_month[[stay[0] for stay in stays]].tolist()
        assert (people.offset[where] - begin).tolist() == offset_plain(
            births, people.first_birth, people.offset.shape[1]
        )
    assert not expected


def test_a_soldier_who_marries_elsewhere_in_service_is_in_the_camps_and_then_there():
    """It cannot happen in the country, where who marries does not serve; the kernel is to be right all the same."""
    toy = toy_country(2_000, 4, scale=SCALE)
    who = np.flatnonzero((toy.first_union >= 0) & toy.is_living(JANUARY_2005))[:200].astype(np.int32)
    start = (toy.union_start[toy.first_union[who]] - 30).astype(np.int16)
    served = {"conscript_person": who, "conscript_start": start, "conscript_end": start + np.int16(60)}
    people = residents(toy.columns, served)
    expected = stays_plain(toy.columns, served)
    camps = [stay for (_, county), stays in expected.items() if county == CAMPS for stay in stays]
    assert len(camps) > 50
    found = sorted((e >> 32, (e >> 20) & 3, (e >> 10) & 1023, e & 1023) for e in people.entries.tolist())
    assert found == sorted(stay for stays in expected.values() for stay in stays)


@pytest.mark.parametrize("places", [None, 7])
def test_lists_of_leaders_of_peoples_units(monkeypatch, places):
    seen = listen(monkeypatch, people_units, "_candidates")
    units = people_units.people_units(with_society(places=places), JANUARY_2005)
    (a,) = seen
    women: dict[int, list[tuple[int, bool]]] = {}
    for woman, unit, busy in zip(a["women"].tolist(), a["unit"].tolist(), a["busy"].tolist(), strict=True):
        women.setdefault(unit, []).append((woman, busy))
    for unit, row in enumerate(units.reserve.tolist()):
        expected = leaders_plain(int(a["key"]), women.get(unit, []))
        assert row == expected + [-1] * (people_units.LIST_LENGTH - len(expected))
    assert a["busy"].any()

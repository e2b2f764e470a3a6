"""Re-vetting of incumbents: whose posts end, when files are looked at, and the fast search against its slow twin."""

import numpy as np
import pytest

from tests.practices.family import ID, NAMES, family_run, harmed, put_in_office
from tests.practices.sweep_runs import family_of_a_leaver
from tests.system.tools import live, toy_system
from yeonjwa.draws import stream, uniforms
from yeonjwa.kinship.rules import KinRule
from yeonjwa.months import month_of
from yeonjwa.population.posts import CODE
from yeonjwa.practices import re_vetting
from yeonjwa.system.arrays import ids_among
from yeonjwa.system.plain import ids_among_plain
from yeonjwa.system.register import is_cadre_post


def test_incumbents_with_a_leaver_within_second_cousins_lose_their_posts():
    system = family_of_a_leaver("re_vetting", month=month_of(2016, 4))
    put_in_office(system, ("father", "cousin", "maternal_uncle", "aunt", "neighbour"), CODE["official"])
    for _ in range(3):  # a third of the files in each month of a campaign
        re_vetting.examine(system)
        system.state.month += 1
    assert harmed(system, "re_vetting") == {"father", "cousin", "maternal_uncle"}
    assert {NAMES[i] for i in np.flatnonzero(system.state.post_now)} == {"aunt", "neighbour"}
    assert system.state.ledger.yearly["files_examined_again"].sum() == 5


def test_between_campaigns_files_are_looked_at_in_january_only():
    system = family_of_a_leaver("re_vetting", 0.4, month=month_of(2017))
    put_in_office(system, ("father", "cousin", "maternal_uncle"), CODE["official"])
    examined = []
    for _ in range(4):
        before = system.state.ledger.yearly["files_examined_again"].sum()
        re_vetting.examine(system)
        examined.append(system.state.ledger.yearly["files_examined_again"].sum() - before)
        system.state.month += 1
    assert examined[0] > 0
    assert examined[1:] == [0, 0, 0]


def test_incumbents_are_those_in_cadre_posts():
    system = family_run({})
    put_in_office(system, ("father",), CODE["official"])
    put_in_office(system, ("cousin",), CODE["worker_abroad"])
    put_in_office(system, ("uncle",), CODE["official_abroad"])
    assert [NAMES[i] for i in re_vetting.incumbents(system, 1.0)] == ["father", "uncle"]


def test_incumbents_are_those_of_one_look_over_everybody_in_every_month():
    system = toy_system(4_000)
    state, numbers = system.state, []
    for _ in live(system, 36, share=0.005):
        in_office = np.flatnonzero(is_cadre_post()[state.post_now])
        expected = in_office[state.at_home(in_office)]
        assert re_vetting.incumbents(system, 1.0).tolist() == expected.tolist()
        numbers.append(system.posts.appointed(state).size)
    assert max(numbers) > expected.size > 0


def test_holders_of_posts_are_found_as_by_the_slow_twin():
    draw = uniforms(stream(1, "posts for a test"), np.arange(20_000))
    post_now = np.where(draw < 0.5, 0, 9 * draw).astype(np.uint8)
    counts = np.isin(np.arange(256), (5, 7))
    for first, last in ((0, 20_000), (17, 4321), (300, 300)):
        fast = ids_among(post_now, counts, first, last)
        assert fast.tolist() == ids_among_plain(post_now, counts, first, last)


@pytest.mark.parametrize("per_chon", [0.5, 0.0, -0.3])
def test_looking_only_as_far_as_the_draw_needs_ends_the_same_posts(per_chon):
    figures = {"re_vetting_chance": 0.9, "re_vetting_per_chon": per_chon}
    fallen, expected = set(), set()
    for seed in range(30):
        system = family_of_a_leaver("re_vetting", figures=figures, month=month_of(2016, 4))
        system.state.luck.seed = seed
        system.state.luck._keys.clear()
        names = ("father", "cousin", "uncle", "sister", "neighbour")
        put_in_office(system, names, CODE["official"])
        system.state.month += ID["sister"] % 3 - system.state.month % 3  # the turn of the father and the sister
        ids = np.array([ID[name] for name in names if ID[name] % 3 == ID["sister"] % 3])
        chon = system.state.known.chon(ids, KinRule.parse(re_vetting.KIN)).astype(float)
        chance = np.where(chon > 6, 0.0, 0.9 * np.exp(-per_chon * chon))
        draw = system.state.luck.uniform("a relative found ends a post", ids, system.state.month)
        expected |= {(seed, NAMES[i]) for i in ids[draw < chance]}
        re_vetting.examine(system)
        fallen |= {(seed, name) for name in harmed(system, "re_vetting")}
    assert fallen == expected
    assert fallen

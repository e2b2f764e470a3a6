"""Whom the draw of a practice hits: kernel, plain twin and the way that keeps a log."""

import numpy as np
import pytest

from tests.toy import toy_country
from yeonjwa.kinship import KinRule, Pedigree
from yeonjwa.months import month_of
from yeonjwa.practices.striking import FARTHEST, hits_plain, struck_among, within
from yeonjwa.system.kin import kin_of
from yeonjwa.system.luck import Luck

JANUARY_2000 = month_of(2000)
DECISION = "a practice after a departure"


@pytest.fixture(scope="module")
def relatives():
    """Of 80 leavers, with those by marriage."""
    village = toy_country(2_500, 6)
    gone = np.minimum(village.death_month, village.separated_month)
    leavers = np.flatnonzero((village.birth_month < JANUARY_2000 - 240) & (gone > JANUARY_2000))[::7][:80]
    pedigree = Pedigree.of(village)
    ends = pedigree.require_unions("test").end
    rule = KinRule.parse("cognatic:4+affines")
    return leavers, kin_of(pedigree, leavers, rule, JANUARY_2000, village.birth_month, gone, ends)


@pytest.mark.parametrize(
    "rule", ["cognatic:0", "cognatic:2", "4/2", "1/3", "agnatic:3", "cognatic:4", "cognatic:4+affines"]
)
@pytest.mark.parametrize("per_chon", [0.0, 0.4])
def test_the_kernel_the_plain_twin_and_the_logged_way_hit_the_same(relatives, rule, per_chon):
    leavers, kin = relatives
    parsed = KinRule.parse(rule)
    strength, factor = np.linspace(0.1, 0.8, leavers.size), np.where(np.arange(leavers.size) % 3, 1.0, 1.5)
    by_kernel, logged = Luck(7), Luck(7, log=[])
    arguments = (DECISION, JANUARY_2000, kin, parsed, leavers, strength, per_chon, factor)
    found = struck_among(by_kernel, *arguments).tolist()
    falls = np.exp(-per_chon * np.arange(FARTHEST))
    key = by_kernel.key(DECISION)
    assert found == hits_plain(key, JANUARY_2000, kin, parsed, leavers, strength, falls, factor)
    assert found == struck_among(logged, *arguments).tolist()
    asked = within(kin, parsed)
    assert logged.log[0][1].tolist() == kin.id[asked].tolist()
    assert 0 < len(found) < asked.sum()

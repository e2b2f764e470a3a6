"""Kin terms in English and Korean."""

import pytest

from yeonjwa.errors import InputError
from yeonjwa.kinship import kin_classes, kin_term, line_of, spouse_term
from yeonjwa.messages import catalogue


@pytest.mark.parametrize(
    ("up", "down", "sex", "line", "english", "korean"),
    [
        (1, 0, 0, None, "mother", "어머니"),
        (1, 0, 1, "father", "father", "아버지"),
        (2, 0, 0, "mother", "maternal grandmother", "외할머니"),
        (3, 0, 1, None, "great-grandfather", "증조할아버지"),
        (2, 1, 1, "mother", "maternal uncle", "외삼촌"),
        (2, 1, 0, "father", "paternal aunt", "고모"),
        (2, 1, 0, "mother", "maternal aunt", "이모"),
        (1, 2, 0, None, "niece", "조카딸"),
        (2, 2, None, None, "first cousin", "사촌"),
        (3, 2, 1, "father", "paternal male first cousin once removed (older generation)", "당숙 (종숙)"),
        (3, 3, None, None, "second cousin", "육촌 (재종)"),
        (4, 4, None, None, "third cousin", "팔촌 (삼종)"),
        (0, 2, 1, None, "grandson", "손자"),
    ],
)
def test_usual_terms(up, down, sex, line, english, korean):
    assert kin_term(up, down, sex, line, "en") == english
    assert kin_term(up, down, sex, line, "ko") == korean


def test_every_class_has_a_term_in_every_language_and_no_two_classes_share_one():
    assert len(kin_classes()) == sum(chon + 1 for chon in range(1, 9))
    for lang in ("en", "ko"):
        for sex in (None, 0, 1):
            for line in (None, "father", "mother"):
                terms = [kin_term(up, down, sex, line, lang) for up, down in kin_classes()]
                assert len(set(terms)) == len(terms)


def test_both_languages_have_the_same_keys():
    keys = [{k for k in catalogue(lang) if k.startswith("kin.")} for lang in ("en", "ko")]
    assert keys[0] == keys[1]


def test_sides_and_spouses():
    assert [line_of(side) for side in range(4)] == [None, "father", "mother", None]
    assert (spouse_term(0, "en"), spouse_term(1, "ko"), spouse_term(lang="ko")) == ("wife", "남편", "배우자")


def test_unknown_kin_is_refused():
    with pytest.raises(InputError, match="at most 8"):
        kin_term(5, 4)
    with pytest.raises(InputError, match="Did you mean 'mother'"):
        kin_term(1, 0, 0, "mohter")
    with pytest.raises(InputError, match="sex"):
        kin_term(1, 0, 2)

"""The catalogue of text: both languages say the same things, and every message asked for is there."""

import re
import string

import pytest

from tests import scan
from yeonjwa import messages
from yeonjwa.errors import InputError

ENGLISH, KOREAN = messages.catalogue("en"), messages.catalogue("ko")
TERM_NAMES = set(messages.TERMS["en"]["defector"])


def placeholders(words: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(words) if name} - TERM_NAMES


def test_both_languages_have_the_same_keys():
    assert sorted(ENGLISH) == sorted(KOREAN)


def test_both_languages_fill_in_the_same_values():
    differing = {k for k in ENGLISH.keys() & KOREAN.keys() if placeholders(ENGLISH[k]) != placeholders(KOREAN[k])}
    assert not differing


def test_korean_text_is_korean():
    # A message without an English word (a unit, a symbol, a file name in backquotes) may be the same in both.
    bare = {k: re.sub(r"\{[^}]*\}|`[^`]*`", "", words) for k, words in ENGLISH.items()}
    missing = {k for k in KOREAN if re.search(r"[a-z]{4}", bare[k]) and not re.search(r"[가-힣]", KOREAN[k])}
    assert not missing


def test_english_text_has_no_korean_left_in_it_except_as_a_term():
    # A Korean term may be quoted in English, never a whole clause.
    assert not {k for k, words in ENGLISH.items() if re.search(r"[가-힣]+ [가-힣]+ [가-힣]+", words)}


def test_every_message_that_the_code_asks_for_exists():
    asked = scan.first_words("text")
    assert not {key: sorted(files) for key, files in asked.items() if key not in ENGLISH}
    for pattern in scan.patterns_of("text"):
        assert any(re.fullmatch(pattern, key) for key in ENGLISH), pattern


def test_every_message_is_used_somewhere():
    words, patterns = scan.all_words(), scan.all_patterns()
    unused = [k for k in ENGLISH if k not in words and not any(re.fullmatch(p, k) for p in patterns)]
    assert not unused


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("terms", sorted(messages.TERMS["en"]))
def test_every_message_can_be_filled_in(language, terms):
    for key, words in messages.catalogue(language).items():
        values = dict.fromkeys(placeholders(words), 1)
        values |= messages.TERMS[language][terms]
        assert words.format(**values).strip(), key


def test_the_terms_switch_renames_the_people_who_left():
    try:
        messages.use(language="en", terms="escapee")
        assert messages.TERMS["en"][messages.current_terms()]["Defectors"] == "Escapees"
    finally:
        messages.use(language="en", terms="defector")


def test_an_unknown_language_or_term_is_refused_with_what_is_known():
    with pytest.raises(InputError, match="'en', 'ko'"):
        messages.use(language="fr")
    with pytest.raises(InputError, match="Did you mean 'defector'"):
        messages.use(terms="defectors")

"""`yeonjwa catalogue` as a user meets it."""

import csv
import io
import json
import subprocess
import sys

import pytest

from yeonjwa import messages
from yeonjwa.catalogue import figures
from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.practices import practices
from yeonjwa.cli import main


@pytest.fixture
def yeonjwa(capsys):
    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main.run_command(["catalogue", *words])
        finally:
            messages.use(language="en", terms="defector")
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.mark.parametrize("part", ["reports", "claims", "figures", "practices"])
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_each_part_is_listed_in_both_languages(yeonjwa, part, language):
    code, out, _ = yeonjwa(part, "--lang", language)
    assert code == 0
    assert len(out.splitlines()) > 10
    assert ("entries" in out) == (language == "en")


@pytest.mark.parametrize(
    ("part", "all_of"), [("claims", claims), ("figures", figures), ("practices", practices)], ids=lambda x: str(x)[:12]
)
def test_json_is_a_list_of_objects_and_csv_has_a_row_for_each(yeonjwa, part, all_of):
    found = json.loads(yeonjwa(part, "--format", "json")[1])
    assert [row["key"] for row in found] == list(all_of())
    rows = list(csv.DictReader(io.StringIO(yeonjwa(part, "--format", "csv")[1])))
    assert [row["key"] for row in rows] == list(all_of())


def test_the_reports_come_before_the_other_sources(yeonjwa):
    found = json.loads(yeonjwa("reports", "--format", "json")[1])
    assert [row.get("code") for row in found[:5]] == ["S3", "S2", "S0", "S4", "S1"]
    assert len(found) > 60
    assert "dailynk-2016-12" not in [row["key"] for row in found]  # the report under another key


@pytest.mark.parametrize("part", ["reports", "claims", "figures", "practices"])
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_entry_can_be_shown_alone(part, language):
    from yeonjwa.cli import catalogue_rows, catalogue_text

    messages.use(language=language)
    try:
        for key, entry in catalogue_rows.entries(part).items():
            words = catalogue_text.detail(catalogue_text.lines_of(part, entry))
            assert key in words
            assert max(len(line) for line in words.splitlines() if "http" not in line) <= 110
    finally:
        messages.use(language="en")


def test_a_claim_is_found_by_number_or_name(yeonjwa):
    by_number = yeonjwa("claims", "72", "--format", "json")[1]
    assert by_number == yeonjwa("claims", "InformerReward_DNK16", "--format", "json")[1]
    (entry,) = json.loads(by_number)
    assert entry["figures"][0]["value"] == 5_000_000
    assert {"mechanism": "informer_bounty"} in entry["links"]
    assert "5,000,000 KPW" in yeonjwa("claims", "72")[1]


def test_every_source_that_a_figure_names_can_be_shown(yeonjwa):
    from yeonjwa.cli import catalogue_rows

    assert all(catalogue_rows.one("reports", key) for key in {f.source for f in figures().values()})
    assert yeonjwa("reports", "dailynk-2016-12") == yeonjwa("reports", "dailynk-2016-12-13")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("informers reward", "informer_bounty"),
        ("추방", "exile"),
        ("신원 조사", "vetting"),
        ("THREE GENERATIONS", "three_generations"),
    ],
)
def test_a_search_finds_by_english_and_hangul_and_needs_all_words(yeonjwa, words, expected):
    found = [row["key"] for row in json.loads(yeonjwa("practices", "--search", words, "--format", "json")[1])]
    assert expected in found
    assert len(found) < len(practices())


def test_a_search_takes_hangul_typed_letter_by_letter(yeonjwa):
    import unicodedata

    loose = unicodedata.normalize("NFD", "추방")
    assert loose != "추방"
    assert yeonjwa("practices", "--search", loose)[1] == yeonjwa("practices", "--search", "추방")[1]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("candy", 113), ("overtime", 110), ("야근", 110), ("inminban leader day", 64), ("탈북자 가족", 1), ("defectors families", 98),
        ("30,000", 87), ("8촌", 37), ("당증", 9), ("사살", 71), ("re-defectors", 4), ("liquor", 113), ("visiting homes", 5), ("economic problems", 96), ("remain loyal", 131),
    ],
)  # fmt: skip
def test_a_search_takes_the_words_of_a_report_for_those_of_our_paraphrase(yeonjwa, words, number):
    code, out, _ = yeonjwa("claims", "--search", words, "--format", "json")
    assert code == 0
    assert number in [row["number"] for row in json.loads(out)]


def test_a_word_counts_in_one_group_of_words_alike():
    from yeonjwa.cli.search_words import SAME, alike

    everything = [word for group in SAME for word in group]
    assert len(set(everything)) == len(everything)
    assert all(word == word.casefold() for word in everything)
    assert alike("gift") == ("gift",)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("claims", "--search", "exle"), "Did you mean 'exile'"),
        (("claims", "--search", " "), "option --search is empty"),
        (("claims", "--search", "gift diplomat river"), "Leave a word out"),
        (("claims", "--search", "zzzz"), "in the claims. Persons stand here as roles"),
        (("claims", "second cousins"), "--search WORDS"),
        (("practices", "exle"), "Did you mean 'exile'"),
        (("figures", "knwon_share"), "Did you mean 'known_share'"),
        (("claims", "InformerReward_DNK61"), "Did you mean 'InformerReward_DNK16'"),
        (("claims", "500"), "expected 1 to"),
        (("reports", "dailynk-2016-12-31"), "Did you mean 'dailynk-2016-12-13'"),
        (("claims", "72", "--search", "gift"), "expected one of them"),
        (("claims", "--format", "jsn"), "Did you mean 'json'"),
        (("trace", "known_shar"), "Did you mean 'known_share'"),
        (("trace", "known_share", "--format", "csv"), "expected table or json"),
        (("trce", "known_share"), "Did you mean 'trace'"),
    ],
)
def test_what_cannot_be_found_is_refused_in_one_sentence(yeonjwa, words, sentence):
    code, out, err = yeonjwa(*words)
    assert code == 2
    assert not out
    assert sentence in err


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_trace_names_source_claims_practices_and_tables(yeonjwa, language):
    out = yeonjwa("trace", "vetting_depth_officials", "--lang", language)[1]
    for expected in ("rfa-vetting-2015", "VettingOfficials_RFA15", "vetting:", "rfa-2015-03-23"):
        assert expected in out, expected


def test_a_trace_says_when_no_table_rests_on_a_figure(yeonjwa):
    assert "no table of a run" in yeonjwa("trace", "kin_window_years")[1]
    assert "어떤 표도" in yeonjwa("trace", "kin_window_years", "--lang", "ko")[1]
    assert "No table of a run" in yeonjwa("trace", "vetting_unit_leader_father")[1]


def test_a_trace_as_json_is_a_list_of_one_object(yeonjwa):
    (found,) = json.loads(yeonjwa("trace", "claimed_arrivals", "--format", "json")[1])
    assert found["claims"] == ["KinOfThirtyThousand_DNK16"]
    assert found["tables"] == ["large_or_small"]


def test_the_command_needs_no_heavy_import():
    code = (
        "import sys; from yeonjwa.cli.main import run_command; run_command(['catalogue', 'claims', '72']);"
        "print({'numba', 'pyarrow', 'scipy', 'matplotlib'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip().endswith("set()")

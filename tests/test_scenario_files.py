"""Scenario files: what is written is read back exactly, and whatever cannot be gives one sentence with file and line."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yeonjwa import messages
from yeonjwa.errors import InputError
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario
from yeonjwa.scenario_checks import figures_to_override, known_histories, known_practices
from yeonjwa.scenario_files import MOST_BYTES, named, named_or_read, read, write
from yeonjwa.toml_lines import key_lines, line_of

ENOUGH = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PRACTICES = known_practices()
RANGES = figures_to_override()
FIGURE, (LOW, HIGH) = next(iter(RANGES.items()))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A file that each example overwrites."""
    return tmp_path_factory.mktemp("scenarios") / "mine.toml"


def refusal(place, content: str | bytes) -> str:
    """The sentence that refuses a file of this content."""
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        read(place)
    return str(caught.value)


def fault_of(place) -> str | None:
    """The sentence that refuses the file, or None if it can be read; anything else that is raised fails the test."""
    try:
        read(place)
    except InputError as error:
        return str(error)
    return None


# -- what is written is read back exactly

months = st.builds("{:04d}-{:02d}".format, st.integers(1993, 2024), st.integers(1, 12))


@st.composite
def spans(draw):
    """Dated switches that run forward and do not overlap."""
    found = []
    for practice in draw(st.lists(st.sampled_from(PRACTICES[:8]), unique=True, max_size=3)):
        dates = sorted(draw(st.lists(months, unique=True, min_size=2, max_size=6)))
        found += [(practice, since, until) for since, until in zip(dates[::2], dates[1::2], strict=False)]
    return draw(st.permutations(found))


countries = st.fixed_dictionaries(
    {"scale": st.floats(0.0005, 1), "fertility_spread": st.floats(0, 1), "kin_dispersion": st.floats(0, 0.9)},
    optional={"seed": st.integers(0, 2**63 - 1), "famine": st.sampled_from(["wpp2019", "statkorea"]), "marriage_bar": st.just(8)},
)  # fmt: skip
common = {"seed": st.integers(0, 2**63 - 1), "population": countries}
years = st.lists(st.integers(1998, 2024), min_size=2, max_size=2).map(sorted)
overrides = st.dictionaries(st.sampled_from(sorted(RANGES)), st.floats(0, 1), max_size=5).map(
    lambda shares: {k: min(max(RANGES[k][0] + s * (RANGES[k][1] - RANGES[k][0]), RANGES[k][0]), RANGES[k][1]) for k, s in shares.items()}
)  # fmt: skip
scenarios = st.one_of(
    st.fixed_dictionaries({
        **common, "departures": st.just("simulated"), "history": st.just("reported"), "off": spans(), "figures": overrides,
        "without": st.lists(st.sampled_from(PRACTICES[8:]), unique=True, max_size=12), "schedule_draw": st.integers(0, 1_000_000),
    }),
    st.fixed_dictionaries({
        **common, "departures": st.just("observed"), "clustering": st.sampled_from(["low", "central", "high"]),
        "family_unit_definition": st.sampled_from(["units", "alone"]), "placement_seeds": st.integers(1, 50),
    }),
)  # fmt: skip


@ENOUGH
@given(scenarios, years, st.sampled_from(["en", "ko"]))
def test_what_is_written_is_read_back_exactly(place, chosen, window, language):
    scenario = Scenario(**chosen, first_year=window[0], last_year=window[1])
    try:
        messages.use(language=language)
        words = write(scenario)
    finally:
        messages.use(language="en")
    place.write_text(words, encoding="utf-8")
    again = read(place)
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert again.model_dump_json() == scenario.model_dump_json()
    assert max(len(line) for line in words.splitlines()) <= 100


def test_a_written_file_holds_every_key_of_one_kind_of_departures():
    simulated, observed = write(named("reported")), write(Scenario(departures="observed"))
    for key in Scenario.model_fields:
        assert re.search(rf"^(# )?(\[+)?{key}\b", simulated + observed, re.MULTILINE), key
    for key in PopulationSpec.model_fields.keys() - {"seed"}:
        assert re.search(rf"^{key} = ", simulated, re.MULTILINE), key


def test_the_country_follows_the_seed_of_the_run_unless_it_has_its_own(place):
    place.write_text("seed = 7\n", encoding="utf-8")
    assert read(place) == Scenario(seed=7)
    place.write_text("seed = 7\n[population]\nseed = 3\n", encoding="utf-8")
    assert read(place).population.seed == 3


@pytest.mark.parametrize("change", [str, lambda w: w.replace("\n", "\r\n"), lambda w: "\ufeff" + w])
def test_a_file_of_another_system_reads_the_same(place, change):
    place.write_bytes(change(write(Scenario(seed=5))).encode())
    assert read(place) == Scenario(seed=5)


def test_a_name_is_a_history_and_a_path_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in known_histories():
        assert named_or_read(name) == Scenario(departures="simulated", history=name)
    (tmp_path / "reported").write_text("seed = 3", encoding="utf-8")
    assert named_or_read("reported").seed == 1
    assert named_or_read("./reported").seed == 3
    for name, sentence in (
        ("reportd", "Did you mean 'reported'"),
        ("x.toml", "does not exist"),
        ("~nobody-here/x", "does"),
    ):
        with pytest.raises(InputError, match=sentence):
            named_or_read(name)


# -- what cannot be: each example is a file with one fault, and the line on which it stands

words = st.from_regex(r"[a-z]{4,12}", fullmatch=True)
unknown_keys = words.filter(lambda w: w not in {*Scenario.model_fields, *PopulationSpec.model_fields, *RANGES})
no_whole = st.sampled_from(["'1'", "true", "1.5", "[1]", "{a = 1}", "2011-08-01", "07:32:00", "nan"])
no_number = st.sampled_from(["'0.1'", "true", "[0.1]", "{a = 1}", "2011-08-01"])
no_words = st.sampled_from(
    ["3", "true", "['x']", "{a = 1}", "2011-08-01", "''", "'Kim Chol Su'", "'1980-01-02'", "'nowhere'"]
)
no_month = st.sampled_from(
    ["'2011'", "'2011-13'", "'2011-8'", "2011-08", "2011-08-01", "'1992-12'", "'2025-01'", "3", "'August'"]
)


@st.composite
def faults(draw):
    """A line that cannot be, the table that it stands in, and a word that the sentence must hold."""
    many = st.integers(2025, 10**18)
    return draw(st.one_of(
        unknown_keys.map(lambda k: ("", f"{k} = 1", "not a key of a scenario")),
        unknown_keys.map(lambda k: ("population", f"{k} = 1", r"not a key of \[population\]|to hold")),
        unknown_keys.map(lambda k: ("figures", f"{k} = 1", "not a figure|to hold")),
        no_whole.map(lambda v: ("", f"seed = {v}", "seed is .*; expected")),
        st.integers(max_value=-1).map(lambda v: ("", f"seed = {max(v, -2**63)}", "seed is -.*; expected")),
        no_whole.map(lambda v: ("", f"last_year = {v}", "last_year is")),
        st.one_of(st.integers(-9999, 1997), many).map(lambda v: ("", f"first_year = {v}", "first_year is .*1998 to 2024")),
        no_words.map(lambda v: ("", f"history = {v}", "history (is|holds)")),
        no_words.map(lambda v: ("", f"without = [{v}]", "without (is|holds)")),
        no_words.map(lambda v: ("", f"without = {v}", "without (is|holds)")),
        st.sampled_from(PRACTICES).map(lambda p: ("", f"without = ['{p}', '{p}']", "twice")),
        no_number.map(lambda v: ("population", f"scale = {v}", "scale is")),
        st.one_of(st.floats(max_value=0.0004), st.floats(min_value=1.001)).map(
            lambda v: ("population", f"scale = {v!r}", "scale must lie between 0.0005 and 1")),
        no_words.map(lambda v: ("population", f"famine = {v}", "famine (is|holds)")),
        st.integers(-9, 99).filter(lambda v: v not in (4, 8)).map(lambda v: ("population", f"marriage_bar = {v}", "4 or 8")),
        st.one_of(no_number, st.sampled_from(["nan", "-inf", repr(HIGH + 1), repr(LOW - 1)])).map(
            lambda v: ("figures", f"{FIGURE} = {v}", f"{FIGURE}' is .*expected a number from")),
        st.just(("figures", "first_arrival_year = 1960", "leave as it is")),
        st.sampled_from(["placement_seeds = 3", "clustering = 'low'", "family_unit_definition = 'alone'"]).map(
            lambda line: ("", line, "belongs to observed departures")),
        no_month.map(lambda v: ("off", f"since = {v}", "off.since|expected newline|TOML")),
        st.sampled_from(["until = '2011-07'", "until = '1993-01'"]).map(lambda line: ("off", line, "expected the earlier")),
        no_words.map(lambda v: ("off", f"practice = {v}", "off.practice (is|holds)")),
        unknown_keys.filter(lambda k: k not in ("since", "until", "practice")).map(
            lambda k: ("off", f"{k} = 1", "not a key of|to hold")),
        st.sampled_from(["seed 3", "seed =", "= 3", "seed = 'x", "seed = 07", "[figures", "]", "\x01", "seed = 2011-13-40"]).map(
            lambda line: ("", line, "TOML")),
        st.sampled_from(["name = 'x'", "date_of_birth = 1", "phone = 1", "person_id = 3", "이름 = 3"]).map(
            lambda line: ("", line, "to hold|TOML")),
    ))  # fmt: skip


OWN = {"": ["departures = 'simulated'"], "population": [], "figures": [], "off": ["practice = 'exile'", "since = '2011-08'", "until = '2011-10'"]}  # fmt: skip


@settings(ENOUGH, max_examples=400)
@given(faults(), st.integers(0, 3))
def test_a_file_with_a_fault_is_refused_with_file_line_and_what_is_wrong(place, fault, comments):
    table, line, sentence = fault
    key = line.partition(" ")[0]
    lines = ["# [x] = 'y"] * comments
    for name, own in OWN.items():
        lines += [f"[[{name}]]" if name == "off" else f"[{name}]"] if name else []
        lines += [entry for entry in own if name != table or entry.partition(" ")[0] != key]
        lines += [line] if name == table else []
    said = refusal(place, "\n".join(lines) + "\n")
    assert re.search(sentence, said), said
    assert "\n" not in said
    assert re.match(r"file 'mine\.toml', line \d+: ", said), said
    number = int(re.search(r"line (\d+)", said).group(1))
    if "earlier month" in said:  # either of the two months may be meant
        assert abs(number - lines.index(line) - 1) <= 2
    elif "TOML" not in said:
        assert lines[number - 1] == line
    assert "Chol" not in said
    assert "1980" not in said


@ENOUGH
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused_with_one_sentence(place, content):
    place.write_bytes(content)
    assert re.fullmatch(r"file 'mine\.toml'[^\n]+", fault_of(place) or "file 'mine.toml' can be read")


GOOD = write(
    Scenario(
        departures="simulated", without=PRACTICES[-2:], off=[("exile", "2011-08", "2011-10")], figures={FIGURE: LOW}
    )
)


@ENOUGH
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(alphabet="[]{}='\"#.,\\\n0a\u3131 -", max_size=8))
def test_a_damaged_file_is_read_or_refused_with_a_line_of_it(place, start, length, inserted):
    damaged = GOOD[:start] + inserted + GOOD[start + length :]
    place.write_text(damaged, encoding="utf-8")
    said = fault_of(place)
    if said is not None:
        line = re.match(r"file 'mine\.toml', line (\d+): [^\n]+$", said)
        assert line, said
        assert 1 <= int(line.group(1)) <= damaged.count("\n") + 1


OVERLAPS = "departures = 'simulated'\n" + "\n".join(
    f"[[off]]\npractice = '{practice}'\nsince = '{since}'\nuntil = '{until}'\n"
    for practice, since, until in (("exile", "2012-01", "2012-06"), ("raids", "2011-01", "2013-01"), ("exile", "2011-08", "2012-01"))
)  # fmt: skip
NO_SCENARIO: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "spaces": (" \n \n", "is empty"),
    "comments alone": ("# nothing\n", "holds no key of a scenario"),
    "a workbook": (b"PK\x03\x04xxxx", "is not text"),
    "bytes": (bytes(range(256)), "is not text"),
    "UTF-16": ("seed = 1".encode("utf-16"), "is not text"),
    "a legacy code page": ("seed = 1\n# 나이".encode("cp949"), "line 2: not UTF-8 text"),
    "huge": (b"#" * (MOST_BYTES + 1), "is larger than 64 kB"),
    "too deep": ("a = " + "[" * 50_000, "nested too deeply"),
    "a table of persons": ("name,age\nKim,40\n", "line 1: a column seems to hold names of persons"),
    "a list of relatives": ("[[relatives]]\nx = 1\n", "line 1: this key is not a key of a scenario"),
    "a key twice": ("seed = 1\nfirst_year = 2000\nseed = 2\n", "line 3: key 'seed' stands twice"),
    "a table twice": ("[figures]\n[population]\n[figures]\n", "line 3: key 'figures' stands twice"),
    "a number far too long": ("first_year = 2000\nseed = " + "9" * 5000 + "\nlast_year = 2020\n", "line 2: not well-formed TOML"),
    "a key of the country at the top": ("scale = 0.1\n", "'scale' is not a key of a scenario; it belongs under [population]"),
    "a key of the top among figures": ("[figures]\nseed = 3\n", "'seed' is not a figure of the catalogue; it belongs at the top"),
    "a practice among figures": ("[figures]\nexile = 0\n", "it is a practice: to switch it off, write without = ['exile']"),
    "a cut list": ("without = [\n'exile',\n", "line 2: not well-formed TOML"),
    "a very large seed": (f"seed = 0x{'f' * 9999}\n", "line 1: seed is a very large number; expected"),
    "a very large scale": (f"population.scale = 0x{'f' * 9999}\n", "line 1: population.scale is"),
    "a very large figure": (f"[figures]\n{FIGURE} = 0x{'f' * 9999}\n", f"line 2: figure '{FIGURE}' is a very large number"),
    "a near key": ("sead = 1\n", "line 1: 'sead' is not a key of a scenario. Did you mean 'seed'?"),
    "a near key of the country": ("[population]\nscal = 1\n", "line 2: 'scal' is not a key of [population]. Did you mean 'scale'?"),
    "a near practice": ("departures = 'simulated'\nwithout = [\n  'raids',\n  'exil',\n]\n", "line 4: without is 'exil', which is not known. Did you mean 'exile'?"),
    "a near history": ("history = 'reportd'\n", "Did you mean 'reported'?"),
    "a practice twice": ("departures = 'simulated'\nwithout = [\n 'exile', 'raids',\n 'exile',\n]", "line 4: without names 'exile' twice"),
    "spans that overlap": (OVERLAPS, "line 4: off names 'exile' from 2011-08 to 2012-01 and again from 2012-01 to 2012-06"),
    "a span without an end": ("departures = 'simulated'\n[[off]]\npractice = 'exile'\nsince = '2011-08'\n", "line 2: off.until is missing"),
    "off throughout and for a time": ("departures = 'simulated'\nwithout = ['exile']\n[[off]]\nsince = '2011-08'\nuntil = '2011-08'\npractice = 'exile'\n", "line 6: 'exile' is switched off throughout"),
    "off already": ("departures = 'simulated'\nhistory = 'no-kin-consequence'\nwithout = ['points', 'exile']\n", "line 3: without names 'exile', which the history 'no-kin-consequence' has switched off already"),
    "off already for a time": ("departures = 'simulated'\nhistory = 'no-kin-consequence'\n[[off]]\nsince = '2011-08'\nuntil = '2011-08'\npractice = 'exile'\n", "line 6: off names 'exile'"),
    "a history of observed departures": ("departures = 'observed'\nhistory = 'no-kin-consequence'\n", "line 2: history belongs to simulated departures"),
    "years that run backwards": ("last_year = 2003\nfirst_year = 2010\n", "line 2: first_year is 2010, after last_year 2003"),
    "one table for several switches": ("[off]\npractice = 'exile'\n", "line 1: off is a table; expected tables headed [[off]]"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), NO_SCENARIO.values(), ids=NO_SCENARIO)
def test_a_file_that_is_no_scenario(place, content, sentence):
    said = refusal(place, content)
    assert sentence in said
    assert said.startswith("file 'mine.toml'")
    assert "\n" not in said


def test_what_is_not_there_or_not_a_file_is_refused(tmp_path):
    for path, sentence in ((tmp_path / "none.toml", "does not exist"), (tmp_path, "is not a file"), (tmp_path / ("x" * 300), "cannot be read")):  # fmt: skip
        with pytest.raises(InputError, match=sentence):
            read(path)


def test_every_key_of_a_file_is_found_on_its_line():
    text = (
        "# [x]\nseed = 3 # = 4\nwithout = [\n 'a#b', \"c\\\"]\", # [\n\n 'd',\n]\nlong = '''\nseed = [\n'''\n"
        'population.scale = 1\nnested = [[1,\n2], [3]]\n[ figures ]\n"a.b" = 1.5\n[[off]]\nx = {y = [1], z = 2}\n'
        "[[ off ]]\n[off.inner]\ny = 2011-08-01T07:32:00Z"
    )
    lines = key_lines(text)
    expected = {
        ("seed",): 2, ("without",): 3, ("without", 0): 4, ("without", 1): 4, ("without", 2): 6, ("long",): 8,
        ("population",): 11, ("population", "scale"): 11, ("nested",): 12, ("nested", 0): 12, ("nested", 1): 13,
        ("figures",): 14, ("figures", "a.b"): 15, ("off",): 16, ("off", 0): 16, ("off", 0, "x"): 17, ("off", 1): 18,
        ("off", 1, "inner"): 19, ("off", 1, "inner", "y"): 20,
    }  # fmt: skip
    assert lines == expected
    assert line_of(("off", 0, "x", "z"), lines) == 17
    assert line_of(("absent",), lines) is None

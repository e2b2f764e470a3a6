"""The program as somebody types it: what it says, how it looks, how it stops, and that a run repeats."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.population.store_tools import FakeBuilder
from tests.same_files import assert_same
from yeonjwa import messages
from yeonjwa.cli import kin_table
from yeonjwa.cli.help import columns
from yeonjwa.cli.main import CANNOT, PIPE_CLOSED, STOPPED, run_command
from yeonjwa.population import store

FRANCE = str(Path(__file__).parents[1] / "data" / "rates_FRA2012.csv")
SCALE = "0.004"
KIN = ["kin", "--rates", FRANCE, "--line", "both"]


@pytest.fixture(autouse=True)
def english():
    yield
    messages.use(language="en", terms="defector")


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    """A cache that the tests of this file share."""
    return tmp_path_factory.mktemp("cache")


def start(*words: str, cache: Path, cwd: Path, **options) -> subprocess.Popen:
    environment = {**os.environ, "YEONJWA_CACHE": str(cache), **options.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-m", "yeonjwa", *words],
        cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def finish(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out.decode("utf-8"), err.decode("utf-8")


@pytest.fixture(scope="module")
def outcome(cache, tmp_path_factory) -> Path:
    """The outcome of a small run with one thread, as a user makes it."""
    cwd = tmp_path_factory.mktemp("run")
    words = ["run", "--departures", "observed", "--scale", SCALE, "--placement-seeds", "1", "--csv", "--out", "first"]
    code, out, err = finish(start(*words, cache=cache, cwd=cwd, env={"NUMBA_NUM_THREADS": "1"}))
    assert code == 0, err
    assert f"building the country at scale {SCALE}" in err
    assert out.splitlines()[-1] == "Report: first/report.html"
    return cwd / "first"


def test_a_run_repeats_bit_for_bit_elsewhere_and_with_other_threads(outcome, tmp_path):
    """Also the country is built twice, once with one thread and once with two, each in a cache of its own."""
    words = ["run", "--from", str(outcome), "--out", "deep/again"]
    code, out, err = finish(start(*words, cache=tmp_path / "other", cwd=tmp_path, env={"NUMBA_NUM_THREADS": "2"}))
    assert code == 0, err
    assert "tables are identical to those of the first run." in out
    files = sorted((outcome / "tables").iterdir())
    assert len(files) > 20
    for file in files:
        assert_same(file, tmp_path / "deep" / "again" / "tables" / file.name)


def test_a_spreadsheet_opens_the_tables_in_korean(outcome):
    for path in (outcome / "tables").glob("*.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf"), "without the mark a spreadsheet reads Korean in another code page"
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1
        # A spreadsheet turns 5-9 into the fifth of September.
        assert not [cell for row in rows for cell in row if re.fullmatch(r"\d{1,2}-\d{1,2}", cell)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_facts_of_a_country_are_told_in_words(cache, outcome, language, capsys, monkeypatch):
    monkeypatch.setenv("YEONJWA_CACHE", str(cache))
    assert run_command(["population", "info", "--scale", SCALE, "--lang", language]) == 0
    said = capsys.readouterr().out
    known = {"wpp2024", "low_life_expectancy"}
    assert not [w for w in re.findall(r"[a-z]+_[a-z_0-9]+", said) if w not in known], "a key of the manifest"
    assert {"en": "Unions between kin of 5 to 8 chon", "ko": "5~8촌 친족 간의 혼인"}[language] in said
    assert "1850: 4.1" in said
    assert {"en": "Births that do not happen", "ko": "일어나지 않은 출생"}[language] in said
    assert max(columns(line) for line in said.splitlines()) <= 100


def test_info_gives_what_other_programs_read(cache, outcome, capsys, monkeypatch):
    monkeypatch.setenv("YEONJWA_CACHE", str(cache))
    assert run_command(["population", "info", "--scale", SCALE, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert 200_000 < said["persons_ever"] < 260_000
    assert 0 < said["living"] < said["persons_ever"]
    assert 0 < said["masked_share"] < 0.005
    assert set(said["checksums"]) == set(said["columns"])
    assert all(re.fullmatch("[0-9a-f]{64}", checksum) for checksum in said["checksums"].values())


@pytest.mark.parametrize("room", [60, 80, 200])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_table_of_kin_loses_no_digit_on_a_narrow_terminal(capsys, monkeypatch, room, language):
    monkeypatch.setenv("COLUMNS", str(room))
    words = [*KIN, "--theory", "--ages", "20", "--lang", language]
    assert run_command([*words, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert run_command(words) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "…" not in said
    assert max(columns(line) for line in said.splitlines()) <= max(room, 85)
    numbers = [line.split()[-4] for line in said.splitlines() if re.search(r"\d\.\d{3}$", line)]
    assert numbers == [f"{float(row['living']):.3f}" for row in rows]


def test_numbers_carry_the_digits_that_their_error_warrants_and_hidden_cells_are_marked():
    names = ("kin", "gen_up", "gen_down", "chon", "focal_age", "living", "standard_error")
    said = kin_table.draw([("aunt", 2, 1, 3, 40, 12.3456, 0.21), ("niece", 1, 2, 3, 40, None, None)], names)
    assert re.search(r"aunt +2 +1 +3 +40 +12.35 +0.21$", said, re.MULTILINE)
    assert re.search(r"niece +1 +2 +3 +40 +·· +··$", said, re.MULTILINE)


@pytest.mark.parametrize("words", [["help"], ["help", "run"], ["run", "help", "--help"]])
def test_help_is_found_however_it_is_asked_for(capsys, words):
    assert run_command(words) == 0
    assert capsys.readouterr().out.startswith("Usage: yeonjwa")


@pytest.mark.parametrize("words", [["run", "--quiet"], ["reach", "--quiet"], ["kin", "--quiet", "--ages", "20"]])
def test_what_a_build_needs_is_said_before_it_begins(tmp_path, capsys, monkeypatch, words):
    class Stops(FakeBuilder):
        def build(self, spec, progress=None):
            raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(store, "_builder", Stops)
    assert run_command([*words, "--scale", "0.004"]) == STOPPED
    first, last = capsys.readouterr().err.splitlines()
    assert re.match(r"Note: building .* will take about \d+ s, \d+ MB of memory and \d+ MB of disk\.", first)
    assert last.startswith("Stopped.")
    assert [p.name for p in tmp_path.iterdir()] == ["cache"]
    assert list((tmp_path / "cache" / "countries").iterdir()) == []


@pytest.mark.parametrize("sign", ["building the country", "Births and deaths", "Marriages"])
def test_ctrl_c_stops_at_once_and_leaves_nothing(tmp_path, sign):
    """Ctrl-C as soon as the program says what it is at; before its first words the interpreter itself is starting."""
    words = ["run", "--scale", "0.05", "--out", "outcome"]
    process = start(*words, cache=tmp_path / "cache", cwd=tmp_path, start_new_session=True, bufsize=0)
    said = b""
    while sign.encode() not in said:
        line = process.stderr.readline()
        assert line, f"ended before it said '{sign}': {said!r}"
        said += line
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    code, out, err = finish(process)
    assert (code, out) == (STOPPED, "")
    assert err.splitlines()[-1].startswith("Stopped.")
    assert "Traceback" not in err
    assert time.monotonic() - began < 20
    assert not (tmp_path / "outcome").exists()
    left = [p.name for p in (tmp_path / "cache").rglob("*")] if (tmp_path / "cache").exists() else []
    assert left in ([], ["countries"])


def test_a_reader_that_goes_away_in_the_middle_of_a_command_is_no_fault(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-m", "yeonjwa", *KIN, "--theory", "--ages", ",".join(map(str, range(100)))]
    done = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writer)
    assert done.returncode == PIPE_CLOSED
    assert b"Traceback" not in done.stderr


def test_a_full_disk_under_a_redirected_output_is_said(capsys, monkeypatch):
    class Full(io.StringIO):
        def write(self, words):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdout", Full())
    assert run_command([*KIN, "--theory", "--ages", "20", "--format", "csv"]) == CANNOT
    assert capsys.readouterr().err.endswith("run again.\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "latin-1:strict"])
def test_a_terminal_of_another_code_page_shows_korean_or_at_least_does_not_fail(tmp_path, encoding):
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    words = ["population", "list", "--lang", "ko"]
    code, out, err = finish(start(*words, cache=tmp_path, cwd=tmp_path, env=environment))
    assert (code, err) == (0, "")
    assert "저장된 국가가 없습니다" in out
    code, _, err = finish(start("run", "--scale", "9", "--lang", "ko", cache=tmp_path, cwd=tmp_path, env=environment))
    assert code == 2
    assert err.startswith("오류: option --scale is 9")


def test_a_language_given_with_from_holds_against_that_of_the_run(tmp_path, capsys, monkeypatch, toy):
    from dataclasses import replace

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(store, "open_or_build", lambda spec, **_: replace(toy, spec=spec))
    words = ["run", "--departures", "observed", "--placement-seeds", "1", "--first-year", "2022", "--quiet"]
    assert run_command([*words, "--lang", "ko", "--out", "first"]) == 0
    assert run_command(["run", "--from", "first", "--out", "same", "--quiet"]) == 0
    assert run_command(["run", "--from", "first", "--out", "english", "--quiet", "--lang", "en"]) == 0
    capsys.readouterr()
    languages = [json.loads(Path(f, "run.json").read_text("utf-8"))["language"] for f in ("first", "same", "english")]
    assert languages == ["ko", "ko", "en"]

"""Tested claims and rival histories in the report of a run: from the folders named, else those shipped, else how to get them."""

import json
import re

import pytest

from tests.claims.test_files import COMMAND, TESTED
from yeonjwa import messages, report
from yeonjwa.claims.files import write
from yeonjwa.cli.main import run_command
from yeonjwa.cli.more_sections import more_sections
from yeonjwa.errors import InputError
from yeonjwa.provenance.catalogue_hash import catalogue_record
from yeonjwa.tables_io import checksum


def keys_of(html):
    return re.findall(r'<section id="([^"]+)"', html)


@pytest.fixture
def tested(tmp_path):
    write(tmp_path / "tested", TESTED, COMMAND)
    return str(tmp_path / "tested")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_table_of_verdicts_stands_in_the_report_in_front_of_the_method(published, run, tested, language):
    messages.use(language=language)
    shown = more_sections({"claims": tested, "histories": None})
    html = report.render(published, run, None, shown.sections)
    keys = keys_of(html)
    assert keys.index("tested-claims") + 2 == keys.index("more") + 1 == keys.index("assumptions")
    assert messages.text("claims.warning.T4") in html.replace("&#39;", "'")
    assert set(shown.files) == {"claims.parquet", "claims_sensitivity.parquet"}
    assert messages.text("report.shown.own_claims").split("`")[0] in html
    assert "`" not in re.sub(r"<style>.*?</style>", "", html, flags=re.S)


def test_without_folders_the_report_says_how_the_sections_are_made(published, run):
    shown = more_sections({})
    html = report.render(published, run, None, shown.sections)
    assert "<code>yeonjwa claims --out tested</code>" in html
    assert "<code>yeonjwa run --histories rivals</code>" in html
    assert not shown.files
    assert not shown.record


def test_no_key_stands_twice(published, run, tested):
    keys = keys_of(report.render(published, run, None, more_sections({"claims": tested}).sections))
    assert len(keys) == len(set(keys))


def test_run_json_says_which_results_the_report_shows(tested):
    shown = more_sections({"claims": tested})
    said = shown.record["claims"]
    assert (said["origin"], said["command"], said["scale"], said["seeds"]) == ("folder", COMMAND, 0.1, [1, 2])
    assert said["catalogue"] == catalogue_record()["hash"]
    assert said["tables"] == {name: checksum(table) for name, table in shown.tables.items()}
    assert set(said["tables"]) == {"claims", "claims_sensitivity"}
    assert tested not in json.dumps(shown.record)


@pytest.mark.parametrize("option", ["--claims", "--histories"])
def test_a_folder_that_holds_none_is_refused_before_anything_is_run(option, tmp_path, capsys):
    assert run_command(["run", option, str(tmp_path), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    assert ".parquet" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_empty_name_of_a_folder_is_refused():
    with pytest.raises(InputError, match="--claims"):
        more_sections({"claims": " "})

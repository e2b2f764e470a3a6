"""Ready results: the page and what the program brings with it come from one run, whole, and one command makes both anew."""

from __future__ import annotations

import json

import pytest
import ready_results
from written import results

from tests.claims.test_files import COMMAND, TESTED
from yeonjwa.claims import files
from yeonjwa.rivals import table


@pytest.mark.parametrize(("kind", "read"), [("claims", files.read_shipped), ("histories", table.read_shipped)])
def test_the_page_shows_what_the_program_brings_with_it(kind, read):
    found = read()
    kept = found[1] if isinstance(found, tuple) else found
    page = results.kept()[kind]
    about = kept.about
    assert page["made"] == {
        "date": kept.made["time"][:10], "version": about["version"], "command": about["command"], "scale": about["scale"],
        "seeds": about["seeds"], "catalogue": about["catalogue"]["hash"],
    }  # fmt: skip
    if kind == "histories":
        assert page == ready_results.tested(kind, kept, [])
    else:
        (of_page,) = page["tables"]
        at = [of_page["columns"].index(name) for name in ("claim", "identified")]
        shown = [[row[k] for k in at] for row in of_page["rows"]]
        assert shown == [[row["claim"], row["identified"]] for row in kept.rows["claims"]]


def test_one_command_makes_both_anew(tmp_path, monkeypatch, capsys):
    kept = table.read_shipped()
    (tmp_path / "rivals").mkdir()
    for name, content in kept.files.items():
        (tmp_path / "rivals" / name).write_bytes(content)
    (tmp_path / "rivals" / "histories.json").write_text("[]")
    written = {}
    monkeypatch.setattr(ready_results, "_write", lambda kind, content: written.update({kind: content}))
    monkeypatch.setattr(
        "yeonjwa.shipped.pack", lambda found, kind, shapes: written.update({f"shipped {kind}": found.rows}) or []
    )
    monkeypatch.setattr("sys.argv", ["ready_results.py", "--from", f"histories={tmp_path / 'rivals'}"])
    ready_results.main()
    assert set(written) == {"histories", "shipped histories"}
    assert written["histories"] == json.loads((ready_results.FOLDER / "histories.json").read_text(encoding="utf-8"))
    # Whole numbers stand as such in Parquet, and as numbers alike in what is shipped.
    assert written["shipped histories"] == kept.rows


def test_a_part_of_the_claims_is_no_ready_result(tmp_path):
    files.write(tmp_path / "tested", TESTED, COMMAND)
    with pytest.raises(SystemExit, match=r"T2, .* missing"):
        ready_results.read("claims", tmp_path / "tested")


@pytest.mark.parametrize("words", ["history=x", "claims", "claims=", "observed=x"])
def test_a_folder_must_be_given_with_its_kind(words, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["ready_results.py", "--from", words])
    with pytest.raises(SystemExit):
        ready_results.main()
    assert "expected KIND=DIR" in capsys.readouterr().err

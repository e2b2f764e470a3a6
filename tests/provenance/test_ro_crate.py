"""The RO-Crate of an outcome: read back by the library that others use, whole, and the same bytes each time."""

import hashlib
import json
import zipfile

import pytest
from rocrate.rocrate import ROCrate

from yeonjwa import messages
from yeonjwa.cli.main import run_command
from yeonjwa.provenance.folders import open_outcome
from yeonjwa.provenance.ro_crate import METADATA, PROFILE, write


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    messages.use(language="en", terms="defector")


@pytest.fixture
def crate(outcome, tmp_path):
    """The zip of the outcome."""
    write(open_outcome(outcome, "argument DIR"), tmp_path / "crate.zip")
    return tmp_path / "crate.zip"


def entities(crate) -> dict[str, dict]:
    graph = json.loads(zipfile.ZipFile(crate).read(METADATA))["@graph"]
    assert len({e["@id"] for e in graph}) == len(graph)
    return {e["@id"]: e for e in graph}


def references(value) -> set[str]:
    """Every @id that an entity points to."""
    if isinstance(value, dict):
        return {value["@id"]} if set(value) == {"@id"} else set().union(*map(references, value.values()), set())
    return set().union(*map(references, value), set()) if isinstance(value, list) else set()


def test_the_library_reads_it_and_finds_every_file(crate, outcome, tmp_path):
    read = ROCrate(str(crate))
    assert read.root_dataset["conformsTo"].id == PROFILE
    assert read.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    assert all(read.root_dataset[key] for key in ("name", "description", "license", "author", "datePublished"))
    on_disk = {p.relative_to(outcome).as_posix() for p in outcome.rglob("*") if p.is_file()}
    assert {e.id for e in read.data_entities} == on_disk
    action = read.root_dataset["mentions"]
    assert action.type == "CreateAction"
    assert action["instrument"]["name"] == "yeonjwa"
    read.write(tmp_path / "unpacked")
    for name in on_disk:
        assert (tmp_path / "unpacked" / name).read_bytes() == (outcome / name).read_bytes()


def test_every_file_is_listed_with_its_format_size_and_hash(crate):
    described = entities(crate)
    archive = zipfile.ZipFile(crate)
    assert archive.testzip() is None
    parts = references(described["./"]["hasPart"])
    assert set(archive.namelist()) == parts | {METADATA}
    for name in parts:
        content, entity = archive.read(name), described[name]
        assert entity["@type"] == "File"
        assert entity["contentSize"] == str(len(content))
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["description"]
        assert "/" in entity["encodingFormat"]


def test_nothing_is_pointed_to_that_is_not_described(crate):
    described = entities(crate)
    pointed = set().union(*(references(v) for e in described.values() for k, v in e.items() if k != "@id"))
    assert pointed - set(described) == {"https://w3id.org/ro/crate/1.1"}
    assert set(described) - pointed == {METADATA}


def test_the_run_names_its_inputs_and_its_results(crate, run):
    described = entities(crate)
    action = described["#run"]
    assert action["description"] == run.command
    assert described["#country"]["identifier"] == run.country["digest"]
    assert len(described["#country"]["sha256"]) == 64
    assert described["#catalogue"]["sha256"] == run.catalogue["hash"]
    assert described["#scenario.population.scale"]["value"] == run.scenario["population"]["scale"]
    assert {"#country", "#catalogue", "#scenario.seed"} <= references(action["object"])
    assert references(action["result"]) == references(described["./"]["hasPart"])
    assert described["#yeonjwa"]["softwareVersion"] == run.version
    assert described["#software-numpy"]["softwareVersion"] == run.made["libraries"]["numpy"]


def test_results_of_other_commands_are_inputs_whose_tables_lie_in_the_crate(crate, run):
    described = entities(crate)
    for kind, record in run.shown.items():
        about = described[f"#shown-{kind}"]
        assert (about["description"], about["dateCreated"]) == (record["command"], record["made"]["time"])
        assert references(about["hasPart"]) == {f"tables/{name}.parquet" for name in record["tables"]}
        assert references(about["hasPart"]) <= references(described["./"]["hasPart"])
        assert about["@id"] in references(described["#run"]["object"])
    assert described["#claims.estimate"]["name"] == "estimate"


def test_columns_are_described_as_in_the_data_dictionary(crate, published):
    described = entities(crate)
    for name, table in published.items():
        measured = references(described[f"tables/{name}.parquet"]["variableMeasured"])
        assert measured == {f"#{name}.{f.name}" for f in table.fields}
        for f in table.fields:
            column = described[f"#{name}.{f.name}"]
            assert column["description"] == f"{messages.text(f.description, lang='en')} ({f.role})"
            assert column.get("unitText", "") == f.unit


def test_the_same_outcome_gives_the_same_bytes(outcome, crate, tmp_path):
    messages.use(language="ko")
    for path in outcome.rglob("*"):
        path.touch()
    write(open_outcome(outcome, "argument DIR"), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == crate.read_bytes()


def test_what_a_run_did_not_write_stays_out(outcome, tmp_path, capsys):
    (outcome / "notes.txt").write_text("who told me")
    (outcome / "tables" / "people.csv").write_text("name\n")
    (outcome / "link").symlink_to(outcome / "run.json")
    assert run_command(["export", "outcome", "--ro-crate", "outcome/packed.zip"]) == 0
    said = capsys.readouterr()
    assert "3 files in the folder are not of the outcome" in said.err
    assert "outcome/packed.zip" in said.out
    assert not {"notes.txt", "link", "tables/people.csv"} & set(zipfile.ZipFile("outcome/packed.zip").namelist())


def test_a_file_that_is_there_is_replaced_only_by_force(outcome, tmp_path, capsys):
    (tmp_path / "x.zip").write_text("mine")
    assert run_command(["export", "outcome", "--ro-crate", "x.zip"]) == 2
    assert "'x.zip' exists already. Name another file, or --force to replace it." in capsys.readouterr().err
    assert (tmp_path / "x.zip").read_text() == "mine"
    assert run_command(["export", "outcome", "--ro-crate", "x.zip", "--force", "--lang", "ko"]) == 0
    assert "파일" in capsys.readouterr().out
    assert ROCrate("x.zip").name.startswith("Outcome of yeonjwa")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["outcome", "x.zip"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["outcom", "--ro-crate", "x.zip"], "there is no folder 'outcom'. Did you mean 'outcome'?"),
        (["nothing/like/it", "--ro-crate", "x.zip"], "there is no folder 'nothing/like/it'. Name a folder"),
        ([".", "--ro-crate", "x.zip"], "'.' is not an outcome folder (it holds no run.json). Did you mean 'outcome'?"),
        (
            ["outcome/run.json", "--ro-crate", "x.zip"],
            "is a file, not an outcome folder. Name the folder that holds it.",
        ),
        (["outcome/tables", "--ro-crate", "x.zip"], "not an outcome folder"),
        (["outcome", "--ro-crate", "x.tar"], "expected a name that ends in .zip"),
        (["outcome", "--ro-crate", "no/x.zip"], "there is no folder 'no'"),
        (["outcome", "--ro-crate", "folder.zip"], "'folder.zip' is a folder. Name another file."),
        (["outcome"], "option --ro-crate is missing"),
        (["outcome", "--ro-crat", "x.zip"], "Did you mean '--ro-crate'"),
        (["", "--ro-crate", "x.zip"], "argument DIR is empty"),
        (["--ro-crate", "x.zip"], "argument DIR is missing"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_is_written(outcome, tmp_path, capsys, words, sentence):
    (tmp_path / "folder.zip").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert run_command(["export", *words]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert (said.out, sorted(tmp_path.rglob("*"))) == ("", before)


def change_run(outcome, change) -> None:
    path = outcome / "run.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda o: (o / "tables" / "reach.parquet").unlink(), "is not whole; 'tables/reach.parquet' is missing"),
        (lambda o: (o / "report.html").unlink(), "is not whole; 'report.html' is missing"),
        (lambda o: (o / "tables" / "reach.parquet").write_bytes(b"PAR1"), "cannot be read as Parquet"),
        (lambda o: (o / "run.json").write_text("{}"), "is not a run.json"),
        (lambda o: change_run(o, lambda r: r["scenario"].update(seed=99)), "was made by another run"),
        (lambda o: change_run(o, lambda r: r["catalogue"].update(hash="0")), "was made by another run"),
        (
            lambda o: change_run(o, lambda r: r["made"].update(time="2020-01-01T00:00:00+00:00")),
            "was made by another run",
        ),
        (lambda o: change_run(o, lambda r: r["shown"]["claims"].update(seeds=[9])), "of which run.json speaks"),
        (lambda o: change_run(o, lambda r: r["shown"]["claims"]["made"].pop("time")), "of which run.json speaks"),
        (
            lambda o: change_run(o, lambda r: r["shown"].update(claims=7)),
            "does not say under 'shown' which tables of 'claims'",
        ),
        (
            lambda o: change_run(o, lambda r: r["shown"]["claims"]["tables"].update({"../x": "0"})),
            "names a table '../x'",
        ),
        (lambda o: (o / "tables" / "claims.parquet").unlink(), "'tables/claims.parquet' is missing"),
        (lambda o: change_run(o, lambda r: r["made"].pop("time")), "does not say under 'made' what 'time' was"),
        (lambda o: change_run(o, lambda r: r["tables"].update({"../../secret": "0"})), "names a table '../../secret'"),
    ],
)
def test_a_folder_put_together_by_hand_is_refused(outcome, capsys, change, sentence):
    change(outcome)
    assert run_command(["export", "outcome", "--ro-crate", "x.zip"]) == 2
    assert sentence in capsys.readouterr().err


def test_an_outcome_from_before_the_catalogue_was_recorded_can_still_be_exported(outcome, tmp_path):
    import pyarrow.parquet as pq

    names = open_outcome(outcome, "argument DIR").tables
    change_run(outcome, lambda r: r.pop("catalogue"))
    for path in (outcome / "tables" / f"{name}.parquet" for name in names):
        table = pq.read_table(path)
        notes = dict(table.schema.metadata)
        made = json.loads(notes[b"yeonjwa.provenance"])
        del made["catalogue"], notes[b"yeonjwa.made"]
        pq.write_table(table.replace_schema_metadata({**notes, b"yeonjwa.provenance": json.dumps(made)}), path)
    assert run_command(["export", "outcome", "--ro-crate", "old.zip"]) == 0
    assert "#catalogue" not in entities(tmp_path / "old.zip")

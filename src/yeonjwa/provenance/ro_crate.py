"""An outcome folder as an RO-Crate 1.1: one zip that says in machine-readable words what each file is and what made it.

The crate follows the profile Process Run Crate 0.5: one action (the run), its instrument (the program), its inputs
(scenario, country, catalogue) and its results (the files). It is written with the standard library, so that an outcome
can be exported wherever the program runs; the library ``rocrate`` reads it back in the tests.

The person who ran the program is not named, and the machine has no name: run.json holds neither.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from yeonjwa.errors import InputError
from yeonjwa.messages import LANGUAGES, text
from yeonjwa.provenance.folders import OutcomeFolder, parquet_notes
from yeonjwa.tables_io import RunFile, citation

Entity = dict[str, Any]

SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
ENVIRONMENT = "https://w3id.org/ro/terms/workflow-run#environment"
LICENCE = "https://spdx.org/licenses/MIT"
METADATA = "ro-crate-metadata.json"
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can hold; the same outcome gives the same bytes
FORMATS = {
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".html": "text/html",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".txt": "text/plain",
}
HOMES = {
    "python": "https://www.python.org/",
    "numpy": "https://numpy.org/",
    "scipy": "https://scipy.org/",
    "numba": "https://numba.pydata.org/",
    "pyarrow": "https://arrow.apache.org/",
    "pydantic": "https://docs.pydantic.dev/",
}


def write(outcome: OutcomeFolder, file: Path, is_replacing: bool = False) -> int:
    """Write the crate of ``outcome`` as a zip.

    Parameters
    ----------
    outcome : the folder
    file : the zip; it appears whole or not at all
    is_replacing : whether a file that is there may be replaced

    Returns
    -------
    int
        Number of files of the outcome in it (without ro-crate-metadata.json).

    Raises
    ------
    InputError
        The file is there, or lies in no folder.
    """
    if file.is_dir() or (file.exists() and not is_replacing):
        kind = "is a folder" if file.is_dir() else "exists already"
        advice = "" if file.is_dir() else ", or --force to replace it"
        raise InputError(f"option --ro-crate: '{file}' {kind}. Name another file{advice}.")
    if not file.parent.is_dir():
        raise InputError(f"option --ro-crate: there is no folder '{file.parent}'. Make it first, or name another.")
    contents = {p.relative_to(outcome.path).as_posix(): p.read_bytes() for p in outcome.files}
    described = json.dumps(metadata(outcome, contents), ensure_ascii=False, indent=1) + "\n"
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", suffix=".partial", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w") as crate:
            for inner, content in ((METADATA, described.encode()), *sorted(contents.items())):
                entry = zipfile.ZipInfo(inner, FIRST_DAY_OF_ZIP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                entry.create_system = 3  # Unix, on every system, so that the bytes are the same
                crate.writestr(entry, content, compresslevel=9)
        os.chmod(name, 0o644)  # mkstemp makes it private
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return len(contents)


def metadata(outcome: OutcomeFolder, contents: Mapping[str, bytes]) -> dict[str, Any]:
    """The content of ro-crate-metadata.json.

    Parameters
    ----------
    outcome : the folder
    contents : bytes of each file by its path in the folder
    """
    run = outcome.run
    files = [_file(outcome, name, content) for name, content in sorted(contents.items())]
    tables = (*outcome.tables, *run.shown_tables)
    measured = _once(entity for table in tables for entity in _columns(outcome, table))
    inputs = [*_scenario(run), _country(run), *_catalogue(run), *_shown(run)]
    surroundings = [
        _value(f"#environment-{name}", name, value) for name, value in sorted(run.made.get("machine", {}).items())
    ]
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": SPECIFICATION},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "conformsTo": {"@id": PROFILE},
            "name": text("provenance.crate.name", lang="en", **_short(run)),
            "description": _in_both("provenance.crate.description"),
            "datePublished": run.made["time"],
            "version": run.version,
            "license": {"@id": LICENCE},
            "usageInfo": _in_both("provenance.crate.usage"),
            "author": {"@id": "#developers"},
            "publisher": {"@id": "#developers"},
            "creditText": [citation(run, language) for language in LANGUAGES],
            "inLanguage": run.language,
            "keywords": ["kinship", "demography", "microsimulation", "human rights", "North Korea", "synthetic data"],
            "hasPart": [{"@id": f["@id"]} for f in files],
            "mentions": {"@id": "#run"},
        },
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": LICENCE, "@type": "CreativeWork", "name": "MIT License", "identifier": LICENCE,
         "description": text("provenance.crate.licence", lang="en")},
        {"@id": "#developers", "@type": "Organization", "name": "The yeonjwa developers"},
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": text("provenance.crate.run", lang="en", **_short(run)),
            "description": run.command,
            "endTime": run.made["time"],
            "instrument": {"@id": "#yeonjwa"},
            "object": [{"@id": e["@id"]} for e in inputs if not e["@id"].startswith("#catalogue-")],
            "result": [{"@id": f["@id"]} for f in files],
            "environment": [{"@id": e["@id"]} for e in surroundings],
            "actionStatus": "http://schema.org/CompletedActionStatus",
        },
        *_software(run),
        *inputs,
        *surroundings,
        *files,
        *measured,
    ]  # fmt: skip
    return {"@context": [f"{SPECIFICATION}/context", {"environment": ENVIRONMENT}], "@graph": graph}


def _short(run: RunFile) -> dict[str, Any]:
    population = run.scenario.get("population", {})
    return {"version": run.version, "scale": population.get("scale", "?"), "seed": run.scenario.get("seed", "?")}


def _in_both(key: str) -> str:
    """The text in English, then in Korean."""
    return "\n\n".join(text(key, lang=language) for language in LANGUAGES)


def _value(name: str, called: str, value: Any) -> Entity:
    return {"@id": name, "@type": "PropertyValue", "name": called, "value": value}


def _software(run: RunFile) -> list[Entity]:
    """The program, and what it ran on."""
    libraries = {"python": run.made["python"], **run.made.get("libraries", {})}
    needed: list[Entity] = [
        {
            "@id": f"#software-{name}",
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": version,
            **({"url": HOMES[name]} if name in HOMES else {}),
        }
        for name, version in libraries.items()
    ]
    program = {
        "@id": "#yeonjwa",
        "@type": "SoftwareApplication",
        "name": "yeonjwa",
        "description": text("cli.about", lang="en").strip().splitlines()[0],
        "softwareVersion": run.version,
        "license": {"@id": LICENCE},
        "author": {"@id": "#developers"},
        "softwareRequirements": [{"@id": e["@id"]} for e in needed],
    }
    return [program, *needed]


def _scenario(run: RunFile) -> list[Entity]:
    """One property for each setting of the scenario, with dotted names."""
    return [
        _value(f"#scenario.{name}", f"scenario.{name}", value)
        for name, value in flat(run.scenario).items()
        if value is not None
    ]


def _country(run: RunFile) -> Entity:
    """The synthetic country by its digest; it is not in the crate and can be built again from the scenario."""
    country = run.country
    known = {
        "identifier": country.get("digest"),
        "version": country.get("model"),
        "sha256": _digest_of(country.get("checksums", {})),
    }
    return {
        "@id": "#country",
        "@type": "CreativeWork",
        "name": text("provenance.crate.country", lang="en"),
        "description": text(
            "provenance.crate.country_words", lang="en", persons=country.get("persons_ever", "?"),
            living=country.get("living", "?"),
        ),
        **{key: value for key, value in known.items() if value},
    }  # fmt: skip


def _digest_of(checksums: Mapping[str, str]) -> str | None:
    """SHA-256 over the checksums of the columns; None where the run names none."""
    if not checksums:
        return None
    return hashlib.sha256(json.dumps(dict(checksums), sort_keys=True).encode()).hexdigest()


def _catalogue(run: RunFile) -> list[Entity]:
    """The catalogue of sources and figures by its hash, and a property for each part; none in old outcomes."""
    if not run.catalogue:
        return []
    parts = [_value(f"#catalogue-{name}", f"sha256 of {name}", value) for name, value in run.catalogue["parts"].items()]
    whole = {
        "@id": "#catalogue",
        "@type": "CreativeWork",
        "name": text("provenance.crate.catalogue", lang="en"),
        "version": run.catalogue["version"],
        "sha256": run.catalogue["hash"],
        "additionalProperty": [{"@id": p["@id"]} for p in parts],
    }
    return [whole, *parts]


def _shown(run: RunFile) -> list[Entity]:
    """Results of other commands that the report shows: inputs of the run, whose tables lie in the crate."""
    return [
        {
            "@id": f"#shown-{command}",
            "@type": "CreativeWork",
            "name": text(f"provenance.crate.shown.{command}", lang="en"),
            "description": record["command"],
            "version": record["version"],
            "hasPart": [{"@id": f"tables/{table}.parquet"} for table in record["tables"]],
            **({"dateCreated": record["made"]["time"]} if "time" in record.get("made", {}) else {}),
        }
        for command, record in run.shown.items()
    ]


def _file(outcome: OutcomeFolder, name: str, content: bytes) -> Entity:
    """A file with its format, size, hash and what it holds."""
    path = Path(name)
    entity: Entity = {
        "@id": name,
        "@type": "File",
        "name": path.name,
        "encodingFormat": FORMATS[path.suffix],
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if path.stem in (*outcome.tables, *outcome.run.shown_tables):
        notes = parquet_notes(outcome.parquet(path.stem))
        entity["description"] = notes["yeonjwa.title"]
        entity["variableMeasured"] = [{"@id": e["@id"]} for e in _columns(outcome, path.stem)]
        if path.suffix == ".csv":
            entity["isBasedOn"] = {"@id": str(path.with_suffix(".parquet").as_posix())}
    else:
        entity["description"] = text(f"provenance.crate.file.{path.stem}", lang="en")
    return entity


def _columns(outcome: OutcomeFolder, table: str) -> list[Entity]:
    """The columns of a table as the data dictionary has them: name, unit, role, description."""
    import pyarrow.parquet as pq

    found = []
    for column in pq.read_schema(outcome.parquet(table)):
        notes = {key.decode(): value.decode() for key, value in (column.metadata or {}).items()}
        found.append({
            "@id": f"#{table}.{column.name}",
            "@type": "PropertyValue",
            "name": column.name,
            "description": f"{notes['description']} ({notes['role']})",
            **({"unitText": notes["unit"]} if notes.get("unit") else {}),
        })  # fmt: skip
    return found


def _once(entities: Iterable[Entity]) -> list[Entity]:
    return list({e["@id"]: e for e in entities}.values())


def flat(settings: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Nested settings under dotted names; a list as JSON, because an empty one would be lost in linked data."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{before}{name}.")
        elif isinstance(value, list | tuple):
            found[f"{before}{name}"] = json.dumps(value, ensure_ascii=False, sort_keys=True)
        else:
            found[f"{before}{name}"] = value
    return found

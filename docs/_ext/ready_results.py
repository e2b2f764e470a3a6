"""Make the page of ready results anew: run the command, keep its headline tables as JSON in docs/results.

    python docs/_ext/ready_results.py                 # scale 0.1, every kind of run, and the claims
    python docs/_ext/ready_results.py --scale 0.01 --kind observed

Only published tables are read, as they lie in the outcome folder: what is hidden there is hidden here.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "results"

Shown = dict[str, Any]
PEOPLE = {
    "people": ("people", "people"),
    "low": ("low", "people"),
    "high": ("high", "people"),
    "synthetic": ("synthetic people", "people"),
}
SHARE = {"share": ("share", "share"), "low": ("low", "share"), "high": ("high", "share")}
KNOWN = {"identified": ("identified", "yes")}
REACHED = {**SHARE, "people": ("people", "people"), "reached": ("synthetic people", "people"), **KNOWN}
LINE = {"lineality": ("line", "text"), "chon": ("within chon", "text")}
LUCK = "The interval is the luck of this one run; what is not known of behaviour is not in it."

TABLES: dict[str, list[Shown]] = {
    "observed": [
        {
            "table": "reach",
            "title": "How much of the country has a relative among those who arrived",
            "about": "People living in the North at the end of 2024 with somebody within so many chon among those who arrived in the South. "
            "The interval is over placings of the same arrivals and three strengths of clustering.",
            "where": {"set": "arrived", "clustering": "central", "year": 2024, "chon": (1, 2, 3, 4, 6, 8)},
            "over": "clustering",
            "columns": {**LINE, **REACHED},
        },
        {
            "table": "vetting",
            "title": "Who would fail vetting",
            "about": "Adults with a relative known to have left within the depth of the rule, at the end of 2024. "
            "The interval is over the assumed share of departures that the state knows of.",
            "where": {"year": 2024, "songbun": "all"},
            "columns": {"rule": ("rule", "text"), **REACHED},
        },
        {
            "table": "close_kin_and_capacity",
            "title": "Close kin beside the reported camps and officers",
            "about": "What taking the reports at their word would ask for, beside reported sizes: a test of the reports, never a need.",
            "where": {},
            "columns": {
                "year": ("year", "text"), "quantity": ("quantity", "text"), "people": ("people", "people"), "low": ("low", "people"),
                "high": ("high", "people"), "reported_low": ("reported, low", "people"), "reported_high": ("reported, high", "people"),
                "reading": ("reading", "message"), **KNOWN,
            },
        },
        {
            "table": "large_or_small",
            "title": "A large share, or a small number?",
            "about": "Two sentences of the reports, by what family means, at the end of 2016.",
            "where": {"province": "all"},
            "columns": {**LINE, **SHARE, "people": ("people", "people"), "verdict": ("verdict", "text"), **KNOWN},
        },
    ],
    "simulated": [
        {
            "table": "harm_by_sex_and_age",
            "title": "Harm by practice, 2012 to 2019",
            "about": f"People struck at least once in the period, in all reports together (history reported). {LUCK}",
            "where": {"period": "2012-2019", "sex": "all", "age": "all"},
            "columns": {"practice": ("practice, or what follows from it", "practice"), **PEOPLE, "person_months": ("person-months", "months"), **KNOWN},
        },
        {
            "table": "harm_by_sex_and_age",
            "title": "Harm by sex, and to children",
            "about": f"People struck by at least one practice in the period, each counted once. {LUCK}",
            "where": {"practice": "any_practice"},
            "columns": {"period": ("period", "text"), "sex": ("sex", "text"), "age": ("age", "text"), **PEOPLE, **KNOWN},
        },
        {
            "table": "harm_by_kin",
            "title": "Harm by degree of kinship",
            "about": f"People struck by at least one practice, by degree in chon to the person who left; *self*: who left or tried to. {LUCK}",
            "where": {"practice": "any_practice"},
            "columns": {"period": ("period", "text"), "kin": ("chon", "text"), **PEOPLE, **KNOWN},
        },
        {
            "table": "dread_by_year",
            "title": "Dread",
            "about": f"Person-months in which members of families on file lived under fear although nothing happened. {LUCK}",
            "where": {"quantity": "dread_person_months", "year": (2000, 2005, 2010, 2015, 2020, 2024)},
            "columns": {"year": ("year", "text"), "total": ("person-months", "people"), "low": ("low", "people"), "high": ("high", "people"), **KNOWN},
        },
        {
            "table": "arrivals",
            "title": "Arrivals beside the published ones",
            "about": f"Agreement to 2012 is in part calibrated. {LUCK}",
            "where": {"sex": "all"},
            "columns": {"year": ("year", "text"), **PEOPLE, "published": ("published", "people"), **KNOWN},
        },
    ],
}  # fmt: skip
"""What is shown of each kind of run: the table, which rows, and which columns under which name and in which form."""

ROW = {"estimate": ("result", "number"), "low": ("low", "number"), "high": ("high", "number"), "unit": ("unit", "text")}
TESTED: dict[str, list[Shown]] = {
    "claims": [
        {
            "table": "claims",
            "title": "Claims of the reports, tested",
            "about": "Each claim of the reports that numbers can test, with the verdict that its thresholds, fixed beforehand, lead to. "
            "Most depend on what nobody has measured.",
            "columns": {
                "claim": ("claim", "text"), "says": ("says", "text"), "verdict": ("verdict", "text"),
                "depends_on": ("depends on", "list"), **ROW, **KNOWN, "warning": ("warning", "text"),
            },
        },
    ],
}  # fmt: skip
"""What is shown of the commands that test: the list of objects that they print as JSON, and which of its keys."""


def main() -> None:
    """Run and keep."""
    parser = argparse.ArgumentParser(description="Make docs/results anew.")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--kind", choices=sorted({*TABLES, *TESTED}), action="append")
    parser.add_argument(
        "--from", dest="folder", type=Path, help="folder of a finished `yeonjwa claims --out`, with one --kind"
    )
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for kind in given.kind or sorted({*TABLES, *TESTED}):
        if kind in TESTED:
            keep_tested(kind, given.scale, given.folder)
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "outcome"
            command = ["run", "--scale", f"{given.scale:g}", "--departures", kind, "--out", str(out), "--quiet"]
            done = subprocess.run(
                [sys.executable, "-m", "yeonjwa", *command], check=True, capture_output=True, text=True
            )
            said = [line.rstrip() for line in done.stdout.splitlines() if folder not in line]
            file = FOLDER / f"{kind}.json"
            words = json.dumps({**kept(out, kind), "said": said}, indent=1, ensure_ascii=False)
            file.write_text(words + "\n", encoding="utf-8")
            print(f"wrote {file.relative_to(FOLDER.parent.parent)}")


def keep_tested(kind: str, scale: float, folder: Path | None) -> None:
    """Run a command that tests, unless ``folder`` is what it left already, and keep its list of results."""
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as made_here:
        out = folder or Path(made_here) / kind
        if folder is None:
            command = [kind, "--scale", f"{scale:g}", "--out", str(out), "--quiet"]
            subprocess.run([sys.executable, "-m", "yeonjwa", *command], check=True, capture_output=True)
        about = json.loads(pq.read_schema(out / f"{kind}.parquet").metadata[b"yeonjwa.provenance"])
        rows = json.loads((out / f"{kind}.json").read_text(encoding="utf-8"))
    made = {
        "date": datetime.now(tz=UTC).date().isoformat(), "version": about["version"], "command": about["command"],
        "scale": about["scale"], "seeds": about["seeds"], "catalogue": about["catalogue"]["hash"],
    }  # fmt: skip
    tables = [
        {
            "table": shown["table"], "title": shown["title"], "about": shown["about"],
            "columns": [head for head, _ in shown["columns"].values()], "forms": [form for _, form in shown["columns"].values()],
            "rows": [[row[name] for name in shown["columns"]] for row in rows], "warnings": [],
        }
        for shown in TESTED[kind]
    ]  # fmt: skip
    file = FOLDER / f"{kind}.json"
    file.write_text(json.dumps({"made": made, "tables": tables}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {file.relative_to(FOLDER.parent.parent)}")


def kept(outcome: Path, kind: str) -> dict[str, Any]:
    """What is kept of one outcome folder."""
    run = json.loads((outcome / "run.json").read_text(encoding="utf-8"))
    population = run["scenario"]["population"]
    made = {
        "date": run["made"]["time"][:10], "version": run["version"], "command": run["command"], "scale": population["scale"],
        "seed": run["scenario"]["seed"], "digest": run["country"]["digest"], "persons_ever": run["country"]["persons_ever"],
        "catalogue": run["catalogue"]["hash"],
    }  # fmt: skip
    return {"made": made, "tables": [part(outcome, shown) for shown in TABLES[kind]]}


def part(outcome: Path, shown: Shown) -> dict[str, Any]:
    """The rows of one table that are shown."""
    import pyarrow.parquet as pq

    rows = pq.read_table(outcome / "tables" / f"{shown['table']}.parquet").to_pylist()
    every = rows
    rows = [row for row in rows if all(row[name] in _several(value) for name, value in shown["where"].items())]
    if "over" in shown:
        rows = [spanned(row, every, shown["over"]) for row in rows]
    names = shown["columns"]
    return {
        "table": shown["table"], "title": shown["title"], "about": shown["about"],
        "columns": [head for head, _ in names.values()], "forms": [form for _, form in names.values()],
        "rows": [[row[name] for name in names] for row in rows],
        "warnings": sorted({row["warning"] for row in rows if row.get("warning")}),
    }  # fmt: skip


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def spanned(row: dict[str, Any], rows: list[dict[str, Any]], over: str) -> dict[str, Any]:
    """The row with the widest interval of all that differ from it in the column ``over`` only."""
    same = [k for k in ("set", "clustering", "lineality", "year", "chon") if k != over]
    alike = [r for r in rows if all(r[k] == row[k] for k in same) and r["low"] is not None]
    if not alike or row["low"] is None:
        return row
    return {**row, "low": min(r["low"] for r in alike), "high": max(r["high"] for r in alike)}


if __name__ == "__main__":
    main()

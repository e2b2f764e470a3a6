"""Make ready results anew: the page in the documentation, and the results that the program brings with it.

    python docs/_ext/ready_results.py                 # scale 0.1, every kind of run, the claims and the histories
    python docs/_ext/ready_results.py --scale 0.01 --kind observed
    python docs/_ext/ready_results.py --from claims=tested --from histories=rivals    # folders of finished commands

The headline tables are kept as JSON in docs/results. Claims and histories go into src/yeonjwa/shipped as well, whole, unless
--docs-only. Only published tables are read, as they lie in the folder: what is hidden there is hidden here.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
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

ROUNDED = "Counts are multiples of 20 synthetic people over all runs; the interval is luck."
ROW = {"estimate": ("result", "number"), "low": ("low", "number"), "high": ("high", "number"), "unit": ("unit", "text")}
TESTED: dict[str, list[Shown]] = {
    "claims": [
        {
            "table": "claims",
            "title": "Claims of the reports, tested",
            "about": "Each claim of the reports that numbers can test, with the verdict that its thresholds, fixed beforehand, lead to. "
            "Most depend on what nobody has measured.",
            "where": {},
            "columns": {
                "claim": ("claim", "text"), "says": ("says", "text"), "verdict": ("verdict", "text"),
                "depends_on": ("depends on", "list"), **ROW, **KNOWN, "warning": ("warning", "text"),
            },
        },
    ],
    "histories": [
        {
            "table": "histories_harm",
            "title": "Harm in each history",
            "about": f"People struck by at least one practice in the period if the history were the truth. {ROUNDED}",
            "where": {"practice": "any_practice", "kin": "all"},
            "columns": {
                "history": ("history", "history"), "period": ("period", "text"), "estimate": ("people", "people"),
                "low": ("low", "people"), "high": ("high", "people"), **KNOWN,
            },
        },
        {
            "table": "histories_arrivals",
            "title": "Arrivals 2001 to 2012 beside the world without consequences for relatives",
            "about": "First the difference in people struck in 2004 to 2011, then that in arrivals, in words and, where it may be shown, "
            f"in numbers that hold for the shipped figures only. {ROUNDED}",
            "where": {},
            "columns": {
                "history": ("history", "history"), "harm": ("people struck, difference", "people"), "direction": ("in words", "direction"),
                "estimate": ("arrivals, difference", "people"), "low": ("low", "people"), "high": ("high", "people"), **KNOWN,
            },
        },
        {
            "table": "histories",
            "title": "Each history beside figures from outside",
            "about": "A figure rejects a history only if the whole interval lies outside the room around what was published, with the "
            "shipped figures and at two other points. Histories that are not rejected are not ranked, and none is identified.",
            "where": {},
            "columns": {
                "history": ("history", "history"), "figure": ("figure from outside", "figure"), "room_low": ("room, low", "number"),
                "room_high": ("room, high", "no end"), "estimate": ("in this history", "number"), "low": ("low", "number"),
                "high": ("high", "number"), "unit": ("unit", "text"), "verdict": ("verdict", "text"), **KNOWN,
            },
        },
    ],
}  # fmt: skip
"""What is shown of the commands that test: for the claims, keys of the objects that they print as JSON, with their warnings; for the
histories the table, which rows, and which columns."""


def main() -> None:
    """Run and keep."""
    parser = argparse.ArgumentParser(
        description="Make docs/results and the results that the program brings with it anew."
    )
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--kind", choices=sorted({*TABLES, *TESTED}), action="append", default=[])
    parser.add_argument(
        "--from", dest="folders", type=_named, metavar="KIND=DIR", action="append", default=[],
        help="folder of a finished `yeonjwa claims --out` or `yeonjwa histories --out`, in place of running the command; of them all only these kinds are made",
    )  # fmt: skip
    parser.add_argument("--docs-only", action="store_true", help="leave the results that the program brings with it")
    given = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    folders = dict(given.folders)
    for kind in dict.fromkeys((*folders, *given.kind)) or sorted({*TABLES, *TESTED}):
        if kind in TESTED:
            keep_tested(kind, given.scale, folders.get(kind), not given.docs_only)
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "outcome"
            command = ["run", "--scale", f"{given.scale:g}", "--departures", kind, "--out", str(out), "--quiet"]
            done = subprocess.run(
                [sys.executable, "-m", "yeonjwa", *command], check=True, capture_output=True, text=True
            )
            said = [line.rstrip() for line in done.stdout.splitlines() if folder not in line]
            _write(kind, {**kept(out, kind), "said": said})


def _named(words: str) -> tuple[str, Path]:
    """A kind and its folder."""
    kind, _, folder = words.partition("=")
    if kind not in TESTED or not folder:
        raise argparse.ArgumentTypeError(f"'{words}': expected KIND=DIR, with KIND one of {', '.join(TESTED)}")
    return kind, Path(folder)


def _write(kind: str, content: dict[str, Any]) -> None:
    file = FOLDER / f"{kind}.json"
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {file.relative_to(FOLDER.parent.parent)}")


def keep_tested(kind: str, scale: float, folder: Path | None, is_shipped: bool) -> None:
    """Run a command that tests, unless ``folder`` is what it left already; keep its list of results, and ship its tables."""
    with tempfile.TemporaryDirectory() as made_here:
        out = folder or Path(made_here) / kind
        if folder is None:
            command = [kind, "--scale", f"{scale:g}", "--out", str(out), "--quiet"]
            subprocess.run([sys.executable, "-m", "yeonjwa", *command], check=True, capture_output=True)
        found = read(kind, out)
        _write(kind, tested(kind, found, json.loads((out / f"{kind}.json").read_text(encoding="utf-8"))))
    if is_shipped:
        from yeonjwa import shipped

        for path in shipped.pack(found, kind, shapes(kind)):
            print(f"wrote {path}")


def read(kind: str, folder: Path) -> Any:
    """The tables of a folder, refused where they are not fit to be ready results: a part only, or in another language."""
    from yeonjwa.catalogue.histories import histories
    from yeonjwa.claims import files
    from yeonjwa.claims.fixed import claim_tests
    from yeonjwa.errors import InputError
    from yeonjwa.rivals import table

    try:
        found = files.read(folder)[1] if kind == "claims" else table.read(folder)
    except InputError as error:
        sys.exit(str(error))
    wanted, column = (claim_tests(), "claim") if kind == "claims" else (histories(), "history")
    missing = set(wanted) - {row[column] for row in found.rows[kind]}
    if missing or not found.made or "--lang" in found.about["command"]:
        reason = f"{', '.join(sorted(missing))} missing" if missing else "not in English, or without time and machine"
        sys.exit(f"{folder} holds no whole run of `yeonjwa {kind}`: {reason}; make it with `yeonjwa {kind} --out`.")
    return found


def shapes(kind: str) -> Any:
    """Shapes of the tables of a command."""
    from yeonjwa.claims import files
    from yeonjwa.rivals import table

    return files.SHAPES if kind == "claims" else table.SHAPES


def tested(kind: str, found: Any, objects: list[dict[str, Any]]) -> dict[str, Any]:
    """What is kept of a command that tests.

    found : its tables (``kept_tables.Kept``). objects : what it printed as JSON
    """
    about = found.about
    made = {
        "date": found.made["time"][:10], "version": about["version"], "command": about["command"],
        "scale": about["scale"], "seeds": about["seeds"], "catalogue": about["catalogue"]["hash"],
    }  # fmt: skip
    if kind == "claims":
        return {"made": made, "tables": [chosen(shown, objects, []) for shown in TESTED[kind]]}
    rows = found.rows
    return {"made": made, "tables": [chosen(s, rows[s["table"]], rows[s["table"]]) for s in TESTED[kind]]}


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
    if "over" in shown:
        rows = [spanned(row, every, shown["over"]) for row in rows]
    return chosen(shown, rows, rows)


def chosen(shown: Shown, rows: list[Any], warned: list[Any]) -> dict[str, Any]:
    """What is shown of some rows.

    warned : rows whose message keys under ``warning`` stand below the table, unless they are left out of it
    """

    def is_shown(row: Any) -> bool:
        return all(row[name] in _several(value) for name, value in shown["where"].items())

    names = shown["columns"]
    return {
        "table": shown["table"], "title": shown["title"], "about": shown["about"],
        "columns": [head for head, _ in names.values()], "forms": [form for _, form in names.values()],
        "rows": [[row[name] for name in names] for row in rows if is_shown(row)],
        "warnings": sorted({row["warning"] for row in warned if row.get("warning") and is_shown(row)}),
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

"""`yeonjwa population`: build, look at, list and remove synthetic countries."""

# Annotations are read by typer when a command is registered, so they are not postponed here.
import csv
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from yeonjwa.cli import country_facts, shared
from yeonjwa.cli.country import OPTIONS, country_options
from yeonjwa.cli.help import WIDTH, columns, wrap
from yeonjwa.errors import StoreError
from yeonjwa.messages import text

if TYPE_CHECKING:
    from yeonjwa.population.country import Country
    from yeonjwa.population.spec import PopulationSpec
    from yeonjwa.population.store import Stored

PEOPLE_WORTH_A_LINE = 5_000_000  # placing those who left takes more than a few seconds above


def register(app: Any) -> None:
    """Add the commands to the tree."""
    import typer

    population = typer.Typer(help=text("population.about"), rich_markup_mode=None)

    def option(default: Any, name: str, metavar: str | None = None) -> Any:
        return typer.Option(default, name, metavar=metavar, help=text(f"population.option.{name.strip('-')}"))

    @country_options
    def build(spec: Any, is_rebuilt: bool = option(False, "--rebuild")) -> None:
        build_country(spec, is_rebuilt)

    @country_options
    def info(spec: Any, form: str = option("text", "--format", "text|json")) -> None:
        print_info(spec, shared.check_choice("--format", form, ("text", "json")))

    @country_options
    def pyramid(
        spec: Any,
        year: int = option(2008, "--year", "YEAR"),
        form: str = option("text", "--format", "text|csv|json"),
    ) -> None:
        print_pyramid(spec, year, shared.check_choice("--format", form, ("text", "csv", "json")))

    def list_(checksums: bool = option(False, "--checksums")) -> None:
        print_list(checksums)

    def remove(
        which: str = typer.Argument(metavar="DIGEST|outdated|all", help=text("population.option.which")),
        is_sure: bool = option(False, "--yes"),
    ) -> None:
        remove_countries(which, is_sure)

    for name, command in (("build", build), ("info", info), ("pyramid", pyramid), ("list", list_), ("remove", remove)):
        population.command(name, help=text(f"population.help.{name}"))(command)
    app.add_typer(population, name="population")


def build_country(spec: "PopulationSpec", is_rebuilt: bool) -> None:
    """Build, after saying what it needs, and say what came out; a country that is stored already is only shown."""
    from yeonjwa.population import store

    if not is_rebuilt:
        try:
            country = store.open_country(spec)
        except StoreError:
            pass  # open_or_build finds the reason again and tells it
        else:
            print(text("population.build.there", folder=store.path_of(spec)))
            print(_summary(country))
            return
    with shared.progress() as tell:
        country = shared.open_country(spec, tell, rebuild=is_rebuilt)
    seconds = f"{country.manifest['build']['seconds']:.1f}"
    print(text("population.build.built", seconds=seconds, folder=store.path_of(spec)))
    print(_summary(country))


def print_info(spec: "PopulationSpec", form: str) -> None:
    """What a stored country holds, verified first."""
    from yeonjwa.population import store
    from yeonjwa.population.manifest import SMALL

    country = store.open_country(spec)
    share = masked_share(country)
    if form == "text":
        print(_summary(country, share))
        return
    said = dict(country.manifest) | {"masked_share": SMALL if share is None else share}
    said["checksums"] = {name: entry["checksum"] for name, entry in said["columns"].items()}
    print(json.dumps(said, indent=1, ensure_ascii=False))


def masked_share(country: "Country") -> float | None:
    """Share of births since the first departure that are masked, for one placing of the known arrivals.

    It is worked out anew each time, since a stored country holds nothing of those who left. None if it rests on fewer
    than 20 births.
    """
    from yeonjwa.departures import mask, observed
    from yeonjwa.disclosure import FLOOR_PEOPLE

    with shared.progress(is_quiet=country.persons_ever < PEOPLE_WORTH_A_LINE) as tell:
        tell(text("reach.stage.placing"))
        departures = observed.place(country, country.spec.seed)
        masked = int(mask.masked_births(country, departures).sum())
        births = mask.births_since(country, departures)
    return round(masked / births, 6) if min(masked, births - masked) >= FLOOR_PEOPLE else None


def print_pyramid(spec: "PopulationSpec", year: int, form: str) -> None:
    """The pyramid of a stored country as text, CSV or JSON; small cells are hidden in each of them."""
    from yeonjwa.cli.pyramid_text import draw, rows
    from yeonjwa.disclosure import publish
    from yeonjwa.population import store
    from yeonjwa.population.pyramid import FIRST_YEAR, LAST_YEAR, pyramid

    shared.check_number("--year", year, FIRST_YEAR, LAST_YEAR)
    table = publish(pyramid(store.open_country(spec), year), spec.scale)
    if form == "text":
        print(draw(table, spec, year))
    elif form == "json":
        print(json.dumps({"spec": spec.model_dump(mode="json"), "rows": rows(table)}, indent=1, ensure_ascii=False))
    else:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(table.data), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(table))


def print_list(checksums: bool) -> None:
    """All stored countries, the newest first."""
    from yeonjwa.population import store

    stored = store.list_countries(checksums=checksums)
    if not stored:
        print(text("population.list.none", folder=store.cache_folder()))
        return
    print(_stored_table(stored))
    size = _size(sum(s.bytes for s in stored))
    print("\n" + text("population.list.total", count=len(stored), size=size, folder=store.cache_folder()))


def remove_countries(which: str, is_sure: bool) -> None:
    """Delete stored countries after asking."""
    from yeonjwa.population import store

    stored = store.find(which)
    if not stored:
        print(text("population.remove.nothing"))
        return
    if not is_sure:
        print(_stored_table(stored))
        if not _is_agreed(text("population.remove.ask", count=len(stored), size=_size(sum(s.bytes for s in stored)))):
            print(text("population.remove.kept"))
            return
    for entry in stored:
        for removed in store.remove(entry.digest):
            print(text("population.remove.removed", digest=removed.digest, size=_size(removed.bytes)))


def _is_agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        shared.fail("nobody can be asked here, since the input is no terminal. Add --yes to remove without asking.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes", "예", "네")


def _summary(country: "Country", masked: float | None = None) -> str:
    """A country in about thirty lines; ``masked`` is the share of births masked, where it was worked out."""
    said, spec = country.manifest, country.spec

    def people(raw: int) -> str:
        return text("population.info.of_scale", raw=f"{raw:,}", real=f"{raw / spec.scale:,.0f}")

    build = said["build"]
    counts: dict[str, int] = {}
    for figure in said["assumptions"].values():
        counts[figure["standing"]] = counts.get(figure["standing"], 0) + 1
    lines = [text("population.info.title", digest=said["digest"], scale=f"{spec.scale:g}", seed=spec.seed)]
    lines += _aligned(
        [
            (text("population.info.persons_ever"), people(said["persons_ever"])),
            (text("population.info.living"), people(said["living"])),
            *([] if masked is None else [
                (text("population.info.masked_share"), text("population.info.of_births", share=f"{100 * masked:.3f}"))
            ]),
            (text("population.info.size"), _size(sum(c["bytes"] for c in said["columns"].values()))),
            (
                text("population.info.made"),
                text("population.info.made_how", created=build["created"][:16].replace("T", " "), seconds=f"{build['seconds']:.1f}",
                     version=said["version"], model=said["model"]),
            ),
            (text("population.info.options"), " ".join(_option(spec, name) for name in OPTIONS)),
            (
                text("population.info.figures"),
                ", ".join(text(f"population.standing.{standing}", count=n) for standing, n in sorted(counts.items())),
            ),
        ]
    )  # fmt: skip
    facts = country_facts.lines(said["facts"])
    if facts:
        lines += [f"{text('population.info.facts')}:", *_aligned(facts)]
    lines += [text("population.info.more"), text("population.info.synthetic")]
    return "\n".join(lines)


def _option(spec: "PopulationSpec", name: str) -> str:
    return f"--{name.replace('_', '-')} {str(getattr(spec, name)).removesuffix('.0')}"


def _stored_table(stored: "list[Stored]") -> str:
    heads = ("digest", "scale", "seed", "persons", "size", "age", "state", "options")
    rows = [[text(f"population.list.{head}") for head in heads]]
    for s in stored:
        state = text(f"population.list.{s.state}") + (f": {s.reason}" if s.state == "damaged" else "")
        others = (
            ""
            if s.spec is None
            else " ".join(
                _option(s.spec, name)
                for name, (_, default, _) in OPTIONS.items()
                if name not in ("scale", "seed") and getattr(s.spec, name) != default
            )
        )
        known = ["?", "?", "?"] if s.spec is None else [f"{s.spec.scale:g}", str(s.spec.seed), f"{s.persons_ever:,}"]
        rows.append([s.digest, *known, _size(s.bytes), _age(s.created), state, others])
    widths = [max(columns(row[i]) for row in rows) for i in range(len(heads))]
    return "\n".join(
        "  ".join(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    width = max(columns(name) for name, _ in rows)
    lines = []
    for name, value in rows:
        first, *rest = wrap(value, WIDTH - width - 4) or [""]
        lines.append(f"  {name}{' ' * (width - columns(name))}  {first}")
        lines += [f"  {'':{width}}  {line}" for line in rest]
    return lines


def _age(created: str | None) -> str:
    if created is None:
        return "?"
    minutes = (datetime.now(UTC) - datetime.fromisoformat(created)).total_seconds() / 60
    if minutes < 90:
        return text("population.list.minutes", count=f"{max(minutes, 0):.0f}")
    if minutes < 48 * 60:
        return text("population.list.hours", count=f"{minutes / 60:.0f}")
    return text("population.list.days", count=f"{minutes / 60 / 24:.0f}")


def _size(size: int) -> str:
    from yeonjwa.population.machine import gigabytes

    return gigabytes(size)

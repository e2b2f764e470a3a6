"""`yeonjwa kin`: living kin by degree, simulated, by theory, or in the synthetic country."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from yeonjwa.cli import shared
from yeonjwa.messages import text

COLUMNS = (
    "kin", "gen_up", "gen_down", "chon", "focal_age", "living", "living_female", "living_male", "standard_error",
)  # fmt: skip
COUNTRY_COLUMNS = (*COLUMNS[:4], "focal_sex", *COLUMNS[4:], "focal_persons")
SEXES = ("female", "male")
AIM = 0.02
"""Standard error of siblings above which the run is called too small, as a share of them."""


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(default: Any, name: str, metavar: str, shown: Any = True) -> Any:
        key = name.lstrip("-").replace("-", "_")
        return typer.Option(default, name, metavar=metavar, help=text(f"kin_command.option.{key}"), show_default=shown)

    @app.command("kin", help=text("kin_command.about"), epilog=text("kin_command.epilog"))
    def kin(
        rates: str | None = option(None, "--rates", "FILE", False),
        persons: int | None = option(None, "--persons", "NUMBER", "200000"),
        years: int | None = option(None, "--years", "NUMBER", "250"),
        ages: str = option("0,20,40,60", "--ages", "AGES"),
        line: str | None = option(None, "--line", "female|both", "female"),
        focal_sex: str | None = option(None, "--focal-sex", "female|male", "female"),
        seed: int = option(1, "--seed", "NUMBER"),
        female_fraction: float | None = option(None, "--female-fraction", "NUMBER", False),
        is_theory: bool = typer.Option(False, "--theory", help=text("kin_command.option.theory")),
        is_changing: bool = typer.Option(False, "--changing", help=text("kin_command.option.changing")),
        year: int | None = option(None, "--year", "YEAR", False),
        scale: float | None = option(None, "--scale", "NUMBER", False),
        form: str = option("table", "--format", "csv|table"),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("kin_command.option.quiet")),
    ) -> None:
        shared.check_choice("--format", form, ("csv", "table"))
        chosen_ages = shared.check_numbers("--ages", ages, 0, 100)
        shared.check_number("--seed", seed, 0, 2**63 - 1)
        if rates is not None:
            rates = str(shared.path_given(rates, "--rates"))
        if rates is None:
            only_with_rates = {
                "--persons": persons, "--years": years, "--line": line, "--focal-sex": focal_sex,
                "--female-fraction": female_fraction, "--theory": is_theory or None, "--changing": is_changing or None,
            }  # fmt: skip
            for name, value in only_with_rates.items():
                if value is not None:
                    shared.fail(f"option {name} is about rates of a file; expected --rates FILE with it.")
            rows = country_rows(
                0.1 if scale is None else scale, seed, 2020 if year is None else year, chosen_ages, is_quiet
            )
            write(rows, COUNTRY_COLUMNS, form)
            return
        if scale is not None:
            shared.fail("option --scale is about the synthetic country; expected without --rates.")
        chosen_line = shared.check_choice("--line", line or "female", ("female", "both"))
        sex = SEXES.index(shared.check_choice("--focal-sex", focal_sex or "female", SEXES))
        if sex == 1 and chosen_line == "female":
            shared.fail("option --focal-sex is 'male'; with --line female everybody is a woman. Expected --line both.")
        # Theory needs neither, but what is impossible is refused all the same.
        shared.check_number("--persons", 1 if persons is None else persons, 1, 10**9)
        shared.check_number("--years", 1 if years is None else years, 1, 2000)
        if is_theory:
            rows = theory_rows(rates, year, female_fraction, chosen_line, sex, chosen_ages, is_changing)
        else:
            if is_changing:
                shared.fail("option --changing needs --theory; a simulation has constant rates.")
            rows = simulated_rows(
                rates, year, female_fraction, chosen_line, sex, chosen_ages,
                200_000 if persons is None else persons, 250 if years is None else years, seed, is_quiet,
            )  # fmt: skip
        write(rows, COLUMNS, form)


def note(key: str, **values: Any) -> None:
    """One line about the work on the error stream."""
    shared.note(text(key, **values))


def theory_rows(
    path: str, year: int | None, fraction: float | None, line: str, sex: int, ages: Sequence[int], is_changing: bool
) -> list[tuple[Any, ...]]:
    """Rows of kinship theory, under constant rates or those that change up to the start of ``year``."""
    from yeonjwa.kinship.rates import read_rate_series, read_rates
    from yeonjwa.kinship.theory import constant_kin, kin_classes
    from yeonjwa.kinship.theory_changing import changing_kin
    from yeonjwa.kinship.theory_steps import male_factor

    if is_changing:
        series = read_rate_series(path, fraction)
        if year is None:
            shared.fail("option --changing needs --year, the year whose start the kin are looked at.")
        theory = changing_kin(series, [year], line, focal_sex=sex)[year]
        notes = series[0].notes
    else:
        rates = read_rates(path, year, fraction)
        theory = constant_kin(rates, line, focal_sex=sex)
        notes = rates.notes
        if line == "both":
            note("kin_command.note.male_factor", factor=f"{male_factor(rates):.4f}")
    if line == "both":
        tell_notes(notes)
    rows = []
    for age in ages:
        for up, down in kin_classes():
            women, men = theory.living(up, down, age)
            rows.append((name_of(up, down, line), up, down, up + down, age, women + men, women, men, 0.0))
    return rows


def simulated_rows(
    path: str, year: int | None, fraction: float | None, line: str, sex: int, ages: Sequence[int],
    persons: int, years: int, seed: int, is_quiet: bool,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Rows of a simulation under constant rates; what was checked, assumed and found goes to the error stream."""
    from yeonjwa.kinship.constant_rates import run_size
    from yeonjwa.kinship.constant_rates_count import check_ages, simulated_kin
    from yeonjwa.kinship.rates import read_rates
    from yeonjwa.kinship.theory_steps import growth_rate, male_factor

    rates = read_rates(path, year, fraction)
    run_size(rates, persons, years, line)
    check_ages(ages, years)
    note("kin_command.note.growth", growth=f"{growth_rate(rates) * 100:+.3f}")
    if line == "both":
        tell_notes(rates.notes)
        note("kin_command.note.male_factor", factor=f"{male_factor(rates):.4f}")
    for values in too_short(rates, years, ages, line):
        note("kin_command.note.too_short", years=years, **values)
    with shared.progress(is_quiet) as tell:
        stage = text("kin_command.stage.simulate")
        tell(stage)
        counts = simulated_kin(
            rates, persons, years, ages, line=line, seed=seed, focal_sex=sex,
            progress=lambda share, people: tell(stage, share, people=people),
        )  # fmt: skip
    note(
        "kin_command.note.size", persons_ever=f"{counts.persons_ever:,}", founders=f"{counts.founders:,}",
        batches=counts.batches, living=f"{counts.living:,}",
    )  # fmt: skip
    if counts.fatherless:
        note("kin_command.note.fatherless", number=f"{counts.fatherless:,}")
    for age in ages:
        siblings = counts.of(1, 1, age)
        if siblings.standard_error > AIM * siblings.living:
            error = siblings.standard_error / siblings.living if siblings.living else 1.0
            needed = persons * max((error / AIM) ** 2, 1.0)
            note(
                "kin_command.note.too_small",
                age=age,
                error=f"{100 * error:.1f}",
                needed=f"{float(f'{needed:.1g}'):,.0f}",
            )
    return [
        (
            name_of(c.up, c.down, line), c.up, c.down, c.up + c.down, c.age,
            c.living, c.living_female, c.living_male, c.standard_error,
        )
        for c in counts.counts
    ]  # fmt: skip


def too_short(rates: Any, years: int, ages: Sequence[int], line: str) -> Iterator[dict[str, Any]]:
    """What to say for each age at which some kin are missing because their ancestors come before the founders."""
    from yeonjwa.kinship.constant_rates_count import unknown_ancestors, years_for
    from yeonjwa.kinship.theory import constant_kin

    theory = constant_kin(rates, line, per_year=1)
    for age in ages:
        unknown = unknown_ancestors(rates, years, age, line)
        for up in range(1, 9):
            # Levels whose kin have all died by now lose nothing.
            living = max(sum(theory.living(up, down, age)) for down in range(9 - up))
            if unknown[up] > 0.005 and living > 0.01:
                needed = years_for(rates, age, up, line)
                yield {"up": up, "age": age, "share": f"{100 * unknown[up]:.1f}", "needed": needed}
                break


def tell_notes(notes: Sequence[str]) -> None:
    """Say what was not in the file and was taken from elsewhere."""
    from yeonjwa.catalogue.figures import figure

    for key in notes:
        note(key, years=int(figure("male_fertility_shift_years").value))


def country_rows(scale: float, seed: int, year: int, ages: Sequence[int], is_quiet: bool) -> list[tuple[Any, ...]]:
    """Rows of the synthetic country, which is built first if need be."""
    shared.check_number("--scale", scale, 0.0005, 1)
    shared.check_number("--year", year, 1950, 2024)
    from yeonjwa.kinship.country_kin import kin_table
    from yeonjwa.population.spec import PopulationSpec

    with shared.progress(is_quiet) as tell:
        country = shared.open_country(PopulationSpec(scale=scale, seed=seed), tell)
        stage = text("kin_command.stage.country")
        found = kin_table(country, year, ages, progress=lambda share: tell(stage, share))
    note("kin_command.note.country", scale=f"{scale:g}", seed=seed, year=year)
    if any(row.living is None or row.living_female is None for row in found):
        note("kin_command.note.hidden")
    return [
        (
            name_of(r.up, r.down, "both"), r.up, r.down, r.up + r.down, SEXES[r.sex], r.age,
            r.living, r.living_female, r.living_male, r.standard_error, r.focals,
        )
        for r in found
    ]  # fmt: skip


def name_of(up: int, down: int, line: str) -> str:
    """What kin of a class are called; the women's term in the female line."""
    from yeonjwa.kinship.terms import kin_term

    return kin_term(up, down, 0 if line == "female" else None)


def write(rows: Sequence[Sequence[Any]], columns: Sequence[str], form: str) -> None:
    """Print rows as CSV (6 decimals, empty where hidden), or as a table to read."""
    if form == "table":
        from yeonjwa.cli.kin_table import draw

        print(draw(rows, columns))
        return
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if v is None else f"{v:.6f}" if isinstance(v, float) else str(v) for v in row] for row in rows)

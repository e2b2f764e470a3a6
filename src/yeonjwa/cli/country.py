"""The options that choose a country, the same for every command that looks at one."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

from yeonjwa.messages import text

# The values stand here and in PopulationSpec, because reading them from there would make `--help` import pydantic;
# a test holds the two together.
OPTIONS: dict[str, tuple[type, Any, str]] = {
    "scale": (float, 0.1, "NUMBER"),
    "seed": (int, 1, "NUMBER"),
    "rates": (str, "wpp2024", "wpp2024|wpp2019"),
    "pre1950": (str, "low_life_expectancy", "low_life_expectancy|as_1955"),
    "famine": (str, "wpp2024", "wpp2024|wpp2019|statkorea"),
    "fertility_spread": (float, 0.15, "NUMBER"),
    "nuptiality": (str, "census", "census|early|late"),
    "kin_dispersion": (float, 0.15, "NUMBER"),
    "marriage_bar": (int, 4, "4|8"),
}
"""Field of PopulationSpec: type, value if not given, and how it is typed."""


def country_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command(spec, **own)`` one option for each field of PopulationSpec in the place of ``spec``.

    Raises (when the command is run)
    ------
    pydantic.ValidationError
        A value is not possible; the command line words it with the near miss.
    """
    import typer

    given = inspect.signature(command).parameters.items()
    own = [p.replace(kind=p.KEYWORD_ONLY) for name, p in given if name != "spec"]
    chosen = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=default,
            annotation=Annotated[
                kind, typer.Option(f"--{name.replace('_', '-')}", metavar=form, help=text(f"population.option.{name}"))
            ],
        )
        for name, (kind, default, form) in OPTIONS.items()
    ]

    def with_options(**given: Any) -> None:
        from yeonjwa.population.spec import PopulationSpec

        command(PopulationSpec(**{name: given.pop(name) for name in OPTIONS}), **given)

    parameters = [*chosen, *own]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    with_options.__name__ = command.__name__
    return with_options

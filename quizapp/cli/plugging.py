"""``plugins``: installed packages that add kinds or ops, and whether they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS
from quizapp.cli.output import narrate, print_json, print_lines

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.plugins import Plugin


def declare(parser: Parser) -> None:
    """Declare the arguments of ``plugins``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def list_plugins(options: Namespace) -> int:
    """Print each package with what it offers; 1 where the settings name one that is not there."""
    from quizapp import locations, plugins  # noqa: PLC0415

    found, missing = plugins.installed(), plugins.missing()
    if options.json:
        print_json({"plugins": [plugin_data(one) for one in found], "missing": list(missing)})
    else:
        print_lines(map(plugin_line, found))
        if not found:
            narrate("No installed package adds kinds or ops.")
        elif not all(one.on for one in found):
            off = next(one.name for one in found if not one.on)
            narrate(
                f'One that is off is never imported; plugins = "{off}" in {locations.settings_file()} uses it.'
            )
    for name in missing:
        narrate(f"The settings name {name}, which is not installed or adds nothing.")
    return PROBLEMS if missing else FINE


def plugin_data(plugin: Plugin) -> dict[str, Any]:
    """Return one package of ``plugins --json``."""
    kinds, ops = list(plugin.kinds), list(plugin.ops)
    return {"name": plugin.name, "version": plugin.version, "kinds": kinds, "ops": ops, "on": plugin.on}


def plugin_line(plugin: Plugin) -> str:
    """Return a package on one line: its name and version, what it adds, whether it is used."""
    kinds = f"kinds {', '.join(plugin.kinds)}" if plugin.kinds else ""
    ops = f"ops of {', '.join(plugin.ops)}" if plugin.ops else ""
    return " · ".join(
        filter(None, (f"{plugin.name} {plugin.version}", kinds, ops, "on" if plugin.on else "off"))
    )


VERBS = {"plugins": Verb(declare, list_plugins)}

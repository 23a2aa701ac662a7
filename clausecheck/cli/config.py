"""`clausecheck config`: the settings in force for a file, and where each comes from."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clausecheck import inputs
from clausecheck.cli import names
from clausecheck.cli.common import emit, label, output_option, visible
from clausecheck.cli.runs import CheckOptions, configured, failing, settings_options

if TYPE_CHECKING:
    from clausecheck.config import Given, Settings


@click.command(
    "config",
    epilog="""\b
Examples:
  clausecheck config drafts/acme.sla
  clausecheck config --format json .
  clausecheck schema config            the JSON Schema, for editors""",
)
@click.argument("file", default=".", shell_complete=names.files)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@output_option
@settings_options
def command(file: str, form: str, output: str | None, asked: CheckOptions) -> None:
    """Show the settings that hold for FILE (or for a folder; the current one by default), and where each comes from.

    FILE need not exist.
    """
    inputs.note(file, "an agreement")
    path = Path(file) / "agreement.sla" if Path(file).is_dir() else Path(file)
    settings = configured(path, asked)
    with failing():
        settings.rules()
    name = label(Path(file))
    emit(json.dumps(_data(name, settings), indent=2) if form == "json" else _text(name, settings), output)


def _text(name: str, settings: Settings) -> str:
    from clausecheck.config.keys import KEYS, KeyKind

    files = settings.config.files if settings.config else ()
    config = files[0] if files else "none"
    if len(files) > 1:
        config += f", which extends {', '.join(files[1:])}"
    rows = [("config", config, "")]
    given: dict[str, list[tuple[str, str]]] = {}
    for key, about, one in settings.in_force():
        value = _shown(one.value)
        given.setdefault(key, []).append((f"{about} = {value}" if about else value, str(one.origin)))
    for setting in KEYS:
        if setting.override == "only" or setting.kind is KeyKind.TABLES or setting.name == "extends":
            continue
        for at, (value, origin) in enumerate(given.get(setting.name, [(setting.default, "default")])):
            rows.append(("" if at else setting.name, value, origin))
    excluded = settings.excluded()
    if excluded is not None:
        rows.append(("not checked", f"excluded by {excluded.value}", str(excluded.origin)))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"  {key:{widths[0]}}  {value:{widths[1]}}  {origin}".rstrip() for key, value, origin in rows]
    return "\n".join([visible(name), *map(visible, lines)])


def _data(name: str, settings: Settings) -> dict[str, Any]:
    excluded = settings.excluded()
    return {
        "file": name,
        "configs": list(settings.config.files) if settings.config else [],
        "excluded": excluded and _in_data(excluded),
        "settings": [
            {"key": key, "about": about, **_in_data(one)} for key, about, one in settings.in_force()
        ],
    }


def _in_data(given: Given) -> dict[str, Any]:
    value = given.value if isinstance(given.value, tuple) else _shown(given.value)
    origin = given.origin
    return {"value": value, "file": origin.file, "line": origin.line, "origin": origin.key or "default"}


def _shown(value: Any) -> str:
    """A value for people: paths as messages call them."""
    if isinstance(value, Path):
        return label(value)
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)

"""`clausecheck clean`: remove what is kept between runs."""

from __future__ import annotations

import click

from clausecheck import cache
from clausecheck.cli.common import CommandError, visible, why


@click.command(
    "clean",
    epilog="""\b
Examples:
  clausecheck clean                              the next run makes anew what it needs
  clausecheck check --no-cache .                 a run that keeps no result""",
)
def command() -> None:
    """Remove what earlier runs have kept: tables of the grammar and the rules, holidays, and results of checks. Agreements,
    settings and baselines are not touched."""
    try:
        count = cache.clear()
    except OSError as error:
        at = f"{visible(str(error.filename))}: " if error.filename else ""
        raise CommandError(f"cannot remove what is kept: {at}{why(error)}") from None
    click.echo(
        f"{count} {'file' if count == 1 else 'files'} removed from {visible(str(cache.folder() or 'no folder'))}"
    )

"""`clausecheck completion`: the script by which a shell completes commands, options, rules and names."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from clausecheck.cli.common import emit, output_option

PROGRAM = "clausecheck"
VARIABLE = "_CLAUSECHECK_COMPLETE"
"""By which the script asks the program; click takes its name from that of the program."""

SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command(
    "completion",
    epilog="""\b
Examples:
  eval "$(clausecheck completion bash)"            in ~/.bashrc
  eval "$(clausecheck completion zsh)"             in ~/.zshrc, after compinit
  clausecheck completion fish -o ~/.config/fish/completions/clausecheck.fish

Bash must be 4.4 or later.""",
)
@click.argument("shell", type=click.Choice(list(SHELLS)))
@output_option
def command(shell: str, output: str | None) -> None:
    """Print the script that lets SHELL complete commands, options, files, rules, rulesets and the names in an
    agreement."""
    made = SHELLS[shell](click.Command(PROGRAM), {}, PROGRAM, VARIABLE)
    # Not `made.source()`: that of bash runs bash to learn its version, and complains on standard error.
    emit(made.source_template % made.source_vars(), output, as_is=True)

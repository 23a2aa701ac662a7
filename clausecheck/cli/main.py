"""The command `clausecheck`: finds the command that is asked for, and sees to it that no traceback reaches a user.

Each command is a function with a parameter for each of its arguments and options, as click calls it.

Exit codes: 0 nothing at or above the threshold; 1 findings; 2 the run itself failed; 130 after Ctrl-C;
141 when the reader of the output has gone (`| head`).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from clausecheck import inputs
from clausecheck.cli.common import CommandError, internal, say, uncommanded, visible, why
from clausecheck.version import __version__, line

_COMMANDS = {
    "init": "Begin an agreement from a template.",
    "import": "Read a Word draft, Markdown or a web page as an agreement.",
    "check": "Check agreements: what is missing, open or contradictory.",
    "show": "Show an agreement as an outline, or as JSON.",
    "targets": "Show which target holds for which ticket, and by which clause.",
    "deadlines": "Show how long tickets wait, and the last day for each notice.",
    "simulate": "Show all deadlines of one ticket, on a timeline.",
    "diff": "Say what changed between two agreements, in effect.",
    "portfolio": "Sum up many agreements: findings, missing blocks, next notices.",
    "collect": "Check a collection too large for one process, into Parquet.",
    "render": "Write an agreement as a contract: Word, HTML, Markdown, PDF.",
    "explain": "Explain a rule: what it looks for, why, and by which source.",
    "rules": "List the rules of a ruleset.",
    "format": "Lay agreements out in one canonical way.",
    "waivers": "List the waivers in agreements, and whether each is used.",
    "baseline": "Record known findings, so that a check reports new ones only.",
    "config": "Show the settings for a file, and where each comes from.",
    "lsp": "Serve an editor: diagnostics, hover, completion, quick fixes.",
    "clean": "Remove what is kept between runs.",
    "schema": "Print the JSON Schema of an agreement, a report, or a config.",
    "completion": "Print the script by which a shell completes commands.",
}


_MODULES = {"import": "drafts"}
"""The modules of commands that Python could not call by their names."""


class _Ended(Exception):
    """The run ends early with an exit code; click must not see what ended it, for it has codes of its own."""

    def __init__(self, code: int, line: str = "") -> None:
        self.code, self.line = code, line


@contextlib.contextmanager
def _ends() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise _Ended(130, "stopped") from None
    except BrokenPipeError:
        raise _Ended(141) from None


def _not_empty(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """An argument without any sign is refused: it comes of a variable that is not set, and would be the current folder, in which
    `format` writes every agreement anew."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("it is empty.", ctx, param)
    return value


class _LazyCommands(click.Group):
    """Imports a command only when it is asked for: `--help` and mistakes answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"clausecheck.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        for param in command.params:
            if isinstance(param, click.Argument) and param.callback is None:
                param.callback = _not_empty
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            import difflib

            near = difflib.get_close_matches(args[0], _COMMANDS, 1)
            if not near and (os.path.exists(args[0]) or args[0].endswith(".sla")):
                near = [f"check {args[0]}"]
            hint = f" Did you mean `clausecheck {near[0]}`?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """The commands by their names alone: a shell asks at each press of a key, so none of them is imported."""
        from click.shell_completion import CompletionItem

        items = [CompletionItem(name, help=text) for name, text in _COMMANDS.items()]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [item for item in items if item.value.startswith(incomplete)] + options

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _ends():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with _ends():
            return super().invoke(ctx)


@click.group(
    cls=_LazyCommands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  clausecheck check samples/flawed               what is wrong, and why
  clausecheck explain missing-termination        what a rule is about
  clausecheck deadlines samples/tour.sla         what it means in days and hours
  clausecheck check --help                       every option, with examples""",
)
@click.version_option(__version__, message=line())
def group() -> None:
    """Checks service level agreements before they are signed: missing clauses, contradictory targets, and
    terminations and backups that leave something open."""
    inputs.begin()
    try:
        os.getcwd()
    except OSError as error:
        raise CommandError(f"the current folder is gone or cannot be read: {why(error)}") from None


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(_flushed(_run()))


def _run() -> int:
    try:
        code = group.main(prog_name="clausecheck", standalone_mode=False)
    except SystemExit as error:
        code = error.code
    except _Ended as error:
        if error.line:
            say(error.line)
        code = error.code
    except click.exceptions.Exit as error:
        code = error.exit_code
    except CommandError as error:
        error.show()
        code = error.exit_code
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            if isinstance(error, click.UsageError) and error.ctx is not None:
                click.echo(
                    f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help' for help.\n", err=True
                )
            message = "\n".join(map(visible, error.format_message().split("\n")))
            click.echo(uncommanded(f"Error: {message}"), err=True)
        code = 2
    except (KeyboardInterrupt, click.Abort):
        say("stopped")
        code = 130
    except OSError as error:
        at = f": {visible(str(error.filename))}" if error.filename else ""
        failed = CommandError(f"{why(error)}{at}")
        failed.__cause__ = error
        failed.show()
        code = 2
    except Exception as error:
        failed = internal(error)
        failed.__cause__ = error
        failed.show()
        code = 2
    return code if isinstance(code, int) else 0


def _flushed(code: int) -> int:
    """The exit code once everything is written; what has no reader is dropped, for Python would complain at exit."""
    if sys.stdout is None:
        return code
    try:
        if code not in (130, 141):
            sys.stdout.flush()
            return code
    except BrokenPipeError:  # the exit code says it
        code = 141
    except OSError as error:
        if code != 2:
            say(f"cannot write to standard output: {why(error)}")
        code = 2
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    main()

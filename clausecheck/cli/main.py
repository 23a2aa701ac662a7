"""The command `clausecheck`: finds the command that is asked for, and sees to it that no traceback reaches a user.

Exit codes: 0 nothing at or above the threshold; 1 findings; 2 the run itself failed; 130 after Ctrl-C;
141 when the reader of the output has gone (`| head`).
"""

from __future__ import annotations

import importlib
import os
import sys

import click

_COMMANDS = {
    "check": "Check agreements and report what is missing, open or contradictory.",
    "show": "Show an agreement as an outline, or as JSON.",
    "explain": "Explain a rule: what it looks for, why, and by which source.",
    "rules": "List the rules of a ruleset.",
    "format": "Lay agreements out in one canonical way.",
    "schema": "Print the JSON Schema of an exported agreement or of a report.",
}


class _Lazy(click.Group):
    """Imports a command only when it is asked for: `--help` and mistakes answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"clausecheck.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
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


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  clausecheck check samples/flawed",
)
@click.version_option(package_name="clausecheck", message="clausecheck %(version)s")
def group() -> None:
    """Checks service level agreements before they are signed: missing clauses, contradictory targets, and
    terminations and backups that leave something open."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        code = group.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (KeyboardInterrupt, click.Abort):
        print("clausecheck: stopped", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        # What is left in the buffer has no reader; keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except Exception as error:
        if os.environ.get("CLAUSECHECK_DEBUG"):
            raise
        print(
            f"clausecheck: internal error: {type(error).__name__}: {error}\n"
            "This is a defect of clausecheck. Set CLAUSECHECK_DEBUG=1 to see where it happened.",
            file=sys.stderr,
        )
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

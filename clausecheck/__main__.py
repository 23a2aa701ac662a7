"""The first module of a run, for `python -m clausecheck` and for the command alike: Ctrl-C is heard from here on.

Nothing is imported before that can be interrupted: reading the modules of the command line takes most of a short run.
"""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from clausecheck.cli.main import main as run

        run()
    except KeyboardInterrupt:  # one line says it
        _stopped()


def _stopped() -> None:
    """End the process as after Ctrl-C. What no command has caught has come while modules were read, or when all was done."""
    try:
        sys.stderr.write("clausecheck: stopped\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass  # nobody is there to be told
    sys.exit(130)


if __name__ == "__main__":
    main()

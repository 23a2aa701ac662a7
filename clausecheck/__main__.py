"""The first module of a run, for `python -m clausecheck` and for the command alike: Ctrl-C is heard from here on.

Nothing is imported before that can be interrupted: reading the modules of the command line takes most of a short run.
"""

import gc
import sys

COLLECT_AFTER = 250_000
"""New objects (about 25 MB of them) after which the garbage is collected. With the 700 of Python, a short run spent a fifth of
its time looking for garbage among modules and trees that live to its end."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        gc.set_threshold(COLLECT_AFTER)
        if sys.argv[1:] == ["--version"] and _said_version():
            return
        from clausecheck.cli.main import main as run

        run()
    except KeyboardInterrupt:  # one line says it
        _stopped()
    finally:
        gc.freeze()  # the process ends with all that it holds: no need to sort it first


def _said_version() -> bool:
    """Say the version without reading the command line's modules: hooks and installers ask for it time and again. `False`
    where it could not be written, which the command line says as it does of any output."""
    from clausecheck.version import line

    try:
        sys.stdout.write(line() + "\n")
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):  # the command line says it again
        return False
    return True


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

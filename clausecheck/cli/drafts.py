"""`clausecheck import`: a draft in Word, in Markdown or on a web page as an agreement."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clausecheck.cli import names
from clausecheck.cli.common import (
    CommandError,
    emit,
    label,
    read,
    rewrite,
    say,
    uncommanded,
    visible,
)
from clausecheck.cli.documents import imported

if TYPE_CHECKING:
    from clausecheck.importing.importer import Imported
    from clausecheck.importing.updating import Updated

SHOWN = 40
"""How many texts that were not read are shown; all of them stand in the agreement and in JSON."""


@click.command(
    "import",
    epilog="""\b
Examples:
  clausecheck import draft.docx -o draft.sla     a Word file as an agreement
  clausecheck import terms.html                  a web page, to standard output
  clausecheck import sla.md --ask -o sla.sla     asks what the draft leaves open
  clausecheck import draft.docx --format json    every value with its quote
  clausecheck import --settle draft.sla          what was not read is only text
  clausecheck import --update a.sla edited.docx  an edited contract back into a.sla
  clausecheck import --update a.sla e.docx --remove  what is gone from the file goes from a.sla
  clausecheck check draft.docx                   imports and checks in one""",
)
@click.argument("file", shell_complete=names.files)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write there instead of to standard output; nothing is written over.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["sla", "json"]),
    default="sla",
    show_default=True,
    help="The agreement, or each value with its file, clause, block, quote and pattern.",
)
@click.option(
    "--answers",
    metavar="FILE",
    shell_complete=names.files,
    help='Answers to the questions of the draft, in TOML: `zone-4 = "Europe/London"`.',
)
@click.option(
    "--ask", is_flag=True, help="Ask the questions of the draft here; an empty answer leaves one open."
)
@click.option("--accept", is_flag=True, help="Take the text as it is with all tracked changes.")
@click.option("--reject", is_flag=True, help="Take the text as it was before its tracked changes.")
@click.option(
    "--settle",
    is_flag=True,
    help="FILE is an agreement that was imported: what was not read of the draft is only text.",
)
@click.option(
    "--update",
    metavar="AGREEMENT",
    shell_complete=names.files,
    help="FILE is a Word file that was rendered from this agreement and edited: take it back, clause by clause.",
)
@click.option(
    "--remove",
    is_flag=True,
    help="With --update: clauses that are gone from the file go from the agreement; else they are only marked there.",
)
def command(
    file: str,
    output: str | None,
    form: str,
    answers: str | None,
    ask: bool,
    accept: bool,
    reject: bool,
    settle: bool,
    update: str | None,
    remove: bool,
) -> None:
    """Read a draft (Word, Markdown or a web page, in English) as an agreement in the language.

    A clause is written only where a pattern understands all of the words; above it stand its place in the draft, the pattern and
    the quote. Everything else stays text, and what was not read is listed first. Needs the extra `import`.
    """
    if accept and reject:
        raise click.UsageError("--accept and --reject exclude each other.")
    if remove and update is None:
        raise click.UsageError("--remove goes with --update.")
    if settle:
        _settle(file)
        return
    changes = "accept" if accept else "reject" if reject else ""
    if update is not None:
        _update(file, update, changes, remove)
        return
    data = read(Path(file), "a draft")
    name = label(Path(file))
    given = _answers(answers) if answers is not None else {}
    done = imported(data, name, changes, given)
    if ask:
        given.update(_asked(done))
        done = imported(data, name, changes, given)
    if form == "json":
        emit(json.dumps(done.as_data(), indent=2, ensure_ascii=False), output)
        return
    emit(done.text, output, as_is=output is not None, new=True)
    for line in _report(done, output):
        click.echo(uncommanded(visible(line)), err=output is None)


def _settle(file: str) -> None:
    from clausecheck.importing.settling import settled

    data = read(Path(file))
    try:
        done = settled(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise CommandError(f"{visible(file)} is no agreement: it is not text in UTF-8") from None
    if not done.count and not done.kind:
        raise CommandError(
            f"nothing in {visible(file)} is left to settle: no draft was imported there, or it is settled"
        )
    rewrite(Path(file), data, done.text.encode("utf-8"))
    say(
        (
            f"{done.count} texts that were not read are settled as text; the agreement is a "
            f"{done.kind or 'document as it says'}"
        ),
        prefix="",
    )


def _update(file: str, agreement: str, changes: str, remove: bool) -> None:
    """Take an edited Word file back into an agreement, in place. Exit code 1 where something is left to do by hand."""
    from clausecheck.importing.blocks import CannotImport
    from clausecheck.importing.reading import NEEDS
    from clausecheck.importing.updating import update

    data = read(Path(agreement))
    try:
        source = data.decode("utf-8")
        done = update(source, read(Path(file), "a draft"), changes, remove=remove)
    except UnicodeDecodeError:
        raise CommandError(f"{visible(agreement)} is no agreement: it is not text in UTF-8") from None
    except CannotImport as error:
        raise CommandError(f"cannot take back {visible(file)}: {visible(str(error))}") from None
    except ImportError:
        raise CommandError(f"{NEEDS}, and the extra `docx`") from None
    if done.text != source:
        rewrite(Path(agreement), data, done.text.encode("utf-8"))
    for line in _taken_back(done):
        click.echo(uncommanded(visible(line)))
    if done.open or done.removed or done.lost or done.added:
        sys.exit(1)


def _taken_back(done: Updated) -> Iterator[str]:
    """What is told of an edited file, what is left to do first."""
    for title, rows in (
        (
            "edited, and not understood: write these clauses by hand",
            [(one.path, f"{one.old} → {one.new}{f' ({one.why})' if one.why else ''}") for one in done.open],
        ),
        ("gone from the file, and marked in the agreement; `--remove` takes them out", done.removed),
        ("edited in the file, and no longer in the agreement", [("", text) for text in done.lost]),
        ("gone from the file, and taken out of the agreement", done.taken_out),
        ("new in the file, and kept as text", [("", text) for text in done.added]),
        (
            "edited, and taken over",
            [(one.path, f"{one.old} → {one.new}") for one in done.edited if one.taken],
        ),
    ):
        if rows:
            yield f"{title} ({len(rows)}):"
            for path, text in rows:
                yield f"  {path + ': ' if path else ''}“{_short(text)}”"
    if not (done.edited or done.removed or done.taken_out or done.lost or done.added):
        yield "nothing was edited; the agreement is as it was"


def _answers(file: str) -> dict[str, str]:
    """The answers in a file. Raises `CommandError` where it is none."""
    try:
        found = tomllib.loads(read(Path(file), "answers").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{visible(file)} holds no answers: {visible(str(error))}") from None
    wrong = next((key for key, value in found.items() if not isinstance(value, str)), None)
    if wrong is not None:
        raise CommandError(
            f'in {visible(file)} the answer to {visible(wrong)} must be a text, as in `{visible(wrong)} = "…"`'
        )
    return {key: value for key, value in found.items() if value.strip()}


def _asked(done: Imported) -> dict[str, str]:
    """The answers that are typed."""
    given = {}
    for one in done.questions:
        if one.answer:
            continue
        click.echo(visible(f"{one.place}: “{one.quote[:200]}”"), err=True)
        choices = f" ({', '.join(one.question.choices)})" if one.question.choices else ""
        told = click.prompt(
            f"{one.id}: {visible(one.question.text)}{choices}", default="", show_default=False, err=True
        )
        if told.strip():
            given[one.id] = told.strip()
    return given


def _report(done: Imported, output: str | None) -> Iterator[str]:
    """What is told of an import, what was not read first."""
    from clausecheck.importing.account import FATES, UNREAD

    unread = [one for one in done.entries if one.fate == UNREAD]
    if unread:
        yield f"not read ({len(unread)}), kept as text and marked:"
        for one in unread[:SHOWN]:
            yield f"  {one.passage.place}: {one.why}"
            yield f"    “{_short(one.passage.text)}”"
        if len(unread) > SHOWN:
            yield f"  and {len(unread) - SHOWN} more; `--format json` lists all of them"
    waiting = [one for one in done.questions if not one.answer]
    if waiting:
        yield f"questions ({len(waiting)}), left open; answer with --ask or --answers FILE:"
        for question in waiting:
            choices = f" ({', '.join(question.question.choices)})" if question.question.choices else ""
            yield f"  {question.id}: {question.question.text}{choices}"
            yield f"    {question.place}: “{_short(question.quote)}”"
    yield from done.draft.remarks
    if done.draft.comments:
        yield f"comments in the draft ({len(done.draft.comments)}):"
        for who, text in done.draft.comments:
            yield f"  {who or 'somebody'}: “{_short(text)}”"
    counts = ", ".join(f"{done.count(fate)} {fate}" for fate in FATES)
    yield f"{done.draft.name}: {len(done.entries)} passages: {counts}"
    if output is not None:
        yield f"{output} is written; `clausecheck check {output}` checks it" + (
            f", and `clausecheck import --settle {output}` says that what was not read is only text"
            if unread
            else ""
        )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 160 else f"{text[:157]}…"

"""The events of a ticket from a file (YAML or CSV) and from the command line, each checked where it stands."""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clausecheck.cli.common import CommandError, label, read, read_stdin, visible

if TYPE_CHECKING:
    from clausecheck.agreement.events import TicketEvent
    from clausecheck.reports.deadlines import DeadlineReport
    from clausecheck.rules.yamltree import Tree, YamlFile

MOST_BYTES = 1_000_000
MOST = 500
"""How many events a ticket can have."""
_LONGEST = 200
"""How many characters a value of an event has at most."""
_KEYS = ("at", "event", "for", "to")
_EXAMPLE = 'such as "2027-05-28 16:50 waiting for customer", "2027-05-28 17:10 answered", "2027-05-28 17:30 priority P1"'
_WRITTEN = re.compile(
    r"\s*(\S+(?:\s+\d[\d:.,]*)?(?:\s*(?:Z|z|[+-]\d\d:?\d\d))?)\s+([A-Za-z-]+)(?:\s+(?:(for|to|by)\s+)?(.+?))?\s*"
)


class Events:
    """Reads the events of a ticket under an agreement. Raises `CommandError` with all that is wrong with them."""

    def __init__(self, report: DeadlineReport) -> None:
        from clausecheck.agreement.events import EVENTS, awaited

        self.report = report
        self.known = EVENTS
        self.awaited = awaited(report.agreement)
        self.priorities = list(report.agreement.names.get("priority", {}))
        self.problems: list[str] = []

    def read(self, file: str | None, single: Sequence[str]) -> list[TicketEvent]:
        """The events of a file (`-` is standard input) and of options."""
        rows = [*self._file(file), *self._single(single)]
        if len(rows) > MOST:
            raise CommandError(f"{len(rows):,} events are more than a ticket has; {MOST} can be computed")
        events = [event for source, row in rows if (event := self._event(source, row)) is not None]
        if self.problems:
            shown = self.problems[:10]
            more = len(self.problems) - len(shown)
            raise CommandError(*shown, *([f"and {more} more problems of this kind"] if more else []))
        return events

    # ---- one event

    def _event(self, source: str, row: Mapping[str, str]) -> TicketEvent | None:
        from clausecheck.agreement.events import TicketEvent
        from clausecheck.reports.ticket import BadMoment, instant, moment

        before = len(self.problems)
        long = next((key for key, value in row.items() if len(value) > _LONGEST or len(key) > _LONGEST), None)
        if long is not None:
            self.problems.append(f"{source}: {visible(long[:20])!r} is longer than {_LONGEST} characters")
            return None
        for key in row:
            if key not in _KEYS:
                self._problem(source, f"an event has no {key!r}", key, _KEYS)
        what = self._word(source, "event", row.get("event", ""), self.known)
        at = 0
        try:
            at = instant(moment(row.get("at", "")), self.report.zone)
        except BadMoment as error:
            said = str(error) if row.get("at") else "it does not say when: write `at: 2027-05-28 16:50`"
            self.problems.append(f"{source}: {said}")
        who, to = row.get("for", ""), row.get("to", "")
        needs = self.known.get(what, "")
        if needs == "for" and not who:
            self.problems.append(f"{source}: it does not say who is awaited: add `for: customer`")
        if needs == "to" and not to:
            self.problems.append(
                f"{source}: it does not say which priority: add `to: {(self.priorities or ['P1'])[0]}`"
            )
        if to and what and needs != "to":
            self.problems.append(f"{source}: `to` belongs to the event `priority`, not to `{what}`")
        if who and what not in ("", "waiting", "answered"):
            self.problems.append(f"{source}: `for` belongs to the event `waiting`, not to `{what}`")
        who = self._awaited(source, who)
        if to and needs == "to":
            to = self._word(source, "priority", to, self.priorities)
        return TicketEvent(at, what, who, to, source) if len(self.problems) == before else None

    def _awaited(self, source: str, who: str) -> str:
        if who and who.casefold() not in self.awaited:
            self._problem(
                source, f"nobody whom the agreement names is called {who!r}", who, list(self.awaited)
            )
            return ""
        return self.awaited.get(who.casefold(), "")

    def _word(self, source: str, kind: str, word: str, known: Sequence[str] | Mapping[str, str]) -> str:
        """A word that must be one of those known, else a problem."""
        if word in known:
            return word
        if not word:
            self.problems.append(f"{source}: it does not say what happened: add `event: waiting`")
        else:
            article = "an" if kind == "event" else "a"
            said = (
                f"there is no {kind} {word!r}" if kind == "priority" else f"{word!r} is not {article} {kind}"
            )
            self._problem(source, said, word, list(known))
        return ""

    def _problem(self, source: str, said: str, word: str, known: Sequence[str]) -> None:
        folded = {other.casefold(): other for other in known}
        near = difflib.get_close_matches(word.casefold(), folded, 1, 0.6)
        if near:
            hint = f"did you mean {folded[near[0]]}?"
        elif known:
            hint = f"there {'is' if len(known) == 1 else 'are'} {', '.join(list(known)[:12])}"
        else:
            hint = "the agreement has none"
        self.problems.append(visible(f"{source}: {said}; {hint}"))

    # ---- where they are written

    def _single(self, single: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
        for number, text in enumerate(single, 1):
            source = f"--event {number}" if len(single) > 1 else "--event"
            match = _WRITTEN.fullmatch(text)
            if match is None:
                self.problems.append(
                    visible(f"{source}: {text!r} is no moment and what happened then, {_EXAMPLE}")
                )
                continue
            at, what, _, rest = match.groups()
            key = "to" if what == "priority" else "for"
            yield source, {"at": at, "event": what} | ({key: rest.strip("\"'")} if rest else {})

    def _file(self, file: str | None) -> list[tuple[str, dict[str, str]]]:
        from clausecheck.source import NotText, decode

        if file is None:
            return []
        name = "standard input" if file == "-" else label(Path(file))
        if file != "-" and not os.path.lexists(file):
            raise CommandError(f"there is no file {visible(file)}")
        if file != "-" and Path(file).is_dir():
            raise CommandError(f"{visible(file)} is a folder; name a file of events")
        data = read_stdin() if file == "-" else read(Path(file), "a list of events")
        if len(data) > MOST_BYTES:
            raise CommandError(
                f"{visible(name)} has {len(data):,} bytes; the limit for events is {MOST_BYTES:,}"
            )
        try:
            source = decode(data, name)
        except NotText as error:
            raise CommandError(f"{visible(name)}: {error}") from None
        if not source.text.strip():
            return []
        return list(_table(source.text, name) if _is_table(source.text, name) else self._yaml(source, name))

    def _yaml(self, source: object, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        from clausecheck.rules.errors import RulesetError
        from clausecheck.rules.yamltree import Listing, Mapping, Scalar, parse_yaml

        try:
            file = parse_yaml(source, "a file of events")  # type: ignore[arg-type]
        except RulesetError as error:
            raise CommandError(*(visible(str(problem)) for problem in error.problems)) from None
        self.problems += [visible(str(problem)) for problem in file.problems]
        root = file.root
        if isinstance(root, Mapping) and "events" in root.values:
            root = root.values["events"]
        if not isinstance(root, Listing):
            raise CommandError(
                f"{visible(name)}: events are a list; write each as"
                " `- {at: 2027-05-28 16:50, event: waiting, for: customer}`"
            )
        for item in root.items:
            place = f"{name}, line {_line(file, item)}"
            if not isinstance(item, Mapping):
                self.problems.append(
                    visible(
                        f"{place}: an event has `at` and `event`: `- {{at: 2027-05-28 16:50, event: answered}}`"
                    )
                )
                continue
            row: dict[str, str] = {}
            for key, value in item.values.items():
                if isinstance(value, Scalar):
                    row[key] = value.value.strip()
                else:
                    self.problems.append(visible(f"{place}: {key!r} is one value, not a list or a mapping"))
            if len(row) == len(item.values):
                yield place, row


def _line(file: YamlFile, item: Tree) -> int:
    return file.source.position(item.start).line


def _is_table(text: str, name: str) -> bool:
    """Whether a file is CSV: by its name, or because its first line names the columns."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    if name.lower().endswith((".yaml", ".yml", ".json")):
        return False
    first = text.lstrip().split("\n", 1)[0]
    return {"at", "event"} <= {word.strip(" \"'\r").lower() for word in re.split(r"[,;\t]", first)}


def _table(text: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of CSV whose first line names the columns; separated by commas, semicolons or tabs."""
    first = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] = []
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            source = f"{name}, line {reader.line_num}"
            if not any(row):
                continue
            if not columns:
                columns = [cell.lower() for cell in row]
                if not {"at", "event"} <= set(columns) or len(set(columns)) < len(columns):
                    raise CommandError(
                        f"{visible(source)}: the first line names the columns: `at,event,for,to`"
                    )
                if unknown := [column for column in columns if column not in _KEYS]:
                    named = visible(unknown[0][:_LONGEST])
                    raise CommandError(
                        f"{visible(source)}: there is no column {named!r}; the columns are at, event, for, to"
                    )
                continue
            if len(row) > len(columns):
                raise CommandError(
                    f"{visible(source)}: {len(row)} cells under {len(columns)} columns; put a cell with a comma into quotes"
                )
            yield source, {key: cell for key, cell in zip(columns, row, strict=False) if cell}
    except csv.Error as error:
        raise CommandError(f"{visible(name)}, line {reader.line_num}: this is no CSV: {error}") from None

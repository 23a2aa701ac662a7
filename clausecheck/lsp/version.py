"""One version of a text in an editor: read, resolved and computed when that is first asked for."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clausecheck.agreement.model import Agreement, resolve
from clausecheck.finding import CheckResult, Finding, draft
from clausecheck.language.parser import Parsed, parse_bytes, parse_source
from clausecheck.language.tree import Document
from clausecheck.lsp.positions import Lines
from clausecheck.quick import dataclass
from clausecheck.source import NotText, Source, Span, decode

if TYPE_CHECKING:
    from clausecheck.reports.deadlines import DeadlineReport
    from clausecheck.rules.ruleset import Ruleset

MOST = 2_000_000
"""How many characters of a text are read while it is written; a longer one is for the command line."""


class TextVersion:
    """A text under its address, as of one version; nothing of it changes. `name` is how findings call it."""

    def __init__(self, uri: str, name: str, text: str, version: int = 0, encoding: str = "utf-16") -> None:
        self.uri, self.name, self.text, self.version, self.encoding = uri, name, text, version, encoding
        self._lock = threading.RLock()
        self._parsed: Parsed | None = None
        self._agreement: Agreement | None = None
        self._report: DeadlineReport | None = None

    @cached_property
    def source(self) -> Source:
        """The text as it stands in the editor, with its name."""
        return Source(self.text, self.name)

    @cached_property
    def lines(self) -> Lines:
        """The places of the text as the editor counts them."""
        return Lines(self.source, self.encoding)

    @property
    def parsed(self) -> Parsed:
        """The text as the command line would read it from a file; read once, whichever thread asks first."""
        with self._lock:
            if self._parsed is None:
                self._parsed = self._read()
            return self._parsed

    @property
    def agreement(self) -> Agreement:
        """What the text means: its nodes with their paths, and the names that it declares."""
        with self._lock:
            if self._agreement is None:
                self._agreement = resolve(self.parsed)
            return self._agreement

    def _read(self) -> Parsed:
        if len(self.text) > MOST:
            message = f"this text has {len(self.text):,} characters; in an editor the limit is {MOST:,}"
            problem = draft("not-text", message, Span(0, 0), file=self.name)
            return Parsed(Document(), (problem,), self.source)
        data = self.text.encode("utf-8", "surrogatepass")
        try:
            decode(data, self.name)
        except NotText:  # it says itself that it is no text
            return parse_bytes(data, self.name)
        return parse_source(self.source)

    def report(self, as_of: dt.date) -> DeadlineReport:
        """The deadlines of its tickets and the days of its notices, as `clausecheck deadlines` shows them; takes long."""
        from clausecheck.reports.deadlines import DeadlineReport

        if self._report is None or self._report.as_of != as_of:
            self._report = DeadlineReport(self.agreement, as_of)
        return self._report


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says of a text: its `result`, by which `rules`, as of which day; or the `failure` that kept it from being
    checked; or the pattern by which a config leaves it out (`excluded`)."""

    result: CheckResult | None = None
    rules: Ruleset | None = None
    as_of: dt.date | None = None
    failure: str = ""
    excluded: str = ""

    @property
    def findings(self) -> Sequence[Finding]:
        """What was found; nothing where nothing was checked."""
        return self.result.findings if self.result is not None else ()

    @property
    def day(self) -> dt.date:
        """The day that counts as today."""
        return self.as_of or dt.date.today()


Check = Callable[[Path | None, Parsed], Verdict]
"""Checks what was read of a file, with the settings of that file; `None` is a text that has no file yet."""

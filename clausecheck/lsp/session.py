"""The texts that are open in an editor, and what was found in them."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from clausecheck.agreement.model import Agreement
from clausecheck.agreement.remembered import Memory, remembering
from clausecheck.finding import Finding
from clausecheck.inputs import contents
from clausecheck.lsp.positions import TextChange, changed
from clausecheck.lsp.version import Check, TextVersion, Verdict
from clausecheck.quick import dataclass
from clausecheck.rules.engine import complete
from clausecheck.source import NotText, Span, decode

Files = Callable[[Path], Iterable[Path]]
MOST_FILES = 500
"""In how many agreements that are not open names are looked for."""
MOST_BYTES = 16_000_000
"""How many bytes these have together at most."""


def path_of(uri: str) -> Path | None:
    """The file under an address; `None` for a text that has none, such as `untitled:Untitled-1`."""
    try:
        parts = urlsplit(uri)
        if parts.scheme != "file":
            return None
        name = unquote(parts.path)
        if "\0" in name or not name:
            return None
        if os.name == "nt":
            name = name.lstrip("/")
        return Path(name)
    except ValueError:  # no path on this system: the text is checked as it is open
        return None


@dataclass(slots=True)
class Open:
    """A text that is open: its newest version, the newest that has been judged, what was found in that, and the newest of which
    the editor was told as a whole."""

    newest: TextVersion
    judged: TextVersion | None = None
    verdict: Verdict | None = None
    told: TextVersion | None = None

    @property
    def current(self) -> Verdict | None:
        """What was found in the newest version; `None` while that is not known."""
        return self.verdict if self.judged is self.newest else None

    @property
    def known(self) -> Agreement:
        """The names that are known: those of the last version that was judged, until the newest is read."""
        return (self.judged or self.newest).agreement


class Session:
    """What an editor has open. `check` checks a text with the settings of its file."""

    def __init__(self, check: Check, files: Files = lambda folder: (), encoding: str = "utf-16") -> None:
        """`files` gives the agreements in a folder, without those that a config leaves out."""
        self.check, self.files, self.encoding = check, files, encoding
        self._closed: dict[Path, tuple[tuple[int, int], TextVersion]] = {}
        self.open: dict[str, Open] = {}
        self.memory = Memory()

    def opened(self, uri: str, text: str, version: int) -> TextVersion:
        """A text is opened; opened again, it begins anew."""
        path = path_of(uri)
        name = str(path) if path is not None else uri
        made = TextVersion(uri, _short(name), text, version, self.encoding)
        self.open[uri] = Open(made)
        return made

    def edited(self, uri: str, changes: Iterable[TextChange], version: int) -> TextVersion | None:
        """A text is changed; `None` for one that is not open."""
        known = self.open.get(uri)
        if known is None:
            return None
        old = known.newest
        text = changed(old.text, changes, self.encoding)
        known.newest = TextVersion(uri, old.name, text, version, self.encoding)
        return known.newest

    def closed(self, uri: str) -> None:
        """A text is closed: nothing of it is kept."""
        self.open.pop(uri, None)

    def every(self, folders: Iterable[Path]) -> Iterator[TextVersion]:
        """The texts that are open, and the agreements in some folders that are not, as they stand in their files; takes long."""
        open_ = {path_of(uri) for uri in list(self.open)}
        yield from [known.newest for known in list(self.open.values())]
        kept: dict[Path, tuple[tuple[int, int], TextVersion]] = {}
        size = 0
        closed = (path for folder in folders for path in self.files(folder) if path not in open_)
        for path in itertools.islice(closed, MOST_FILES):
            with contextlib.suppress(OSError, NotText):
                state = path.stat()
                stamp = (state.st_mtime_ns, state.st_size)
                if size + state.st_size > MOST_BYTES:
                    continue
                size += state.st_size
                known = self._closed.get(path)
                if known is None or known[0] != stamp:
                    text = decode(contents(path)[0], str(path)).text
                    known = (stamp, TextVersion(path.as_uri(), _short(str(path)), text, 0, self.encoding))
                kept[path] = known
                yield known[1]
        self._closed = kept

    def judge(self, text: TextVersion) -> Verdict:
        """Check one version of a text; takes long."""
        with remembering(self.memory):
            return self.check(path_of(text.uri), text.parsed)

    def keep(self, text: TextVersion, verdict: Verdict) -> bool:
        """Keep what was found, where the version is still the newest; whether it is."""
        known = self.open.get(text.uri)
        if known is None or known.newest is not text:
            return False
        known.judged, known.verdict = text, verdict
        return True

    def misread(self, text: TextVersion) -> list[Finding]:
        """What cannot be read of a version, by the rules of the last check: known at once, before its other rules run."""
        known = self.open.get(text.uri)
        verdict = known.verdict if known is not None else None
        if verdict is None or verdict.rules is None:
            return []
        return complete(text.parsed.problems, text.agreement, verdict.rules.never_silent(), as_of=verdict.day)

    def meanwhile(self, text: TextVersion) -> list[Finding]:
        """What is known of a version before it is checked: what cannot be read of it, and what was found before in those parts of
        the text that are the same, where it stands now."""
        known = self.open.get(text.uri)
        if known is None or known.judged is None or known.verdict is None:
            return []
        unread = {problem.span for problem in known.judged.parsed.problems}
        before = [one for one in known.verdict.findings if one.span not in unread]
        return [*self.misread(text), *moved(before, known.judged.text, text.text)]


def moved(findings: Iterable[Finding], old: str, new: str) -> Iterator[Finding]:
    """Findings of a text where they stand in another one; those that reach into what is not the same are left out."""
    most = min(len(old), len(new))
    head = _same(old, new)
    tail = min(most - head, _same(old[::-1], new[::-1]))

    def there(span: Span) -> Span | None:
        if span.end <= head:
            return span
        if span.start >= len(old) - tail:
            return Span(span.start + len(new) - len(old), span.end + len(new) - len(old))
        return None

    for finding in findings:
        span = there(finding.span)
        labels = [(there(label.span), label) for label in finding.labels]
        if span is not None and all(place is not None for place, _ in labels):
            yield replace(
                finding,
                span=span,
                labels=tuple(replace(label, span=place or span) for place, label in labels),
                mends=(),
            )


def _same(one: str, other: str) -> int:
    """With how many equal characters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _short(name: str) -> str:
    """A path relative to the current folder where it lies there, with forward slashes, as the command line names files."""
    here = os.getcwd()
    inside = name.startswith(here + os.sep)
    return (name[len(here) + 1 :] if inside else name).replace(os.sep, "/")

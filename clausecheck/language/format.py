"""Laying an agreement out: two spaces a level, one space between words, long clauses broken behind a comma.

Only space changes: every word, comment and text stays as it stands, blank lines are kept, one at a time. What cannot
be read is never touched.
"""

from __future__ import annotations

from collections import Counter

from clausecheck.language.parser import Parsed, vocabulary
from clausecheck.language.tokens import Token
from clausecheck.source import LINE_END

WIDTH = 100
INDENT = "  "


class UnreadableText(ValueError):
    """The text has mistakes in reading; laying it out could change what it says."""


def layout(parsed: Parsed) -> str:
    """The text of an agreement in its canonical layout, with the line ends that most of its lines have.

    Laying out twice changes nothing, and the tree stays the same. Raises `UnreadableText` when reading found problems.
    """
    if parsed.problems:
        raise UnreadableText(parsed.problems[0].message)
    return _Formatter(parsed).run()


def changed_by(before: Parsed, after: Parsed) -> str:
    """What a new layout changes beyond space, in words; nothing where it may be written. `after` is that layout, read."""
    if after.problems:
        return "it could not be read"
    if after.document != before.document:
        return "it says something else"
    if _remarks(after) != _remarks(before):
        return "it loses or moves a comment"
    return "" if layout(after) == after.source.text else "laying it out again would change it once more"


def _remarks(parsed: Parsed) -> list[str]:
    """All comments, in the order of the text."""
    found: list[str] = []
    for token in parsed.tokens:
        found += [text for text in (*token.trivia, token.comment) if text]
    return found


def line_end(parsed: Parsed) -> str:
    """The line end of most lines, outside texts that go over several; `\\n` where as many have that."""
    counted: Counter[str] = Counter()
    at = 0
    for start, end in sorted(
        (token.span.start, token.span.end) for token in parsed.tokens if token.type != "_NL"
    ):
        counted.update(LINE_END.findall(parsed.source.text[at:start]))
        at = max(at, end)
    counted.update(LINE_END.findall(parsed.source.text[at:]))
    return max(("\n", "\r\n"), key=lambda end: counted[end])


class _Formatter:
    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.source = parsed.source
        self.tokens = parsed.tokens
        self.lines: list[str] = []
        self.depth = 0
        self.starters = vocabulary().starters

    def run(self) -> str:
        """The new text."""
        statement: list[Token] = []
        for token in self.tokens:
            if token.type == "_NL" and statement and statement[-1].type == "COMMA":
                continue  # the clause goes on in the next line
            if token.type in ("_NL", "$END"):
                self.finish(statement)
                statement = []
                if token.type == "$END":
                    self.trivia(token.trivia, last=True)
            elif token.type == "RBRACE":
                self.finish(statement)
                self.depth = max(0, self.depth - 1)
                statement = [token]
            elif token.type == "LBRACE" and statement:
                self.finish([*statement, token])
                statement = []
                self.depth += 1
            else:
                statement.append(token)
        end = line_end(self.parsed)
        return end.join(self.lines) + end if self.lines else ""

    def trivia(self, trivia: tuple[str, ...], last: bool = False) -> None:
        """Comments and single blank lines; none after an opening brace, and none at the end."""
        for text in trivia:
            if text:
                self.lines.append(INDENT * self.depth + text)
            elif self.lines and self.lines[-1] and not self.lines[-1].endswith("{"):
                self.lines.append("")
        while last and self.lines and not self.lines[-1]:
            self.lines.pop()

    def finish(self, statement: list[Token]) -> None:
        """One statement, broken behind commas where it is too long and wherever a comment ends a line."""
        if not statement:
            return
        first = statement[0]
        if first.type == "RBRACE":
            self.depth += 1
            self.trivia(first.trivia)
            self.depth -= 1
            while self.lines and not self.lines[-1]:
                self.lines.pop()
        else:
            self.trivia(first.trivia)
        indent = INDENT * self.depth
        line, breakable, before = indent, -1, ""
        for number, token in enumerate(statement):
            if number and any(token.trivia):
                self.lines.append(line.rstrip())
                inner = [text for text in token.trivia if text]
                self.lines += [indent + INDENT * 2 + text for text in inner]
                line, breakable, before = indent + INDENT * 2, -1, ""
            text = self.source.slice(token.span)
            if not text and not token.comment:
                continue  # a word that the reader understood and the text does not say
            comma = token.type == "COMMA" and text[0] == ","  # `and` may stand for one
            space = "" if not before or comma or token.type == "RPAR" or before == "LPAR" else " "
            if breakable > 0 and len(line) + len(space) + len(text.split("\n")[0]) > WIDTH and space:
                self.lines.append(line[:breakable].rstrip())
                line = indent + INDENT * 2 + line[breakable:].lstrip()
                space = "" if line.isspace() else space
                breakable = -1
            line += space + text
            before = token.type
            if comma and statement[number + 1 :][:1]:
                # A line that began with a keyword would begin a clause.
                breakable = breakable if statement[number + 1].text in self.starters else len(line)
            if token.comment:
                self.lines.append(f"{line}  {token.comment}")
                line, breakable, before = indent + INDENT * 2, -1, ""
        if line.strip():
            self.lines.append(line)

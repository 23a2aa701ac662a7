"""JUnit XML: each agreement is a suite, each finding a test that failed, for the test reports of CI servers.

Nothing in it changes from run to run: the schema asks for a host, a date and durations, and gets constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from clausecheck.finding import CheckResult, Finding
from clausecheck.reports.common import Run, by_file, not_xml, numbered, places, profile, shown

CONSTANTS = {
    "timestamp": "2000-01-01T00:00:00",
    "hostname": "localhost",
    "time": "0",
    "package": "clausecheck",
}


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(result: CheckResult, run: Run) -> str:
    """XML in ASCII, indented, ending with a line feed."""
    return "".join(pieces(result, run))


def pieces(result: CheckResult, run: Run) -> Iterator[str]:
    """The same suite by suite."""
    root = ET.Element("testsuites")
    yield HEAD
    suites = _suites(root, result, run)
    suite = next(suites, None)
    if suite is None:
        yield f"{_text(root)}\n"
        return
    yield "<testsuites>"
    while suite is not None:
        ET.indent(suite, level=1)
        suite.tail = None
        yield f"\n  {_text(suite)}"
        for child in list(suite):
            suite.remove(child)  # written, and counted in the root alone
        suite = next(suites, None)
    yield "\n</testsuites>\n"


def _suites(root: ET.Element, result: CheckResult, run: Run) -> Iterator[ET.Element]:
    for path, findings, part in by_file(result, lambda part: part.agreements):
        suite = new_suite(
            root, run.path(path), tests=max(1, len(findings)), failures=len(findings), asked=profile(run)
        )
        _cases(suite, findings, part, run)
        end_suite(suite)
        yield suite
    if run.failures:
        suite = new_suite(root, "clausecheck", tests=len(run.failures), errors=len(run.failures))
        for number, words in enumerate(run.failures, 1):
            case = new_case(suite, f"run {number}", "clausecheck")
            ET.SubElement(case, "error", type="run", message=legal(words))
        end_suite(suite)
        yield suite


def document(root: ET.Element) -> str:
    """The whole XML below `root`, in ASCII and indented."""
    ET.indent(root)
    return f"{HEAD}{_text(root)}\n"


def _text(element: ET.Element) -> str:
    data: bytes = ET.tostring(element, encoding="us-ascii", xml_declaration=False)
    return data.decode("ascii")


def new_suite(
    root: ET.Element, name: str, tests: int, failures: int = 0, errors: int = 0, asked: str = ""
) -> ET.Element:
    """A suite of tests with all that the schema asks for; `end_suite` ends it."""
    counts = {"tests": tests, "failures": failures, "errors": errors}
    suite = ET.SubElement(root, "testsuite", name=_token(name), id=str(len(root)))
    for key, value in (*counts.items(), *CONSTANTS.items()):
        suite.set(key, str(value))
    properties = ET.SubElement(suite, "properties")
    if asked:
        ET.SubElement(properties, "property", name="profile", value=_token(asked))
    return suite


def end_suite(suite: ET.Element) -> None:
    """End a suite, behind its tests."""
    ET.SubElement(suite, "system-out")
    ET.SubElement(suite, "system-err")


def new_case(suite: ET.Element, name: str, classname: str) -> ET.Element:
    """A test in a suite; it has passed unless something is put into it."""
    return ET.SubElement(
        suite, "testcase", name=_token(name), classname=_token(classname), time=CONSTANTS["time"]
    )


def _cases(suite: ET.Element, findings: list[Finding], result: CheckResult, run: Run) -> None:
    """A failed test for each finding, or one that passed. GitLab drops a test whose names repeat: none does."""
    if not findings:
        new_case(suite, "no findings", suite.get("name", ""))
    seen: dict[tuple[str, str], int] = {}
    for finding in findings:
        file = run.path(finding.file)
        name = f"{finding.code} {finding.name}"
        where = f"{file} / {finding.path}" if finding.path else file
        seen[name, where] = number = seen.get((name, where), 0) + 1
        case = new_case(suite, name if number == 1 else f"{name} ({number})", where)
        failure = ET.SubElement(
            case, "failure", type=finding.severity.value, message=legal(shown(numbered(finding)))
        )
        failure.text = legal(_details(finding, result, file))


def _details(finding: Finding, result: CheckResult, file: str) -> str:
    start, _ = places(finding, result)
    rows = [
        f"{shown(file)}:{start.line}:{start.column}: {finding.severity.value}: {shown(numbered(finding))}"
    ]
    if finding.place:
        rows.append(f"in {shown(finding.place)}")
    if finding.witness is not None:
        rows.append(f"case: {shown(finding.witness.summary)}")
    rows += [f"note: {shown(note)}" for note in finding.notes]
    rows += [f"{'or' if number else 'help'}: {shown(words)}" for number, words in enumerate(finding.help)]
    return "\n".join(rows)


def legal(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return not_xml().sub("", words)


def _token(words: str) -> str:
    return " ".join(legal(shown(words)).split()) or "-"

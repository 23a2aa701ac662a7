"""Files in which people keep contracts are told what they are."""

from __future__ import annotations

import io
import zipfile

import pytest

from clausecheck import check


def word() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<document/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "called"), [(word(), "a Word document"), (b"%PDF-1.7\n%\xe2\xe3\n", "a PDF")]
)
def test_a_document_is_told_what_it_is(data: bytes, called: str) -> None:
    (finding,) = check(data).findings
    assert finding.name == "not-text"
    assert called in finding.message and "write the agreement down in the language" in finding.message

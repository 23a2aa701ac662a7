"""The file of Word as a package: its parts, opened within limits, with nothing fetched, nothing run and nothing expanded."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from clausecheck.importing.blocks import MAX_ELEMENTS, CannotImport
from clausecheck.importing.numbering import local, value

MAX_PARTS = 4_000
MAX_PART = 64 * 1024 * 1024
"""The bytes of one part when it is unpacked; what the file claims about its size is not believed."""
MAX_WHOLE = 256 * 1024 * 1024
"""The bytes of all parts together, as the file claims them; no part gives more than it claims."""
MAX_DEPTH = 250
"""How deep elements may stand in each other: a table in a table takes three."""

_PDF, _OLD, _ZIP = b"%PDF", b"\xd0\xcf\x11\xe0", b"PK"


def refuse_what_is_no_word_file(data: bytes) -> None:
    """Say what a file is that is no Word file. Raises `CannotImport`."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_PDF):
        raise CannotImport(
            "it is a PDF: a PDF holds places on a page, not clauses; save the Word file it was made "
            "from, or open the PDF in Word "
            "or LibreOffice, save it as .docx, and read it through before importing it"
        )
    if head.startswith(_OLD):
        raise CannotImport(
            "it is encrypted, or a Word file of before 2007 (.doc); open it in Word or LibreOffice, "
            "take the password away, and "
            "save it as .docx"
        )
    if head.startswith(b"{\\rtf"):
        raise CannotImport("it is in Rich Text Format; open it in Word or LibreOffice and save it as .docx")
    if not data.startswith(_ZIP):
        raise CannotImport("it is not a Word file (.docx), whatever its name says")


class Package:
    """The parts of a file. Raises `CannotImport` for one that is damaged, encrypted or too large."""

    def __init__(self, data: bytes) -> None:
        refuse_what_is_no_word_file(data)
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise CannotImport("the Word file is damaged: it cannot be unpacked") from None
        names = self.archive.infolist()
        if len(names) > MAX_PARTS:
            raise CannotImport(f"the Word file has {len(names):,} parts; the limit is {MAX_PARTS:,}")
        if sum(one.file_size for one in names) > MAX_WHOLE:
            raise CannotImport(
                f"the Word file has more than {MAX_WHOLE:,} bytes when it is unpacked; that is the limit"
            )
        self.names = {one.filename.lstrip("/"): one for one in names}
        self.main = self._main()

    def part(self, name: str) -> Any:
        """The root of a part, or `None` where there is no such part."""
        if name not in self.names:
            return None
        return parsed(self._bytes(name), name)

    def related(self, kind: str) -> Any:
        """The root of the part that the main part names as `kind` (`styles`); `None` where there is none."""
        return next((self.part(name) for name in self.targets(self.main, kind)), None)

    def targets(self, source: str, kind: str) -> list[str]:
        """The parts that another part names as `kind`; those outside the file are left where they are."""
        folder, name = posixpath.split(source)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []
        for one in root if root is not None else ():
            if local(one) != "Relationship" or value(one, "Type").rpartition("/")[2] != kind:
                continue
            if value(one, "TargetMode").lower() == "external":
                continue
            target = value(one, "Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.append(posixpath.normpath(path))
        return found

    def external(self) -> int:
        """How many things outside the file its main part refers to, links apart."""
        folder, name = posixpath.split(self.main)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        return sum(
            value(one, "TargetMode").lower() == "external"
            and value(one, "Type").rpartition("/")[2] != "hyperlink"
            for one in (root if root is not None else ())
        )

    def macros(self) -> bool:
        """Whether there are macros in the file."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def _main(self) -> str:
        found = [name for name in self.targets("", "officeDocument") if name in self.names]
        if not found:
            raise CannotImport(
                "the file holds no Word document: it may be a spreadsheet, a presentation or a damaged file"
            )
        return found[0]

    def _bytes(self, name: str) -> bytes:
        info = self.names[name]
        if info.flag_bits & 1:
            raise CannotImport("the Word file is encrypted; save it without a password")
        try:
            with self.archive.open(info) as part:
                data = part.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ):
            raise CannotImport(f"the Word file is damaged: its part {name} cannot be unpacked") from None
        if len(data) > MAX_PART:
            raise CannotImport(
                f"its part {name} has more than {MAX_PART:,} bytes when it is unpacked; that is the limit"
            )
        return data


def parsed(data: bytes, name: str) -> Any:
    """The root of an XML text without entities, and without anything fetched. Raises `CannotImport`."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if b"<!DOCTYPE" in data or b"<\x00!\x00D\x00" in data:
        raise CannotImport(
            f"its part {name} declares a document type, which no Word file does; it is not read"
        )
    if data.count(b"<") > MAX_ELEMENTS:
        raise CannotImport(f"its part {name} has more than {MAX_ELEMENTS:,} tags; that is the limit")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise CannotImport(
                f"in its part {name} more than {MAX_DEPTH} elements stand in each other; that is the limit"
            ) from None
        raise CannotImport(f"the Word file is damaged: its part {name} is no XML ({error.msg})") from None

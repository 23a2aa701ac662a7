"""The document as PDF, made from the HTML page by WeasyPrint.

WeasyPrint was chosen over Typst: it prints the page that people see, so that there is one layout to keep right; it is Python
with small wheels, where Typst's is 80 MB; text is escaped in one way for both. Nothing is fetched, whatever a text says.
"""

from __future__ import annotations

from clausecheck.render import html
from clausecheck.render.document import Rendered


def render(document: Rendered) -> bytes:
    """The PDF, tagged for readers of screens. Raises `ImportError` (or `OSError`, where Pango is not there) when WeasyPrint
    cannot be used."""
    from weasyprint import HTML  # type: ignore[import-untyped, import-not-found, unused-ignore]

    def refuse(url: str, *args: object, **options: object) -> dict[str, object]:
        raise ValueError("nothing is fetched")

    made: bytes = HTML(string=html.render(document), url_fetcher=refuse).write_pdf(pdf_tags=True)
    return made

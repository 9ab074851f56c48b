"""What a PDF says. Not here: any claim."""

import io

from pypdf import PdfReader


def words_in(pdf: bytes) -> str:
    """Return the words of all its pages, with plain spaces between them."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

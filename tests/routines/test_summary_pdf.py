"""The PDF: one page of real, tagged text, whatever is on it."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from routines.summary_pdf import render
from routines.summary_sheet import NOT_REVIEWED, TOLD
from tests import summaries
from tests.factories import NOW


def read(summary) -> PdfReader:
    return PdfReader(BytesIO(render(summary, at=NOW)))


def text_of(summary) -> str:
    """All its words; where a line ends does not matter."""
    return " ".join(" ".join(page.extract_text() for page in read(summary).pages).split())


def test_it_has_a_title_a_language_and_tags():
    pdf = read(summaries.usual())
    assert pdf.metadata.title == "Summary of home exercise for hips and lower back"
    assert pdf.metadata.creation_date == NOW
    root = pdf.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_its_tables_have_header_cells():
    found = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            found.add(node.get("/S"))
            if "/K" in node:
                walk(node["/K"])

    walk(read(summaries.usual()).trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= found


@pytest.mark.parametrize("make", [summaries.usual, summaries.fullest])
def test_every_word_is_on_one_page_of_a4(make):
    summary = make()
    pdf = read(summary)
    assert len(pdf.pages) == 1
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    text = text_of(summary)
    assert TOLD in text
    assert NOT_REVIEWED in text
    assert "As of 23 Nov 2026." in text
    for fact in summary.facts:
        assert fact in text
    for section in summary.sections:
        assert section.title in text


@pytest.mark.parametrize("most", range(11))
def test_any_choice_of_parts_is_one_page(most):
    full = summaries.fullest()
    assert len(read(replace(full, sections=full.sections[:most])).pages) == 1


def test_the_name_only_where_there_is_one():
    assert "Name:" not in text_of(summaries.usual())
    assert "Name: Zoë Łąka" in text_of(replace(summaries.usual(), name="Zoë Łąka"))


@pytest.mark.parametrize(
    "words", ["#strong[x] *a* _b_ $c$ @d <e>", '#read("/etc/passwd")', "Привет, Ελλάδα → − ≥"]
)
def test_what_people_write_is_never_markup(words):
    assert words in text_of(replace(summaries.usual(), name=words))


def test_letters_that_no_font_has_do_not_stop_the_page():
    text = text_of(replace(summaries.usual(), name="\U0001f642 \U000f0000 Ann"))
    assert "Ann" in text

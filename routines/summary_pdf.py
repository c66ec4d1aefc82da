"""The one-page summary as a PDF: real text, tagged, with title and language, on A4.

Typst sets it, because it writes tagged PDF that PDF/UA-1 asks for, brings fonts with Latin, Greek and
Cyrillic letters, and needs nothing from the system. What people wrote goes in as data, never as markup.
"""

import json
from datetime import datetime
from pathlib import Path

from routines.summary_sheet import NOT_REVIEWED, TITLE, TOLD, Section, Summary, short_date

SOURCE = Path(__file__).with_name("summary.typ")


def render(summary: Summary, *, at: datetime) -> bytes:
    """The PDF, dated `at`. A few hundredths of a second."""
    import typst  # 30 MB of a process's memory, so only where a PDF is made

    job = {
        "input": str(SOURCE),
        "root": str(SOURCE.parent),
        "sys_inputs": {"data": json.dumps(_data(summary), ensure_ascii=False)},
        "timestamp": at.replace(microsecond=0),
    }
    try:
        return typst.compile(**job, pdf_standards=["ua-1"], ignore_system_fonts=True)
    except typst.TypstError:
        # A letter that the fonts lack, which the standard forbids: the system's fonts may have it.
        return typst.compile(**job)


def _data(summary: Summary) -> dict:
    return {
        "title": TITLE,
        "name": summary.name,
        "told": f"{TOLD} Made by PsoasFit on {short_date(summary.on)}.",
        "facts": list(summary.facts),
        "columns": [[_section(section) for section in column] for column in summary.columns],
        "footer": [
            f"PsoasFit, general exercise guidance. {TOLD} {NOT_REVIEWED}",
            f"As of {short_date(summary.on)}.",
        ],
    }


def _section(section: Section) -> dict:
    return {
        "title": section.title,
        "lines": list(section.lines),
        "columns": list(section.columns),
        "rows": [list(row) for row in section.rows],
        "after": section.after,
    }

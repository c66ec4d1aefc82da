"""The icons of the installed app: drawn from static/icon.svg, as their stamp says."""

import sys

import pytest
from django.core.management import CommandError, call_command

from routines.management.commands import build_icons
from tests.pictures import pixels


def test_icons_are_those_of_the_drawing():
    words = "static/icon.svg changed: run `python manage.py build_icons` and commit static/icons."
    assert build_icons.STAMP.read_text().strip() == build_icons.fingerprint(), words


@pytest.mark.parametrize("size", build_icons.SIZES, ids=lambda size: size[0])
def test_icons_have_the_size_they_are_named_for(size):
    name, edge, *_ = size
    assert pixels(build_icons.ICONS / name) == (edge, edge)
    assert str(edge) in name


def test_another_drawing_or_size_has_another_stamp(tmp_path, monkeypatch):
    before = build_icons.fingerprint()
    monkeypatch.setattr(build_icons, "SIZES", build_icons.SIZES[:1])
    assert build_icons.fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setattr(build_icons, "SOURCE", tmp_path / "icon.svg")
    (tmp_path / "icon.svg").write_text("<svg/>")
    assert build_icons.fingerprint() != before


def test_without_playwright_one_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(CommandError, match="Playwright is missing"):
        call_command("build_icons")

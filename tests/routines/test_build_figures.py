"""The command that writes the exercise pictures."""

import pytest
from django.core.management import CommandError, call_command

from routines.management.commands import build_figures


def test_check_accepts_the_committed_pictures(capsys):
    call_command("build_figures", "--check")
    assert "All pictures match." in capsys.readouterr().out


def test_check_names_stale_pictures_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(build_figures, "PICTURES", tmp_path)
    with pytest.raises(CommandError, match=r"bridge-pose\.svg"):
        call_command("build_figures", "--check")
    assert list(tmp_path.iterdir()) == []


def test_build_writes_pictures_and_a_sheet_that_shows_every_poster(tmp_path, monkeypatch):
    pictures = tmp_path / "figures"
    monkeypatch.setattr(build_figures, "PICTURES", pictures)
    call_command("build_figures", "--sheet", str(tmp_path / "sheet.html"))
    sheet = (tmp_path / "sheet.html").read_text()
    posters = [path for path in pictures.rglob("*.svg") if not path.name.endswith(".inline.svg")]
    assert len(posters) > 40
    assert all(path.as_uri() in sheet for path in posters)


def test_broken_figure_stops_the_command(tmp_path, monkeypatch):
    (tmp_path / "broken.toml").write_text('figure_sentence = "x"\n[figure]\nhold = "nowhere"\n')
    monkeypatch.setattr(build_figures, "EXERCISES", tmp_path)
    with pytest.raises(CommandError, match=r"broken\.toml: figure\.poses"):
        call_command("build_figures", "--check")

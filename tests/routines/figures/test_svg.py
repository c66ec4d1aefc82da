"""The markup: well formed, small, named, free of inline style, covered by the style sheets, not drifted."""

import gzip
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from routines.figures import (
    BODIES,
    DEFAULT,
    FigureError,
    folder,
    parse_figure,
    render_animated,
    render_placeholder,
    render_poster,
    stale_figures,
    write_figures,
)
from routines.figures.palette import DARK, LIGHT, style_sheet
from tests.routines.figures.conftest import EXERCISES, PICTURES, ROOT, TABLES

SENTENCE = "Seen from the side, a person does <this> & that, slowly."
SVG = "{http://www.w3.org/2000/svg}"


def zipped(text: str) -> int:
    return len(gzip.compress(text.encode()))


def classes(markup: str) -> set[str]:
    return set(" ".join(re.findall(r'class="([^"]+)"', markup)).split())


def test_animated_is_well_formed_small_and_free_of_style(figure, body):
    markup = render_animated(figure, SENTENCE, body)
    root = ElementTree.fromstring(markup)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == SENTENCE
    assert not list(root.iter(f"{SVG}style"))
    assert all("style" not in element.attrib for element in root.iter())
    assert zipped(markup) <= 7 * 1024


def test_animations_wait_to_be_started(figure):
    root = ElementTree.fromstring(render_animated(figure, SENTENCE))
    moving = [e for e in root.iter() if e.tag in (f"{SVG}animate", f"{SVG}animateTransform")]
    assert moving
    for animation in moving:
        assert animation.get("begin") == "indefinite"
        times = [float(t) for t in animation.get("keyTimes").split(";")]
        assert (times[0], times[-1]) == (0, 1)
        assert times == sorted(times)
        assert len(times) == len(animation.get("values").split(";"))
    assert 0 <= float(root.get("data-hold")) < 1
    assert float(root.get("data-duration")) > 0


def test_poster_is_still_small_and_carries_its_colours(figure, body):
    markup = render_poster(figure, SENTENCE, standalone=True, body=body)
    root = ElementTree.fromstring(markup)
    assert "prefers-color-scheme:dark" in root.find(f"{SVG}style").text
    assert "<animate" not in markup
    assert zipped(markup) <= 4 * 1024


def shapes(element: ElementTree.Element, chain: tuple[str, ...] = ()) -> list[tuple]:
    """Every drawn shape with the transforms that place it, leaving out those that change nothing."""
    transform = element.get("transform", "rotate(0)")
    chain = chain if transform in ("rotate(0)", "scale(1 1)") else (*chain, transform)
    found = [(element.get("class"), element.get("d"), chain)] if element.get("d") else []
    return found + [shape for child in element for shape in shapes(child, chain)]


def test_unstarted_animation_shows_the_poster(figure, body):
    animated = shapes(ElementTree.fromstring(render_animated(figure, SENTENCE, body)))
    poster = shapes(ElementTree.fromstring(render_poster(figure, SENTENCE, standalone=False, body=body)))
    body = [shape for shape in poster if shape[0] != "fig__bg"]
    assert [shape for shape in animated if shape[0] != "fig__bg"] == body


def test_every_class_has_a_rule(figure, body):
    used = classes(render_animated(figure, SENTENCE, body)) - {"fig"}
    page_css = (ROOT / "static" / "css" / "figure.css").read_text()
    for name in used:
        assert re.search(rf"\.{name}\b", page_css), name
        assert re.search(rf"\.{name}\b", style_sheet(body)) or name == f"fig--{body.name}", name


def test_style_sheet_names_no_unknown_colour(body):
    sheet = style_sheet(body)
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet)) <= set(re.findall(r"(--[\w-]+):", sheet))


def test_page_css_uses_only_tokens():
    page_css = (ROOT / "static" / "css" / "figure.css").read_text()
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    assert set(re.findall(r"var\((--[\w-]+)\)", page_css)) <= set(re.findall(r"(--[\w-]+):", tokens))
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", page_css)


def test_page_and_posters_show_everybody_in_the_same_colours(body):
    """Tokens of the page are `--fig-<token>`; of another body than the default, `--fig-<body>-<token>`."""
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    start = "fig" if body.name == DEFAULT else f"fig-{body.name}"
    light, dark = (LIGHT, DARK) if body.name == DEFAULT else (body.light, body.dark)
    assert light.keys() == dark.keys()
    for name in light.keys() - {"cue"}:
        pair = re.search(rf"--{start}-{name}: light-dark\((#\w+), (#\w+)\)", tokens).groups()
        assert pair == (light[name].lower(), dark[name].lower()), name
        assert f"--{start}-{name}: {light[name].lower()};" in tokens


def test_other_bodies_take_their_own_colours_on_pages():
    page_css = (ROOT / "static" / "css" / "figure.css").read_text()
    for body in BODIES.values():
        for name in body.light:
            assert f"--fig-{name}: var(--fig-{body.name}-{name})" in page_css


@pytest.mark.parametrize("kind", ["standing", "lying", "stretch", "strength"])
def test_placeholder_is_a_complete_picture(kind, body):
    markup = render_placeholder(kind, SENTENCE, standalone=True, body=body)
    root = ElementTree.fromstring(markup)
    assert root.find(f"{SVG}title").text == SENTENCE
    assert {"fig__bg", "fig__shadow", "fig__mat", "fig__skin"} <= classes(markup)
    assert zipped(markup) <= 4 * 1024


def test_generated_files_match_their_data():
    assert stale_figures(EXERCISES, PICTURES) == []


def test_write_figures_repairs_and_prunes(tmp_path: Path):
    exercises, out = tmp_path / "exercises", tmp_path / "out"
    exercises.mkdir()
    slug = min(TABLES)
    shutil.copy(EXERCISES / f"{slug}.toml", exercises)
    names = (f"{slug}.svg", f"{slug}.inline.svg", "placeholder-standing.svg", "placeholder-lying.svg")
    expected = {folder(body) + name for body in BODIES for name in names}
    assert {path.relative_to(out).as_posix() for path in write_figures(exercises, out)} == expected
    assert stale_figures(exercises, out) == []
    (out / "gone.svg").write_text("<svg/>")
    (out / "placeholder-lying.svg").write_text("changed")
    (out / "nobody").mkdir()
    (out / "nobody" / "gone-too.svg").write_text("<svg/>")
    touched = {path.name for path in write_figures(exercises, out)}
    assert touched == {"gone.svg", "gone-too.svg", "placeholder-lying.svg"}
    assert not (out / "gone.svg").exists()
    assert stale_figures(exercises, out) == []


def test_problems_of_all_files_are_reported_with_their_path(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('figure_sentence = "x"\n[figure]\nhold = "nowhere"\n')
    with pytest.raises(FigureError) as caught:
        write_figures(tmp_path, tmp_path / "out")
    assert "one.toml: figure.poses: at least one pose is needed" in caught.value.problems
    assert "two.toml: figure.poses: at least one pose is needed" in caught.value.problems


def test_library_figures_are_all_read():
    assert all(parse_figure(table) for table in TABLES.values())
    assert len(TABLES) >= 3

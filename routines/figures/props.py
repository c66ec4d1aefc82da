"""Things in the picture: what each kind needs, how it looks and what it can carry."""

from collections.abc import Callable
from dataclasses import dataclass

from routines.figures.geometry import Vec, number
from routines.figures.pose import Prop

GROUND = 316.0
Size = dict[str, float]
Span = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """`needs` names its numbers; `corners` is the box it fills; `top` the surface a body can lie on."""

    needs: tuple[str, ...]
    draw: Callable[[Size], str]
    corners: Callable[[Size], tuple[Vec, Vec]]
    top: Callable[[Size], Span] | None = None
    points: int = 0


def rect(style: str, x: float, y: float, w: float, h: float, radius: float) -> str:
    """A rounded rectangle."""
    x, y, w, h, radius = map(number, (x, y, w, h, radius))
    return f'<rect class="fig__{style}" x="{x}" y="{y}" width="{w}" height="{h}" rx="{radius}"/>'


def circle(style: str, x: float, y: float, radius: float) -> str:
    """A disc."""
    return f'<circle class="fig__{style}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'


def _on_floor(s: Size) -> tuple[Vec, Vec]:
    return (s["x"], GROUND - s["h"]), (s["x"] + s["w"], GROUND)


def _top(s: Size) -> Span:
    return s["x"], s["x"] + s["w"], GROUND - s["h"]


def _mat(s: Size) -> str:
    edge = rect("mat-edge", s["x"] + 6, GROUND + 4, s["w"] - 12, 3, 1.5)
    return rect("mat", s["x"], GROUND, s["w"], 7, 3.5) + edge


def _mat_top(s: Size) -> str:
    x, y, w, h = s["x"], s["y"], s["w"], s["h"]
    ground = rect("bg", x, y, w, h, 16)
    return ground + rect("mat-top", x, y, w, h, 16) + rect("mat-line", x + 9, y + 9, w - 18, h - 18, 10)


def _block(s: Size) -> str:
    y, lower = GROUND - s["h"], s["h"] * 0.38
    return rect("prop", s["x"], y, s["w"], s["h"], 4) + rect(
        "prop-edge", s["x"], GROUND - lower, s["w"], lower, min(4, lower / 2)
    )


def _cushion(s: Size) -> str:
    y = s["base"] - s["h"]
    seam = rect("prop-edge", s["x"] + 6, y + s["h"] / 2 - 1, s["w"] - 12, 2, 1)
    return rect("prop", s["x"], y, s["w"], s["h"], min(s["h"] / 2, 14)) + seam


def _bed(s: Size) -> str:
    y, right = GROUND - s["h"], s["x"] + s["w"]
    legs = "".join(rect("wood-edge", x, GROUND - 22, 10, 22, 3) for x in (s["x"] + 14, right - 24))
    frame = rect("wood", s["x"] + 4, y + 26, s["w"] - 8, s["h"] - 42, 5)
    return (
        legs + frame + rect("mat", s["x"], y, s["w"], 30, 9) + rect("mat-edge", s["x"], y + 20, s["w"], 10, 5)
    )


def _bench(s: Size) -> str:
    y, right = GROUND - s["h"], s["x"] + s["w"]
    legs = "".join(rect("wood-edge", x, y + 8, 9, s["h"] - 8, 3) for x in (s["x"] + 10, right - 19))
    return legs + rect("mat", s["x"], y, s["w"], 15, 6)


def _chair(s: Size) -> str:
    """A chair facing right, its backrest at the left."""
    return _chair_parts(s, s["x"], s["x"] + s["w"] - 12)


def _chair_facing(s: Size) -> str:
    """A chair facing left, its backrest at the right."""
    return _chair_parts(s, s["x"] + s["w"] - 8, s["x"] + 5)


def _chair_parts(s: Size, back: float, front: float) -> str:
    y = GROUND - s["h"]
    return (
        rect("wood-edge", front, y + 4, 7, s["h"] - 4, 3)
        + rect("wood-edge", back, GROUND - s["back"], 8, s["back"], 4)
        + rect("wood", back - 2, GROUND - s["back"], 12, min(34, s["back"] - s["h"]), 6)
        + rect("wood", s["x"] - 1, y, s["w"] + 2, 10, 5)
    )


def _couch(s: Size) -> str:
    y, right = GROUND - s["h"], s["x"] + s["w"]
    feet = "".join(rect("wood-edge", x, GROUND - 12, 9, 12, 3) for x in (s["x"] + 12, right - 22))
    back = rect("mat-edge", s["x"], GROUND - s["back"], 34, s["back"] - 8, 14)
    base = rect("mat-edge", s["x"], y + 20, s["w"] - 3, s["h"] - 28, 7)
    return feet + back + base + rect("mat", s["x"] + 22, y, s["w"] - 22, 27, 10)


def _roller(s: Size) -> str:
    x, y, r = s["x"], s["y"], s["r"]
    return circle("prop", x, y, r) + circle("prop-edge", x, y, r * 0.5)


def _bar(s: Size) -> str:
    post = s["x"] - s["depth"]
    return (
        rect("wood-edge", post - 26, GROUND - 5, s["depth"] + 40, 5, 2.5)
        + rect("wood-edge", post - 4, s["y"] - 6, 8, GROUND - s["y"] + 4, 4)
        + rect("wood", post - 4, s["y"] - 6, s["depth"] + 8, 8, 4)
        + circle("wood-edge", s["x"], s["y"], 6.5)
    )


def _wall(s: Size) -> str:
    return rect("wall", s["x"], s["y"], s["w"], GROUND - s["y"], 3)


def _nothing(_: Size) -> str:
    return ""


def _mat_box(s: Size) -> tuple[Vec, Vec]:
    return (s["x"], GROUND), (s["x"] + s["w"], GROUND + 7)


def _tall(s: Size) -> tuple[Vec, Vec]:
    return (s["x"], GROUND - s["back"]), (s["x"] + s["w"], GROUND)


_ANYWHERE: tuple[Vec, Vec] = ((0.0, 0.0), (0.0, 0.0))

KINDS: dict[str, Kind] = {
    "mat": Kind(("x", "w"), _mat, _mat_box),
    "mat_top": Kind(
        ("x", "y", "w", "h"), _mat_top, lambda s: ((s["x"], s["y"]), (s["x"] + s["w"], s["y"] + s["h"]))
    ),
    "block": Kind(("x", "w", "h"), _block, _on_floor, _top),
    "cushion": Kind(
        ("x", "w", "h", "base"),
        _cushion,
        lambda s: ((s["x"], s["base"] - s["h"]), (s["x"] + s["w"], s["base"])),
        lambda s: (s["x"], s["x"] + s["w"], s["base"] - s["h"]),
    ),
    "bed": Kind(("x", "w", "h"), _bed, _on_floor, _top),
    "bench": Kind(("x", "w", "h"), _bench, _on_floor, _top),
    "chair": Kind(("x", "w", "h", "back"), _chair, _tall, _top),
    "chair_facing": Kind(("x", "w", "h", "back"), _chair_facing, _tall, _top),
    "couch": Kind(
        ("x", "w", "h", "back"), _couch, _tall, lambda s: (s["x"] + 34, s["x"] + s["w"], GROUND - s["h"])
    ),
    "roller": Kind(
        ("x", "y", "r"),
        _roller,
        lambda s: ((s["x"] - s["r"], s["y"] - s["r"]), (s["x"] + s["r"], s["y"] + s["r"])),
    ),
    "bar": Kind(
        ("x", "y", "depth"), _bar, lambda s: ((s["x"] - s["depth"] - 26, s["y"] - 7), (s["x"] + 14, GROUND))
    ),
    "wall": Kind(("x", "y", "w"), _wall, lambda s: ((s["x"], s["y"]), (s["x"] + s["w"], GROUND))),
    "band": Kind((), _nothing, lambda _: _ANYWHERE, points=2),
    "strap": Kind((), _nothing, lambda _: _ANYWHERE, points=2),
}
FOLLOWERS = ("roller", "cushion")


def draw(prop: Prop) -> str:
    """The markup of a thing that does not change shape."""
    return KINDS[prop.kind].draw(prop.size)


def corners(prop: Prop) -> tuple[Vec, Vec] | None:
    """Upper left and lower right corner, or None for what hangs between two points of the body."""
    return None if prop.points else KINDS[prop.kind].corners(prop.size)


def surface(prop: Prop) -> Span | None:
    """(left, right, y) of the top a body can rest on."""
    top = KINDS[prop.kind].top
    return top(prop.size) if top else None

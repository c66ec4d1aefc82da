"""The frame around the person: picture area, backdrop, floor shadow, props and arrows."""

import math

from routines.figures import props
from routines.figures.geometry import Vec, add, line_path, number, rotate, scale, sub
from routines.figures.kinematics import Skeleton
from routines.figures.pose import Figure, Prop
from routines.figures.props import GROUND
from routines.figures.track import Track

RATIO = 1.6
MARGIN = 34
MIN_WIDTH = 400
BELOW_FLOOR = 24
NEAR_FLOOR = 50
_BLOB_WIDTH, _BLOB_FLOOR, _BLOB_HEIGHT = 480, 270, 244
_BLOB = (
    "M28 196C4 118 54 40 146 26C222 14 276 34 340 34C420 34 470 100 458 186C450 240 424 262 404 270H84"
    "C58 262 36 226 28 196Z"
)
_BLOB_ROUND = (
    "M28 176C4 108 54 40 146 26C222 14 276 34 340 34C420 34 470 100 458 176C450 250 400 272 320 272"
    "C250 272 210 282 150 278C80 274 36 226 28 176Z"
)

Box = tuple[float, float, float, float]


def extent(figure: Figure, skeletons: list[Skeleton]) -> Box:
    """Left, top, right and bottom of everything that moves or stands in the picture."""
    points: list[Vec] = []
    for skeleton in skeletons:
        for name, at in skeleton.joints.items():
            reach = 30 if name == "skull" else 22
            points += [add(at, (-reach, -reach)), add(at, (reach, 0))]
        points += [skeleton.foot_point(side, (34, 0)) for side in ("near", "far")]
        points.append(add(skeleton.head_point(skeleton.body.head_centre), (0, -24)))
    for prop in figure.props:
        points += props.corners(prop) or ()
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def picture(figure: Figure, skeletons: list[Skeleton]) -> Box:
    """x, y, width and height of the view box: everything with a margin, always 8 to 5."""
    left, top, right, bottom = extent(figure, skeletons)
    bottom = bottom + MARGIN if figure.view == "top" else GROUND + BELOW_FLOOR
    width = max(right - left + 2 * MARGIN, (bottom - top + MARGIN) * RATIO, MIN_WIDTH)
    height = width / RATIO
    y = (top + bottom - MARGIN) / 2 - height / 2 + MARGIN / 2 if figure.view == "top" else bottom - height
    return (left + right) / 2 - width / 2, y, width, height


def backdrop(figure: Figure, still: Skeleton, box: Box, top: float) -> str:
    """The soft shape behind everything and, unless seen from above, the shadow on the floor."""
    x, y, width, _ = box
    k = width / _BLOB_WIDTH
    if figure.view == "top":
        return _blob(x, y, k, k, _BLOB_ROUND)
    tall = min(k, max(0.66 * k, (GROUND + 36 - top) / _BLOB_HEIGHT))
    y = GROUND + 6 - _BLOB_FLOOR * tall
    return _blob(x, y, k, tall, _BLOB) + _shadow(figure, still)


def _blob(x: float, y: float, wide: float, tall: float, outline: str) -> str:
    place = f"translate({number(x)} {number(y)}) scale({wide:.3f} {tall:.3f})"
    return f'<path class="fig__bg" transform="{place}" d="{outline}"/>'


def _shadow(figure: Figure, still: Skeleton) -> str:
    """An ellipse under everything that stands on the floor or hangs just above it."""
    spans = [box for box in (props.corners(prop) for prop in figure.props) if box and box[1][1] >= GROUND]
    xs = [x for left, right in spans for x in (left[0], right[0])]
    feet = [
        still.foot_point(side, at) for side in ("near", "far") for at in (still.body.heel, still.body.toe_tip)
    ]
    xs += [x for x, y in feet if y > GROUND - NEAR_FLOOR]
    if not xs:
        return ""
    middle, half = number((min(xs) + max(xs)) / 2), number((max(xs) - min(xs)) / 2 + 12)
    return f'<ellipse class="fig__shadow" cx="{middle}" cy="{number(GROUND + 9)}" rx="{half}" ry="6.5"/>'


def props_at(figure: Figure, layer: str, track: Track) -> str:
    """All props of one layer: "back", "front", or just behind a body part."""
    return "".join(_prop(prop, track) for prop in figure.props if prop.layer == layer)


def _prop(prop: Prop, track: Track) -> str:
    if prop.points:
        return track.path(prop.kind, lambda s: line_path(*(s.resolve(point) for point in prop.points)))
    if not prop.follow:
        return props.draw(prop)
    home = track.still.joints[prop.follow]
    return track.shifted(lambda s: _rolled(sub(s.joints[prop.follow], home)), props.draw(prop))


def _rolled(moved: Vec) -> Vec:
    """A roller under a sliding body travels half as far as the body."""
    return (moved[0] / 2, 0.0)


def arrow(start: Vec, control: Vec, tip: Vec) -> str:
    """A curved arrow that shows the direction of the movement."""
    along = sub(tip, control)
    back = scale(along, 9 / math.hypot(*along))
    wings = [add(tip, rotate(back, turn)) for turn in (150, -150)]
    curve = " ".join(number(v) for point in (control, tip) for v in point)
    head = f"M{_xy(wings[0])}L{_xy(tip)}L{_xy(wings[1])}"
    return f'<path class="fig__cue" d="M{_xy(start)}Q{curve}{head}"/>'


def _xy(point: Vec) -> str:
    return f"{number(point[0])} {number(point[1])}"

"""Plane geometry for the figures: vectors, directions, two-bone reach and smooth outlines.

Screen coordinates: x to the right, y down, one unit is one pixel of the drawing. The person faces +x.
Angles are degrees. The direction of a limb is measured from straight down, positive towards the face.
"""

import math
from collections.abc import Sequence

Vec = tuple[float, float]


def add(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0], a[1] + b[1])


def sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1])


def scale(a: Vec, k: float) -> Vec:
    return (a[0] * k, a[1] * k)


def distance(a: Vec, b: Vec) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def lerp(a: float, b: float, u: float) -> float:
    return a + (b - a) * u


def lerp_vec(a: Vec, b: Vec, u: float) -> Vec:
    return (lerp(a[0], b[0], u), lerp(a[1], b[1], u))


def lerp_angle(a: float, b: float, u: float) -> float:
    """Turn from a to b the short way round."""
    return a + ((b - a + 180) % 360 - 180) * u


def rotate(v: Vec, degrees: float) -> Vec:
    """Turn clockwise as seen on the screen."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (v[0] * c - v[1] * s, v[0] * s + v[1] * c)


def down(angle: float) -> Vec:
    """Unit vector of a limb hanging at `angle` from straight down."""
    return (math.sin(math.radians(angle)), math.cos(math.radians(angle)))


def up(lean: float) -> Vec:
    """Unit vector of a trunk leaning forward by `lean` from upright."""
    return (math.sin(math.radians(lean)), -math.cos(math.radians(lean)))


def angle_of(v: Vec) -> float:
    """Inverse of `down`."""
    return math.degrees(math.atan2(v[0], v[1]))


def two_bone(root: Vec, target: Vec, upper: float, lower: float, bend: int) -> tuple[float, float]:
    """Directions of two bones so that the chain from `root` ends at `target`.

    `bend` +1 puts the middle joint on the face side of the straight line, -1 behind it. A target out of reach
    is approached as far as the bones allow; the caller measures what is missing.
    """
    line = sub(target, root)
    reach = max(abs(upper - lower) + 0.01, min(upper + lower - 0.01, math.hypot(*line)))
    spread = math.degrees(math.acos((upper**2 + reach**2 - lower**2) / (2 * upper * reach)))
    first = angle_of(line) + bend * spread
    middle = add(root, scale(down(first), upper))
    tip = add(root, scale(line, reach / max(math.hypot(*line), 1e-6)))
    return first, angle_of(sub(tip, middle))


def number(value: float) -> str:
    """Shortest text for a coordinate with one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def smooth_path(points: Sequence[Vec], *, closed: bool = True, tension: float = 1 / 6) -> str:
    """SVG path through all points (Catmull-Rom as cubic Béziers)."""
    count = len(points)

    def at(index: int) -> Vec:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for i in range(count if closed else count - 1):
        before, start, end, after = at(i - 1), at(i), at(i + 1), at(i + 2)
        c1 = add(start, scale(sub(end, before), tension))
        c2 = sub(end, scale(sub(after, start), tension))
        parts.append("C" + " ".join(number(v) for point in (c1, c2, end) for v in point))
    return "".join(parts) + ("Z" if closed else "")


def limb_outline(length: float, profile: Sequence[tuple[float, float, float]]) -> str:
    """Closed outline of a limb with round ends.

    `profile` rows are (fraction of the length, half-width in front, half-width behind); unequal widths
    are what makes a thigh or a calf read as one.
    """
    front = [(f, t * length) for t, f, _ in profile]
    back = [(-b, t * length) for t, _, b in reversed(profile)]
    top, bottom = profile[0], profile[-1]
    return smooth_path([*front, *_cap(bottom, length, 1), *back, *_cap(top, 0, -1)])


def _cap(row: tuple[float, float, float], y: float, sign: int) -> list[Vec]:
    radius, middle = (row[1] + row[2]) / 2, (row[1] - row[2]) / 2
    corner = radius * 0.72
    return [
        (middle + sign * corner, y + sign * corner),
        (middle, y + sign * radius),
        (middle - sign * corner, y + sign * corner),
    ]


def line_path(start: Vec, end: Vec) -> str:
    """SVG path of a straight stroke."""
    return f"M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}"

"""Highlighted muscles as spindles of constant volume: the longer one is pulled, the thinner it gets."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from routines.figures.geometry import Vec, add, distance, down, lerp_vec, scale, smooth_path, sub, up
from routines.figures.kinematics import Skeleton

_POINTS = 8
MAX_LEAN = 0.2
MAX_SWELL = 1.15


@dataclass(frozen=True, slots=True)
class Muscle:
    """Three world points (origin, what it bends over, insertion) and how thick it is at a given length."""

    course: Callable[[Skeleton], tuple[Vec, Vec, Vec]]
    half_width: float
    at_length: float


def _forward(lean: float, by: float) -> Vec:
    return scale(up(lean + 90), by)


def _psoas_course(s: Skeleton) -> tuple[Vec, Vec, Vec]:
    """Lower spine, over the pelvic brim, to the inside of the near thigh bone."""
    pelvis, thigh, hip = s.angles["pelvis"], s.angles["near_thigh"], s.joints["hip"]
    brim = add(hip, add(scale(up(pelvis), 9), _forward(pelvis, 8)))
    return s.trunk_point(11, -3), brim, add(hip, add(scale(down(thigh), 24), scale(down(thigh + 90), -1)))


def _glutes_course(s: Skeleton) -> tuple[Vec, Vec, Vec]:
    """Back of the pelvis, round the buttock, to the back of the near thigh bone."""
    pelvis, thigh, hip = s.angles["pelvis"], s.angles["near_thigh"], s.joints["hip"]
    buttock = add(hip, add(scale(up(pelvis), 1), _forward(pelvis, -17)))
    origin = add(hip, add(scale(up(pelvis), 22), _forward(pelvis, -11)))
    return origin, buttock, add(hip, add(scale(down(thigh), 27), scale(down(thigh + 90), -10)))


MUSCLES = {
    "psoas": Muscle(_psoas_course, 8.6, 62),
    "glutes": Muscle(_glutes_course, 6, 50),
}


def outline(name: str, skeleton: Skeleton) -> str:
    """The spindle as a closed path."""
    line, width = _spindle(name, skeleton)
    front = [add(at, scale(normal, _swell(i) * width)) for i, (at, normal) in enumerate(line)]
    back = [add(at, scale(normal, -_swell(i) * width)) for i, (at, normal) in enumerate(line)]
    return smooth_path(front[::2] + back[-3:0:-2])


def fibres(name: str, skeleton: Skeleton) -> str:
    """Two lines along the spindle."""
    line, width = _spindle(name, skeleton)
    inner = list(enumerate(line))[1:-1:2]
    parts = []
    for share in (0.34, -0.34):
        offsets = [width * share * math.sin(math.pi * (i + 1) / (_POINTS + 2)) for i, _ in inner]
        points = [add(at, scale(normal, off)) for (_, (at, normal)), off in zip(inner, offsets, strict=True)]
        parts.append(smooth_path(points, closed=False))
    return "".join(parts)


def _spindle(name: str, skeleton: Skeleton) -> tuple[list[tuple[Vec, Vec]], float]:
    """Points with normals along the muscle, and its half-width."""
    muscle = MUSCLES[name]
    origin, over, insertion = muscle.course(skeleton)
    control = _control(origin, over, insertion)
    line = [_quadratic(origin, control, insertion, i / _POINTS) for i in range(_POINTS + 1)]
    length = sum(distance(a[0], b[0]) for a, b in pairwise(line))
    return line, muscle.half_width * min(MAX_SWELL, math.sqrt(muscle.at_length / length))


def _control(origin: Vec, over: Vec, insertion: Vec) -> Vec:
    """Control point of a curve that leans towards `over`, less so when a deep bend shortens the muscle."""
    middle = lerp_vec(origin, insertion, 0.5)
    lean = sub(over, middle)
    most = MAX_LEAN * distance(origin, insertion)
    return add(middle, scale(lean, 1.55 * min(1.0, most / (math.hypot(*lean) or 1))))


def _quadratic(a: Vec, c: Vec, b: Vec, u: float) -> tuple[Vec, Vec]:
    """Point and unit normal of a quadratic curve."""
    at = lerp_vec(lerp_vec(a, c, u), lerp_vec(c, b, u), u)
    dx = 2 * (1 - u) * (c[0] - a[0]) + 2 * u * (b[0] - c[0])
    dy = 2 * (1 - u) * (c[1] - a[1]) + 2 * u * (b[1] - c[1])
    length = math.hypot(dx, dy) or 1
    return at, (-dy / length, dx / length)


def _swell(i: int) -> float:
    if i in (0, _POINTS):
        return 0.0
    return math.sin(math.pi * (i / _POINTS) ** 0.85) ** 0.8

"""Draws the person: each body part as a chain of groups that turn about their joints."""

from routines.figures import muscles
from routines.figures.body import Body, Parts
from routines.figures.geometry import Vec, add, number, rotate, smooth_path
from routines.figures.kinematics import Skeleton
from routines.figures.pose import Figure
from routines.figures.track import Track


def draw_part(name: str, figure: Figure, body: Body, track: Track) -> str:
    """The markup of one part of the drawing order."""
    if name == "trunk":
        return _trunk(body, track)
    if name == "muscles":
        return "".join(_muscle(muscle, track) for muscle in figure.highlight)
    side, kind = name.split("_")
    markup = _leg(side, body, track) if kind == "leg" else _arm(side, body, track, figure.grip)
    return f'<g class="fig__far">{markup}</g>' if side == "far" else markup


def _path(style: str, outline: str) -> str:
    return f'<path class="fig__{style}" d="{outline}"/>'


def _paths(parts: Parts) -> str:
    return "".join(_path(style, outline) for style, outline in parts)


def _at(x: float, y: float, body: str) -> str:
    return f'<g transform="translate({number(x)} {number(y)})">{body}</g>'


def _muscle(name: str, track: Track) -> str:
    return track.path(name, lambda s: muscles.outline(name, s)) + track.path(
        "fibre", lambda s: muscles.fibres(name, s)
    )


def _leg(side: str, body: Body, track: Track) -> str:
    out, limb = body.outlines, f"{side}_leg"
    foot = track.turned(
        lambda s: s.angles[f"{side}_shank"] - s.angles[f"{side}_foot"], _foot(side, body, track)
    )
    lower = (
        track.along(limb, body.shank, foot)
        + track.along(limb, body.shank * body.shin_at, _path("skin", out.shin))
        + track.shortened(limb, _paths(out.shank))
    )
    knee = track.turned(lambda s: s.angles[f"{side}_thigh"] - s.angles[f"{side}_shank"], lower)
    upper = track.along(limb, body.thigh, knee) + track.shortened(limb, _paths(out.thigh))
    return track.shifted(lambda s: s.joints["hip"], track.turned(lambda s: -s.angles[f"{side}_thigh"], upper))


def _foot(side: str, body: Body, track: Track) -> str:
    out = body.outlines
    if not any(s.toes[f"{side}_leg"] for s in (track.still, *track.skeletons)):
        return _path("skin", out.foot)
    toes = track.turned(lambda s: -s.toes[f"{side}_leg"], _path("skin", out.toes))
    return _at(*body.toe_hinge, toes) + _path("skin", out.rearfoot)


def _arm(side: str, body: Body, track: Track, grip: bool) -> str:
    out, limb = body.outlines, f"{side}_arm"
    palm = _path("skin", out.fist if grip else out.hand)
    hand = track.turned(lambda s: s.angles[f"{side}_forearm"] - s.angles[f"{side}_hand"], palm)
    lower = track.along(limb, body.forearm, hand) + track.shortened(limb, _path("skin", out.forearm))
    elbow = track.turned(lambda s: s.angles[f"{side}_upper_arm"] - s.angles[f"{side}_forearm"], lower)
    sleeve = _path("top", out.sleeve) + (_path("seam", out.sleeve_seam) if side == "near" else "")
    upper = (
        track.shortened(limb, _path("skin", out.upper_arm))
        + track.along(limb, body.upper_arm, elbow)
        + track.shortened(limb, sleeve)
    )
    turned = track.turned(lambda s: -s.angles[f"{side}_upper_arm"], upper)
    return track.shifted(lambda s: s.joints["shoulder"], turned)


def _trunk(body: Body, track: Track) -> str:
    out = body.outlines
    chest = _at(0, -body.pelvis, _neck(body, track) + track.path("top", _shirt))
    whole = chest + _path("pants", out.pelvis) + _path("waist", out.waistband)
    return track.shifted(lambda s: s.joints["hip"], track.turned(lambda s: s.angles["pelvis"], whole))


def _neck(body: Body, track: Track) -> str:
    out = body.outlines
    turned = track.turned(lambda s: s.angles["head"] - s.angles["neck"], _paths(out.head))
    neck = f'<g transform="rotate(180)">{_path("skin-shade", out.neck)}</g>' + _at(0, -body.neck, turned)
    lean = track.turned(lambda s: s.angles["neck"] - s.angles["pelvis"], neck)
    return track.shifted(lambda s: s.spine.point(body.spine), lean)


def _shirt(s: Skeleton) -> str:
    """The shirt follows the curve of the spine; breathing lifts its front around the belly."""
    return smooth_path([_on_spine(s, point) for point in s.body.shirt])


def _on_spine(s: Skeleton, point: Vec) -> Vec:
    x, height = point[0], -point[1]
    if x > 0 and s.breath:
        x += s.breath * max(0.0, 1 - abs(height - 12) / 34)
    return add(s.spine.point(height), rotate((x, 0), s.spine.lean(height)))

"""From poses to a skeleton: trunk, legs, one pinned joint, then hands and feet that reach their targets."""

from dataclasses import dataclass, field

from routines.figures.body import Body
from routines.figures.geometry import (
    Vec,
    add,
    distance,
    down,
    lerp,
    lerp_angle,
    lerp_vec,
    rotate,
    scale,
    sub,
    two_bone,
    up,
)
from routines.figures.pose import LIMBS, Angles, ByJoint, Limb, OnSegment, Place, Pose, Reach, Target
from routines.figures.spine import Spine

Directions = tuple[float, float, float]


@dataclass(slots=True)
class Skeleton:
    """World positions of joints, world directions of segments, and what reaching could not cover (pixels)."""

    body: Body
    spine: Spine
    breath: float = 0
    joints: dict[str, Vec] = field(default_factory=dict)
    angles: dict[str, float] = field(default_factory=dict)
    lengths: dict[str, float] = field(default_factory=dict)
    toes: dict[str, float] = field(default_factory=dict)
    residuals: dict[str, float] = field(default_factory=dict)

    def foot_point(self, side: str, local: Vec) -> Vec:
        """A point of the foot, given in the foot's own frame (ankle at the origin, sole down)."""
        return add(self.joints[f"{side}_ankle"], rotate(local, -self.angles[f"{side}_foot"]))

    def trunk_point(self, height: float, forward: float) -> Vec:
        """A point of the trunk `height` pixels above the waist along the spine."""
        return add(self.joints["waist"], rotate(self.spine.point(height, forward), self.angles["pelvis"]))

    def head_point(self, local: Vec) -> Vec:
        """A point of the head, given in the head's own frame (base of the skull at the origin)."""
        return add(self.joints["skull"], rotate(local, self.angles["head"]))

    def resolve(self, target: Target) -> Vec:
        """Where a target is now."""
        match target:
            case Place(at):
                return at
            case ByJoint(joint, offset):
                return add(self.joints[joint], offset)
            case OnSegment(segment, along, out):
                start, end = self._segment(segment)
                turn = 180 if segment.endswith("foot") else 90
                return add(lerp_vec(start, end, along), scale(down(self.angles[segment] + turn), out))

    def _segment(self, name: str) -> tuple[Vec, Vec]:
        side, part = name.split("_", 1)
        if part == "foot":
            return self.foot_point(side, self.body.heel), self.foot_point(side, self.body.toe_tip)
        if part == "hand":
            wrist = self.joints[f"{side}_wrist"]
            return wrist, add(wrist, scale(down(self.angles[name]), 18))
        first, last = _SEGMENT_ENDS[part]
        start = first if first in ("hip", "shoulder") else f"{side}_{first}"
        return self.joints[start], self.joints[f"{side}_{last}"]


_SEGMENT_ENDS = {
    "thigh": ("hip", "knee"),
    "shank": ("knee", "ankle"),
    "upper_arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
}
_CHAINS = {
    "leg": ("thigh", "shank", "foot", "knee", "ankle"),
    "arm": ("upper_arm", "forearm", "hand", "elbow", "wrist"),
}


def solve(start: Pose, end: Pose, u: float, body: Body) -> Skeleton:
    """The skeleton a fraction `u` (0..1) of the way from one pose to the other."""
    skeleton = _trunk(start, end, u, body)
    for name in LIMBS:
        first, last = getattr(start, name), getattr(end, name)
        skeleton.lengths[name] = lerp(first.length, last.length, u)
        skeleton.toes[name] = lerp(first.toes, last.toes, u)
    for name in LIMBS:
        first, last = getattr(start, name), getattr(end, name)
        if isinstance(first, Angles) and isinstance(last, Angles):
            ends = _from_angles(skeleton, name, first), _from_angles(skeleton, name, last)
            _place_limb(skeleton, name, _mix(*ends, u))
    pinned = lerp_vec(start.anchor.at, end.anchor.at, u)
    shift = sub(pinned, skeleton.joints[start.anchor.joint])
    skeleton.joints = {name: add(at, shift) for name, at in skeleton.joints.items()}
    for name in LIMBS:
        first, last = getattr(start, name), getattr(end, name)
        if isinstance(first, Reach) or isinstance(last, Reach):
            _reach_limb(skeleton, name, first, last, u)
    return skeleton


def _trunk(start: Pose, end: Pose, u: float, body: Body) -> Skeleton:
    value = {
        name: lerp(getattr(start, name), getattr(end, name), u)
        for name in ("pelvis", "lumbar", "chest", "neck", "head", "breath")
    }
    spine = Spine(value["lumbar"], value["chest"])
    skeleton = Skeleton(body, spine, value["breath"])
    angles = skeleton.angles
    angles["pelvis"] = value["pelvis"]
    angles["chest"] = value["pelvis"] + spine.lean(body.shoulder)
    angles["top"] = value["pelvis"] + spine.lean(body.spine)
    angles["neck"] = angles["top"] + value["neck"]
    angles["head"] = angles["neck"] + value["head"]
    joints = skeleton.joints
    joints["hip"] = (0.0, 0.0)
    joints["waist"] = scale(up(angles["pelvis"]), body.pelvis)
    joints["shoulder"] = skeleton.trunk_point(body.shoulder, 0)
    joints["neck"] = skeleton.trunk_point(body.spine, 0)
    joints["skull"] = add(joints["neck"], scale(up(angles["neck"]), body.neck))
    return skeleton


def _chain(skeleton: Skeleton, name: str) -> tuple[Vec, float, float]:
    """Root joint and bone lengths of a limb."""
    body, share = skeleton.body, skeleton.lengths[name]
    if name.endswith("leg"):
        return skeleton.joints["hip"], body.thigh * share, body.shank * share
    return skeleton.joints["shoulder"], body.upper_arm * share, body.forearm * share


def _from_angles(skeleton: Skeleton, name: str, limb: Angles) -> Directions:
    """World directions of a limb's three segments. Knees bend backwards, elbows forwards."""
    is_leg = name.endswith("leg")
    lean = skeleton.angles["pelvis" if is_leg else "chest"]
    upper = limb.upper.degrees if limb.upper.world else limb.upper.degrees - lean
    bend = -limb.middle.degrees if is_leg else limb.middle.degrees
    middle = limb.middle.degrees if limb.middle.world else upper + bend
    end = limb.end.degrees if limb.end.world else middle + limb.end.degrees
    return upper, middle, end


def _from_reach(skeleton: Skeleton, name: str, limb: Reach, target: Vec) -> Directions:
    root, upper, lower = _chain(skeleton, name)
    first, second = two_bone(root, target, upper, lower, limb.bend)
    return first, second, limb.end.degrees if limb.end.world else second + limb.end.degrees


def _reach_limb(skeleton: Skeleton, name: str, first: Limb, last: Limb, u: float) -> None:
    if isinstance(first, Reach) and isinstance(last, Reach):
        target = lerp_vec(_tip_target(skeleton, first), _tip_target(skeleton, last), u)
        near, far = _from_reach(skeleton, name, first, target), _from_reach(skeleton, name, last, target)
        if first.ball and last.ball:
            end = lerp_angle(near[2], far[2], u)
            ground = lerp_vec(skeleton.resolve(first.to), skeleton.resolve(last.to), u)
            target = sub(ground, rotate(skeleton.body.ball, -end))
            near = far = (*_from_reach(skeleton, name, first, target)[:2], end)
        _place_limb(skeleton, name, _mix(near, far, u))
        tip = skeleton.joints[name.replace("leg", "ankle").replace("arm", "wrist")]
        skeleton.residuals[name] = distance(tip, target)
        return
    ends = _directions(skeleton, name, first), _directions(skeleton, name, last)
    _place_limb(skeleton, name, _mix(*ends, u))


def _directions(skeleton: Skeleton, name: str, limb: Limb) -> Directions:
    if isinstance(limb, Angles):
        return _from_angles(skeleton, name, limb)
    return _from_reach(skeleton, name, limb, _tip_target(skeleton, limb))


def _tip_target(skeleton: Skeleton, limb: Reach) -> Vec:
    """Where the ankle or wrist has to go. A planted ball fixes the ankle through the foot's tilt."""
    target = skeleton.resolve(limb.to)
    return sub(target, rotate(skeleton.body.ball, -limb.end.degrees)) if limb.ball else target


def _mix(first: Directions, last: Directions, u: float) -> Directions:
    a, b, c = (lerp_angle(x, y, u) for x, y in zip(first, last, strict=True))
    return a, b, c


def _place_limb(skeleton: Skeleton, name: str, directions: Directions) -> None:
    side, kind = name.split("_")
    root, upper, lower = _chain(skeleton, name)
    first, second, third, middle, tip = _CHAINS[kind]
    for segment, angle in zip((first, second, third), directions, strict=True):
        skeleton.angles[f"{side}_{segment}"] = angle
    skeleton.joints[f"{side}_{middle}"] = add(root, scale(down(directions[0]), upper))
    skeleton.joints[f"{side}_{tip}"] = add(
        skeleton.joints[f"{side}_{middle}"], scale(down(directions[1]), lower)
    )

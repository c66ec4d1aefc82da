"""Every drawn exercise obeys the body: joints in range, planted points still, nothing sinks."""

import pytest

from routines.figures.body import Body
from routines.figures.geometry import Vec, add, distance
from routines.figures.kinematics import Skeleton
from routines.figures.pose import Figure, Place, Reach
from routines.figures.props import GROUND, surface
from routines.figures.timeline import ease, frames

# Degrees, flexion positive. Usual active ranges, widened for what the drawing measures: hip and shoulder are
# taken against pelvis and chest, and passive holds go further than active ones.
JOINT_RANGE = {
    "hip": (-45, 150),
    "knee": (-3, 160),
    "ankle": (-92, 32),
    "shoulder": (-70, 190),
    "elbow": (-3, 150),
    "wrist": (-95, 95),
    "lumbar": (-32, 62),
    "chest": (-30, 45),
    "neck": (-60, 60),
    "head": (-30, 30),
    "toes": (0, 90),
}


def joint_angles(s: Skeleton) -> dict[str, float]:
    """Anatomical angles by joint, flexion positive."""
    a = s.angles
    found = {
        "lumbar": s.spine.lumbar,
        "chest": s.spine.chest,
        "neck": a["neck"] - a["top"],
        "head": a["head"] - a["neck"],
    }
    for side in ("near", "far"):
        found[f"{side} hip"] = a[f"{side}_thigh"] + a["pelvis"]
        found[f"{side} knee"] = a[f"{side}_thigh"] - a[f"{side}_shank"]
        found[f"{side} ankle"] = a[f"{side}_foot"] - a[f"{side}_shank"]
        found[f"{side} shoulder"] = a[f"{side}_upper_arm"] + a["chest"]
        found[f"{side} elbow"] = a[f"{side}_forearm"] - a[f"{side}_upper_arm"]
        found[f"{side} wrist"] = a[f"{side}_hand"] - a[f"{side}_forearm"]
        found[f"{side} toes"] = s.toes[f"{side}_leg"]
    return found


def within_a_turn(angle: float, low: float, high: float) -> float:
    """The same direction, expressed as near to the middle of the range as possible."""
    middle = (low + high) / 2
    return (angle - middle + 180) % 360 - 180 + middle


def contact_circles(s: Skeleton) -> list[tuple[str, Vec, float]]:
    """Body parts that may touch a support: name, centre, radius."""
    circles = [
        ("hip", s.joints["hip"], s.body.hip_radius),
        ("shoulder", s.joints["shoulder"], s.body.chest_radius),
        ("head", s.head_point(s.body.head_centre), s.body.head_radius),
    ]
    if s.body.bun:
        centre, radius = s.body.bun
        circles.append(("bun", s.head_point(centre), radius))
    for side in ("near", "far"):
        circles += [
            (f"{side} knee", s.joints[f"{side}_knee"], s.body.knee_radius),
            (f"{side} elbow", s.joints[f"{side}_elbow"], 7),
            (f"{side} wrist", s.joints[f"{side}_wrist"], 4.5),
            (f"{side} heel", s.foot_point(side, s.body.heel), 0),
            (f"{side} ball", s.foot_point(side, s.body.ball), 0),
        ]
    return circles


def depth_below(circle: tuple[str, Vec, float], span: tuple[float, float, float]) -> float:
    """Pixels a circle has sunk through a surface it started above; 0 when it is beside or clear of it."""
    _, (x, y), radius = circle
    left, right, top = span
    return y + radius - top if left < x < right and y < top else 0.0


def test_joints_stay_in_human_range(figure: Figure, body: Body):
    for frame in frames(figure, body):
        for joint, angle in joint_angles(frame.skeleton).items():
            low, high = JOINT_RANGE[joint.split()[-1]]
            assert low <= within_a_turn(angle, low, high) <= high, f"{joint} {angle:.0f}° at {frame.at:.2f}"


def test_hands_and_feet_reach_their_targets(figure: Figure, body: Body):
    for frame in frames(figure, body):
        for limb, missing in frame.skeleton.residuals.items():
            assert missing < 0.5, f"{limb} misses by {missing:.1f} px at {frame.at:.2f}"


def test_planted_points_do_not_slide(figure: Figure, body: Body):
    loop = frames(figure, body)
    for limb in ("near_leg", "far_leg", "near_arm", "far_arm"):
        limbs = {getattr(pose, limb) for pose in figure.poses.values()}
        reach = next(iter(limbs))
        if len(limbs) > 1 or not isinstance(reach, Reach) or not isinstance(reach.to, Place):
            continue
        side = limb.split("_")[0]
        for frame in loop:
            s = frame.skeleton
            tip = s.joints[f"{side}_ankle" if limb.endswith("leg") else f"{side}_wrist"]
            tip = s.foot_point(side, body.ball) if reach.ball else tip
            assert distance(tip, reach.to.at) < 0.5, f"{limb} slides at {frame.at:.2f}"


def test_pinned_joint_follows_its_anchor(figure: Figure, body: Body):
    """Where the anchor travels on purpose, the joint stays between the places it is given."""
    joint = next(iter(figure.poses.values())).anchor.joint
    places = [pose.anchor.at for pose in figure.poses.values()]
    for frame in frames(figure, body):
        for at, given in zip(frame.skeleton.joints[joint], zip(*places, strict=True), strict=True):
            assert min(given) - 0.5 < at < max(given) + 0.5


def test_nothing_sinks_into_the_floor(figure: Figure, body: Body):
    if figure.view == "top":  # seen from above there is no floor line
        return
    for frame in frames(figure, body):
        for name, (_, y), radius in contact_circles(frame.skeleton):
            assert y + radius - GROUND < 2, f"{name} sinks {y + radius - GROUND:.1f} px at {frame.at:.2f}"


def test_nothing_sinks_into_what_carries_it(figure: Figure, body: Body):
    spans = [span for prop in figure.props if prop.layer == "back" and (span := surface(prop))]
    for frame in frames(figure, body):
        for span in spans:
            for circle in contact_circles(frame.skeleton):
                assert depth_below(circle, span) < 2, f"{circle[0]} sinks into {span} at {frame.at:.2f}"


def test_the_loop_closes(figure: Figure, body: Body):
    loop = frames(figure, body)
    for joint, at in loop[0].skeleton.joints.items():
        assert distance(at, loop[-1].skeleton.joints[joint]) < 0.01
    assert loop[-1].at == pytest.approx(1)


def test_sinking_is_noticed():
    assert depth_below(("hip", add((100, 0), (0, 190)), 19), (50, 150, 200)) == 9
    assert depth_below(("hip", (200, 190), 19), (50, 150, 200)) == 0


def test_moves_start_and_stop_gently_only_next_to_a_hold():
    step = 0.01
    for starts in (True, False):
        for stops in (True, False):
            assert ease(0, starts=starts, stops=stops) == pytest.approx(0)
            assert ease(1, starts=starts, stops=stops) == pytest.approx(1)
            assert (ease(step, starts=starts, stops=stops) < step / 2) is starts
            assert (1 - ease(1 - step, starts=starts, stops=stops) < step / 2) is stops

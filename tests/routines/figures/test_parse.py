"""The `[figure]` table: what is accepted, and that every problem is reported at once."""

import copy

import pytest

from routines.figures import FigureError, parse_figure
from routines.figures.pose import Angles, ByJoint, OnSegment, Place, Reach

GOOD = {
    "hold": "up",
    "timeline": [["hold", 1, "down"], ["move", 2, "up"], ["hold", 2, "up"], ["move", 2, "down"]],
    "highlight": ["psoas"],
    "base": {
        "anchor": {"joint": "hip", "at": [240, 200]},
        "far_leg": {"to": [250, 305], "foot": 0},
        "near_arm": {"to": {"joint": "near_knee", "dx": 3, "dy": -12}},
        "far_arm": {"to": {"segment": "far_shank", "along": 0.2, "out": 8}, "bend": "forward", "wrist": 10},
    },
    "poses": {
        "down": {"near_leg": [0, 0, 0]},
        "up": {"pelvis": -2, "near_leg": {"hip": 90, "shank": 0, "toes": 5}},
    },
    "props": [{"type": "mat", "x": 100, "w": 200}],
}


def changed(**changes) -> dict:
    return copy.deepcopy(GOOD) | changes


def problems(data: dict) -> list[str]:
    with pytest.raises(FigureError) as caught:
        parse_figure(data)
    return caught.value.problems


def test_good_table_becomes_a_figure():
    figure = parse_figure(GOOD)
    up = figure.poses["up"]
    assert isinstance(up.near_leg, Angles)
    assert (up.near_leg.upper.world, up.near_leg.middle.world) == (False, True)
    assert up.near_leg.toes == 5
    assert up.far_leg == figure.poses["down"].far_leg
    assert isinstance(up.far_leg, Reach)
    assert up.far_leg.to == Place((250, 305))
    assert up.near_arm.to == ByJoint("near_knee", (3, -12))
    assert up.far_arm.to == OnSegment("far_shank", 0.2, 8)
    assert (up.near_arm.bend, up.far_arm.bend) == (-1, 1)


def test_all_problems_are_reported_together():
    data = changed(colour="red", hold="sideways", highlight=["biceps"])
    data["poses"]["up"]["near_leg"] = [1, 2]
    data["props"] = [{"type": "mat", "x": "wide"}]
    found = problems(data)
    for start in (
        "figure.colour: unknown field",
        "hold: 'sideways' is not one of",
        "highlight[0]: 'biceps'",
        "poses.up.near_leg: needs three angles",
        "props[0].x: 'wide' is not a number",
        "props[0].w: is needed",
    ):
        assert any(problem.startswith(start) for problem in found), start


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"timeline": []}, "timeline: at least one step is needed"),
        (
            {"timeline": [["hold", 1, "down"], ["move", 1, "up"], ["hold", 1, "up"]]},
            "timeline: must start with a hold",
        ),
        ({"timeline": [["hold", 0, "down"], ["hold", 1, "up"]]}, "timeline[0]: seconds must be more than 0"),
        (
            {"timeline": [["hold", 1, "down"], ["hold", 1, "up"]]},
            "timeline[1]: holds 'up', but the figure is in 'down'",
        ),
        ({"hold": "up", "timeline": [["hold", 1, "down"]]}, "hold: the timeline never holds"),
        ({"poses": {}}, "poses: at least one pose is needed"),
        ({"order": ["trunk"]}, "order: must name each of"),
        ({"view": "bottom"}, "view: 'bottom' is not one of side, top"),
        ({"grip": "yes"}, "grip: 'yes' is not true or false"),
        ({"arrows": [[[1, 2]]]}, "arrows[0]: must be three points"),
        ({"props": [{"type": "band", "points": [[1, 2]]}]}, "props[0].points: needs 2 points"),
        ({"props": [{"type": "mat", "x": 1, "w": 2, "follow": "hip"}]}, "props[0].follow: unknown field"),
        ({"props": [{"type": "mat", "x": 1, "w": 2, "layer": "sky"}]}, "props[0].layer: 'sky'"),
    ],
)
def test_scene_problem_is_named(change, expected):
    assert any(problem.startswith(expected) for problem in problems(changed(**change)))


@pytest.mark.parametrize(
    ("limb", "value", "expected"),
    [
        ("near_leg", "bent", "must be three angles or a table"),
        ("near_leg", {"hip": 1, "thigh": 2}, "give hip or thigh, not both"),
        ("near_leg", {"wrist": 1}, ".wrist: unknown field"),
        ("near_arm", {"to": [1, 2], "ball": True}, ".ball: unknown field"),
        ("near_leg", {"to": [1, 2], "ball": True}, ".foot: a foot that stands on its ball"),
        ("near_leg", {"to": [1]}, ".to: must be a point [x, y]"),
        ("near_leg", {"to": "there"}, ".to: must be [x, y], a joint"),
        ("near_leg", {"to": {"joint": "tail"}}, ".to.joint: 'tail' is not one of"),
        ("near_leg", {"to": {"segment": "near_thigh", "up": 1}}, ".to.up: unknown field"),
        ("near_leg", {"to": [1, 2], "bend": "sideways"}, ".bend: 'sideways'"),
        ("near_leg", [True, 0, 0], "[0]: True is not a number"),
    ],
)
def test_limb_problem_is_named(limb, value, expected):
    data = changed()
    data["poses"]["up"][limb] = value
    assert any(f"poses.up.{limb}" in problem and expected in problem for problem in problems(data))


def test_pinned_limb_must_be_given_by_angles():
    data = changed()
    data["base"]["anchor"] = {"joint": "far_ankle", "at": [1, 2]}
    assert "poses.up.far_leg: holds the pinned joint, so it must be given by angles" in problems(data)


def test_all_poses_pin_one_joint():
    data = changed()
    data["poses"]["up"]["anchor"] = {"joint": "shoulder", "at": [1, 2]}
    assert "poses: all poses must pin the same joint, not hip, shoulder" in problems(data)


def test_missing_anchor_is_named():
    data = changed()
    del data["base"]["anchor"]
    assert any(problem.startswith("poses.up.anchor: must be") for problem in problems(data))

"""Reach, rotation and path helpers."""

import pytest

from routines.figures.geometry import (
    add,
    angle_of,
    distance,
    down,
    lerp_angle,
    number,
    rotate,
    scale,
    smooth_path,
    two_bone,
)


def test_down_and_angle_of_are_inverse():
    for angle in (-170, -90, -1, 0, 45, 90, 179):
        assert angle_of(down(angle)) == pytest.approx(angle)


def test_rotate_turns_clockwise_on_the_screen():
    assert rotate((1, 0), 90) == pytest.approx((0, 1))


@pytest.mark.parametrize("bend", [1, -1])
def test_two_bone_reaches_the_target(bend):
    root, target = (10.0, 20.0), (60.0, 90.0)
    first, second = two_bone(root, target, 76, 74, bend)
    tip = add(add(root, scale(down(first), 76)), scale(down(second), 74))
    assert distance(tip, target) < 1e-6


def test_two_bone_bends_to_the_asked_side():
    forward, _ = two_bone((0, 0), (0, 100), 76, 74, 1)
    back, _ = two_bone((0, 0), (0, 100), 76, 74, -1)
    assert down(forward)[0] > 0 > down(back)[0]


def test_two_bone_stretches_towards_a_target_out_of_reach():
    first, second = two_bone((0, 0), (300, 0), 76, 74, 1)
    assert first == pytest.approx(90, abs=2)
    assert second == pytest.approx(90, abs=2)


def test_lerp_angle_takes_the_short_way():
    assert lerp_angle(170, -170, 0.5) == pytest.approx(180)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-0.04, "0"), (0.5, ".5"), (-0.52, "-.5"), (10.04, "10")]
)
def test_number_is_short(value, text):
    assert number(value) == text


def test_smooth_path_passes_every_point_and_closes():
    path = smooth_path([(0, 0), (10, 0), (10, 10)])
    assert path.startswith("M0 0")
    assert path.count("C") == 3
    assert path.endswith("Z")

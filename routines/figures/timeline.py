"""A figure's timeline as frames: eased samples through each move, two per stay."""

import math
from dataclasses import dataclass

from routines.figures.body import Body
from routines.figures.kinematics import Skeleton, solve
from routines.figures.pose import Figure

SAMPLES_PER_MOVE = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """The skeleton at a fraction of the loop."""

    at: float
    skeleton: Skeleton


def duration(figure: Figure) -> float:
    """Seconds of one loop."""
    return sum(step.seconds for step in figure.timeline)


def frames(figure: Figure, body: Body) -> list[Frame]:
    """One loop, from 0 to 1."""
    total, time = duration(figure), 0.0
    current, rested = figure.timeline[0].pose, True
    found = [Frame(0, _still(figure, current, body))]
    for step, after in zip(figure.timeline, [*figure.timeline[1:], figure.timeline[0]], strict=True):
        samples = 1 if step.kind == "hold" else SAMPLES_PER_MOVE
        stops = after.kind == "hold"
        for i in range(1, samples + 1):
            u = i / samples
            eased = ease(u, starts=rested, stops=stops)
            skeleton = solve(figure.poses[current], figure.poses[step.pose], eased, body)
            found.append(Frame((time + step.seconds * u) / total, skeleton))
        time += step.seconds
        current, rested = step.pose, step.kind == "hold"
    return found


def ease(u: float, *, starts: bool, stops: bool) -> float:
    """Progress of a move: slow next to a hold, at full speed through a pose on the way."""
    if starts and stops:
        return 0.5 - 0.5 * math.cos(math.pi * u)
    if starts:
        return 1 - math.cos(math.pi * u / 2)
    return math.sin(math.pi * u / 2) if stops else u


def hold_frame(figure: Figure, body: Body) -> Frame:
    """The pose a still picture shows, with the moment of the loop at which the figure first rests in it."""
    time = 0.0
    for step in figure.timeline:
        if step.kind == "hold" and step.pose == figure.hold:
            break
        time += step.seconds
    return Frame(time / duration(figure), _still(figure, figure.hold, body))


def _still(figure: Figure, name: str, body: Body) -> Skeleton:
    return solve(figure.poses[name], figure.poses[name], 0, body)

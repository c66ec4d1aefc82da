"""Turns a value that changes over the frames into an SVG attribute and, if it changes, a SMIL animation.

The attribute itself holds the still pose, so a picture whose animation is never started shows that pose.
Animations have begin="indefinite": the page starts them, when motion is welcome.
"""

from collections.abc import Callable

from routines.figures.geometry import Vec, number
from routines.figures.kinematics import Skeleton
from routines.figures.timeline import Frame


class Track:
    """All frames of one figure. Without frames it only draws the still pose."""

    def __init__(self, still: Skeleton, frames: list[Frame], seconds: float) -> None:
        self.still = still
        self.skeletons = [frame.skeleton for frame in frames]
        times = ";".join(_time(frame.at) for frame in frames)
        self.timing = (
            f'dur="{number(seconds)}s" begin="indefinite" repeatCount="indefinite" keyTimes="{times}"'
        )

    def shifted(self, place: Callable[[Skeleton], Vec], body: str) -> str:
        """A group moved to a point."""
        values = [" ".join(map(number, place(s))) for s in self.skeletons]
        return self._group("translate", " ".join(map(number, place(self.still))), values, body)

    def turned(self, angle: Callable[[Skeleton], float], body: str) -> str:
        """A group turned clockwise about its origin."""
        values = [number(a) for a in _unwrapped([angle(s) for s in self.skeletons])]
        still = number(angle(self.still))
        if still == "0" and set(values) <= {"0"}:
            return body
        return self._group("rotate", still, values, body)

    def along(self, limb: str, distance: float, body: str) -> str:
        """A group moved down a limb, less far while the limb is seen end-on."""
        return self.shifted(lambda s: (0, distance * s.lengths[limb]), body)

    def shortened(self, limb: str, body: str) -> str:
        """A group squeezed along a limb that is seen end-on."""
        values = [f"1 {s.lengths[limb]:.3g}" for s in self.skeletons]
        still = f"1 {self.still.lengths[limb]:.3g}"
        return body if {still, *values} == {"1 1"} else self._group("scale", still, values, body)

    def path(self, style: str, shape: Callable[[Skeleton], str]) -> str:
        """A path whose shape changes."""
        still, values = shape(self.still), [shape(s) for s in self.skeletons]
        animation = ""
        if set(values) - {still}:
            animation = f'<animate attributeName="d" {self.timing} values="{";".join(values)}"/>'
        return f'<path class="fig__{style}" d="{still}">{animation}</path>'

    def _group(self, kind: str, still: str, values: list[str], body: str) -> str:
        animation = ""
        if set(values) - {still}:
            animation = (
                f'<animateTransform attributeName="transform" type="{kind}" {self.timing} '
                f'values="{";".join(values)}"/>'
            )
        return f'<g transform="{kind}({still})">{animation}{body}</g>'


def _time(fraction: float) -> str:
    text = f"{fraction:.3f}".rstrip("0").rstrip(".")
    return text.removeprefix("0") if text.startswith("0.") else text


def _unwrapped(angles: list[float]) -> list[float]:
    """The same directions without jumps of a full turn."""
    found: list[float] = []
    for angle in angles:
        while found and angle - found[-1] > 180:
            angle -= 360
        while found and angle - found[-1] < -180:
            angle += 360
        found.append(angle)
    return found

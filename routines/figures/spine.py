"""The curve of the trunk above the pelvis: a bend in the lower back and one in the chest, spread out."""

import math
from dataclasses import dataclass
from functools import lru_cache

from routines.figures.geometry import Vec, add, rotate, scale, up

LUMBAR_SPAN = (-4.0, 26.0)
CHEST_SPAN = (20.0, 58.0)
_STEP = 2.0


@dataclass(frozen=True, slots=True)
class Spine:
    """Centre line in the frame of the pelvis: origin at the waist, up is -y, the front is +x."""

    lumbar: float
    chest: float

    def lean(self, height: float) -> float:
        """Flexion in degrees against the pelvis at `height` pixels above the waist."""
        return self.lumbar * _ramp(height, LUMBAR_SPAN) + self.chest * _ramp(height, CHEST_SPAN)

    def point(self, height: float, forward: float = 0) -> Vec:
        """The point `height` pixels along the curve and `forward` pixels towards the front."""
        return add(_centre(self, height), rotate((forward, 0), self.lean(height)))


@lru_cache(maxsize=4096)
def _centre(spine: Spine, height: float) -> Vec:
    """The centre line, walked in short straight steps."""
    steps = max(1, math.ceil(abs(height) / _STEP))
    part = height / steps
    at: Vec = (0.0, 0.0)
    for i in range(steps):
        at = add(at, scale(up(spine.lean((i + 0.5) * part)), part))
    return at


def _ramp(height: float, span: tuple[float, float]) -> float:
    return max(0.0, min(1.0, (height - span[0]) / (span[1] - span[0])))

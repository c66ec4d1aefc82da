"""The swap map of clinical 4.5: by reason, what to do in place of an exercise, or how to do it otherwise.

`SWAP_MAP` names other exercises, first choice first; `WAYS` keeps the exercise and changes how it is done.
Cells that say "same" or "skip" have no entry. Pure data; not yet reviewed by a clinician.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the map; `why` is how the reason reads beside an offer."""

    id: str
    why: str


COLUMNS: tuple[Column, ...] = (
    Column("kneeling", "If kneeling hurts"),
    Column("lying", "If lying flat is not for you"),
    Column("groin", "If your groin pinches"),
    Column("arching", "If your back arches or pinches"),
    Column("kit", "Without kit"),
)
WITHOUT: Mapping[str, str] = {  # what the last column does without, by exercise
    "low-lunge-stretch": "Without a cushion",
    "half-kneeling-hip-flexor-stretch": "Without a cushion",
    "seated-banded-march": "Without a band",
    "hanging-leg-raise": "Without a bar",
    "mountain-climber": "Without a bench",
    "psoas-release-foam-roller": "Without a roller",
}

_STANDING, _SIDE_LYING = "standing-hip-flexor-stretch", "side-lying-hip-flexor-stretch"
SWAP_MAP: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "kneeling": {
        "low-lunge-stretch": (_STANDING, _SIDE_LYING),
        "half-kneeling-hip-flexor-stretch": (_STANDING, _SIDE_LYING),
        "couch-stretch": (_STANDING, _SIDE_LYING),
        "psoas-release-foam-roller": ("constructive-rest",),
    },
    "lying": {
        "reclined-psoas-stretch": (_SIDE_LYING, _STANDING),
        "bridge-pose": ("standing-psoas-march",),
        "bridge-march": ("standing-psoas-march",),
        "hanging-leg-raise": ("seated-knee-lift-hold",),
        "boat-pose": ("seated-knee-lift-hold",),
        "straight-leg-raise": ("seated-knee-lift-hold",),
        "dead-bug": ("seated-knee-lift-hold",),
        "psoas-release-foam-roller": (_STANDING,),
    },
    "groin": {
        "low-lunge-stretch": ("bridge-pose",),
        "half-kneeling-hip-flexor-stretch": ("bridge-pose",),
        "couch-stretch": ("bridge-pose",),
        "hanging-leg-raise": ("straight-leg-raise",),
    },
    "arching": {
        "low-lunge-stretch": ("pelvic-tilt", "reclined-psoas-stretch"),
        "half-kneeling-hip-flexor-stretch": ("pelvic-tilt", "reclined-psoas-stretch"),
        "couch-stretch": ("pelvic-tilt", "reclined-psoas-stretch"),
        "seated-banded-march": ("seated-knee-lift-hold",),
        "hanging-leg-raise": ("dead-bug",),
        "boat-pose": ("dead-bug",),
    },
    "kit": {
        "hanging-leg-raise": ("straight-leg-raise",),
    },
}

_SHORTER_RANGE = "Move less far: a shorter range that does not pinch."
_TOWEL = "Fold a towel and put it under the knee."
_BRIDGE_LOW = "Lift less high, with your knees wider apart."
WAYS: Mapping[str, Mapping[str, str]] = {
    "lying": {
        "mountain-climber": "Put your hands on a wall.",
    },
    "groin": {
        "low-lunge-stretch": _SHORTER_RANGE,
        "half-kneeling-hip-flexor-stretch": _SHORTER_RANGE,
        "couch-stretch": _SHORTER_RANGE,
        "reclined-psoas-stretch": "Straighten the leg you hug a little.",
        "seated-banded-march": "Lift to just below hip height at most (about 80°).",
        "mountain-climber": "Bring the knee in less far.",
        "boat-pose": "Rest your feet on a block or a thick book.",
        "straight-leg-raise": "Lift less high.",
        "dead-bug": "Lift less high, and lower less far.",
    },
    "arching": {
        "reclined-psoas-stretch": "Put a cushion under the thigh, and hug the other knee more firmly.",
        "bridge-pose": _BRIDGE_LOW,
        "bridge-march": _BRIDGE_LOW,
        "mountain-climber": "Put your hands up on something firm, and step slowly.",
        "straight-leg-raise": "Slide the heel along the floor in place of lifting it.",
        "dead-bug": "Keep the knee bent, and only tap the heel down.",
    },
    "kit": {
        "low-lunge-stretch": _TOWEL,
        "half-kneeling-hip-flexor-stretch": _TOWEL,
        "seated-banded-march": "Press your own hand down on the thigh.",
        "mountain-climber": "Put your hands on the kitchen counter or a wall.",
        "psoas-release-foam-roller": "Use a firmly rolled towel.",
    },
}


def why(column: Column, slug: str) -> str:
    """The reason for an offer of this column beside an exercise, in plain words."""
    return WITHOUT.get(slug, column.why) if column.id == "kit" else column.why

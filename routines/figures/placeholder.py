"""A calm person, standing or lying, for an exercise that has no drawing of its own yet."""

from typing import Any

from routines.figures.bodies import WITH_BUN
from routines.figures.body import Body
from routines.figures.parse import parse_figure
from routines.figures.svg import render_poster

_STANDING: dict[str, Any] = {
    "hold": "rest",
    "timeline": [["hold", 1, "rest"]],
    "poses": {
        "rest": {
            "anchor": {"joint": "far_ankle", "at": [236, 305]},
            "lumbar": 1,
            "neck": 4,
            "head": -4,
            "near_leg": [0, 2, 2],
            "far_leg": [-3, 0, 3],
            "near_arm": [2, 12, 0],
            "far_arm": [8, 12, 0],
        }
    },
    "props": [{"type": "mat", "x": 140, "w": 200}],
}
_LYING: dict[str, Any] = {
    "hold": "rest",
    "timeline": [["hold", 1, "rest"]],
    "poses": {
        "rest": {
            "anchor": {"joint": "hip", "at": [232, 296]},
            "pelvis": -91,
            "neck": 5,
            "head": 4,
            "near_leg": {"to": [300, 305], "foot": 0},
            "far_leg": {"to": [311, 305], "foot": 0},
            "near_arm": {"upper_arm": 80, "forearm": 88, "hand": 88},
            "far_arm": {"upper_arm": 80, "forearm": 88, "hand": 88},
        }
    },
    "props": [{"type": "mat", "x": 76, "w": 300}],
}
_BY_KIND = {"standing": _STANDING, "warm-up": _STANDING, "strength": _STANDING}


def render_placeholder(kind: str, title: str, *, standalone: bool, body: Body = WITH_BUN) -> str:
    """A still picture for an exercise kind: standing for warm-up and strength, lying for everything else."""
    return render_poster(parse_figure(_BY_KIND.get(kind, _LYING)), title, standalone=standalone, body=body)

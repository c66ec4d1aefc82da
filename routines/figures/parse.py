"""Reads and checks the `[figure]` table of an exercise.

    view = "side"                      # or "top": seen from above, no floor line
    hold = "hold"                      # the pose of the still picture and of a held position
    timeline = [["hold", 1, "start"], ["move", 2.2, "hold"], ["hold", 2.6, "hold"], ["move", 2, "start"]]
    highlight = ["psoas"]              # psoas, glutes
    order = ["far_arm", ...]           # drawing order of the body parts, back to front
    grip = true                        # hands closed
    arrows = [[[x, y], [x, y], [x, y]]]  # start, control point, tip

    [figure.base]                      # what all poses share; a pose overrides single fields
    anchor = { joint = "near_knee", at = [176, 304] }
    pelvis = 0                         # degrees, lean forward; -90 lies on the back, 90 on the front
    lumbar = 0                         # flexion of the lower back; then chest, neck, head
    breath = 0                         # pixels the belly rises
    near_leg = [90, 90, 0]             # flexion of hip, knee, ankle
    near_leg = { thigh = 0, shank = -87, foot = -171, toes = 0 }   # world directions, 0 is straight down
    far_leg = { to = [300, 305], foot = 0 }   # reach with the ankle; ball = true: with the ball of the foot
    near_arm = { to = { joint = "far_knee", dx = -20, dy = -13 }, bend = "back", hand = 66 }
    far_arm = { to = { segment = "far_shank", along = 0.2, out = 9 }, length = 0.8 }   # points at the viewer

    [figure.poses.hold]
    pelvis = -4

    [[figure.props]]
    type = "mat"
    x = 64
    w = 300

Units: pixels of the drawing (the person is about 300 tall, the floor is at y = 316), degrees, seconds.
"""

from itertools import pairwise
from typing import Any

from routines.figures.geometry import Vec
from routines.figures.pose import (
    JOINTS,
    LIMBS,
    MUSCLES,
    PARTS,
    SEGMENTS,
    Anchor,
    Angles,
    Bend,
    ByJoint,
    Figure,
    FigureError,
    Limb,
    OnSegment,
    Place,
    Pose,
    Prop,
    Reach,
    Step,
    Target,
)
from routines.figures.props import FOLLOWERS, KINDS

MIN_LENGTH = 0.5
TRUNK = ("pelvis", "lumbar", "chest", "neck", "head", "breath")
_FIELDS = {
    "view", "hold", "timeline", "highlight", "order", "grip", "arrows", "base", "poses", "props",
}  # fmt: skip
_LIMB_WORDS = {
    "leg": (("hip", "thigh"), ("knee", "shank"), ("ankle", "foot")),
    "arm": (("shoulder", "upper_arm"), ("elbow", "forearm"), ("wrist", "hand")),
}
_DEFAULT_BEND = {"leg": "forward", "arm": "back"}


def parse_figure(data: dict[str, Any]) -> Figure:
    """The figure described by a `[figure]` table. Raises `FigureError` with every problem found."""
    return _Reader().figure(data)


class _Reader:
    """Collects problems instead of stopping at the first one."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def bad(self, field: str, what: str) -> None:
        self.problems.append(f"{field}: {what}")

    def figure(self, data: dict[str, Any]) -> Figure:
        self.unknown("figure", data, _FIELDS)
        poses = self.poses(data)
        figure = Figure(
            view=self.choice("view", data.get("view", "side"), ("side", "top"), "side"),
            poses=poses,
            timeline=self.timeline(data.get("timeline"), poses),
            hold=self.choice("hold", data.get("hold"), tuple(poses), ""),
            props=tuple(
                self.prop(f"props[{i}]", row) for i, row in self.rows("props", data.get("props", []))
            ),
            order=self.order(data.get("order", list(PARTS))),
            highlight=tuple(
                self.choice(f"highlight[{i}]", name, MUSCLES, "psoas")
                for i, name in enumerate(self.list_of("highlight", data.get("highlight", [])))
            ),
            grip=self.boolean("grip", data.get("grip", False)),
            arrows=self.arrows(data.get("arrows", [])),
        )
        if figure.hold and not any(s.kind == "hold" and s.pose == figure.hold for s in figure.timeline):
            self.bad("hold", f"the timeline never holds the pose {figure.hold!r}")
        if self.problems:
            raise FigureError(self.problems)
        return figure

    # plain values

    def unknown(self, field: str, data: dict[str, Any], known: set[str]) -> None:
        for key in data:
            if key not in known:
                self.bad(f"{field}.{key}", "unknown field")

    def choice(self, field: str, value: Any, allowed: tuple[str, ...], default: str) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        self.bad(field, f"{value!r} is not one of {', '.join(allowed)}")
        return default

    def number(self, field: str, value: Any) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self.bad(field, f"{value!r} is not a number")
        return 0.0

    def boolean(self, field: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.bad(field, f"{value!r} is not true or false")
        return bool(value)

    def list_of(self, field: str, value: Any) -> list[Any]:
        if isinstance(value, list):
            return value
        self.bad(field, "must be a list")
        return []

    def rows(self, field: str, value: Any) -> list[tuple[int, dict[str, Any]]]:
        found = []
        for i, row in enumerate(self.list_of(field, value)):
            if isinstance(row, dict):
                found.append((i, row))
            else:
                self.bad(f"{field}[{i}]", "must be a table")
        return found

    def vec(self, field: str, value: Any) -> Vec:
        if isinstance(value, list) and len(value) == 2:
            return (self.number(f"{field}[0]", value[0]), self.number(f"{field}[1]", value[1]))
        self.bad(field, "must be a point [x, y]")
        return (0.0, 0.0)

    # poses

    def poses(self, data: dict[str, Any]) -> dict[str, Pose]:
        base, tables = data.get("base", {}), data.get("poses")
        if not isinstance(base, dict):
            self.bad("base", "must be a table")
            base = {}
        if not isinstance(tables, dict) or not tables:
            self.bad("poses", "at least one pose is needed")
            return {}
        poses = {}
        for name, table in tables.items():
            if isinstance(table, dict):
                poses[name] = self.pose(f"poses.{name}", {**base, **table})
            else:
                self.bad(f"poses.{name}", "must be a table")
        self.one_anchor(poses)
        return poses

    def pose(self, field: str, data: dict[str, Any]) -> Pose:
        self.unknown(field, data, {"anchor", *TRUNK, *LIMBS})
        trunk = {name: self.number(f"{field}.{name}", data[name]) for name in TRUNK if name in data}
        limbs = {name: self.limb(f"{field}.{name}", name, data[name]) for name in LIMBS if name in data}
        return Pose(anchor=self.anchor(f"{field}.anchor", data.get("anchor")), **trunk, **limbs)

    def anchor(self, field: str, value: Any) -> Anchor:
        if not isinstance(value, dict):
            self.bad(field, 'must be { joint = "…", at = [x, y] }')
            return Anchor("hip", (0, 0))
        self.unknown(field, value, {"joint", "at"})
        return Anchor(
            self.choice(f"{field}.joint", value.get("joint"), JOINTS, "hip"),
            self.vec(f"{field}.at", value.get("at")),
        )

    def one_anchor(self, poses: dict[str, Pose]) -> None:
        joints = {pose.anchor.joint for pose in poses.values()}
        if len(joints) > 1:
            self.bad("poses", f"all poses must pin the same joint, not {', '.join(sorted(joints))}")
        for name, pose in poses.items():
            side, _, joint = pose.anchor.joint.partition("_")
            if not joint:
                continue
            limb = f"{side}_leg" if joint in ("knee", "ankle") else f"{side}_arm"
            if isinstance(getattr(pose, limb), Reach):
                self.bad(f"poses.{name}.{limb}", "holds the pinned joint, so it must be given by angles")

    def limb(self, field: str, name: str, value: Any) -> Limb:
        kind = name.split("_")[1]
        if isinstance(value, list):
            if len(value) != 3:
                self.bad(field, "needs three angles")
                return Angles()
            return Angles(*(Bend(self.number(f"{field}[{i}]", angle)) for i, angle in enumerate(value)))
        if not isinstance(value, dict):
            self.bad(field, "must be three angles or a table")
            return Angles()
        return (self.reach if "to" in value else self.angles)(field, kind, value)

    def angles(self, field: str, kind: str, data: dict[str, Any]) -> Angles:
        words = _LIMB_WORDS[kind]
        self.unknown(field, data, {"length", *sum(words, ())} | self.leg_only(kind, {"toes"}))
        upper, middle, end = (self.bend(field, pair, data) for pair in words)
        toes = self.number(f"{field}.toes", data.get("toes", 0))
        return Angles(upper, middle, end, self.length(field, data), toes)

    def reach(self, field: str, kind: str, data: dict[str, Any]) -> Reach:
        tip = _LIMB_WORDS[kind][2]
        self.unknown(field, data, {"to", "bend", "length", *tip} | self.leg_only(kind, {"toes", "ball"}))
        bend = self.choice(
            f"{field}.bend", data.get("bend", _DEFAULT_BEND[kind]), ("forward", "back"), "back"
        )
        reach = Reach(
            to=self.target(f"{field}.to", data["to"]),
            bend=1 if bend == "forward" else -1,
            end=self.bend(field, tip, data),
            ball=self.boolean(f"{field}.ball", data.get("ball", False)),
            length=self.length(field, data),
            toes=self.number(f"{field}.toes", data.get("toes", 0)),
        )
        if reach.ball and not reach.end.world:
            self.bad(f"{field}.foot", "a foot that stands on its ball needs a world direction")
        return reach

    def bend(self, field: str, words: tuple[str, str], data: dict[str, Any]) -> Bend:
        relative, world = words
        if relative in data and world in data:
            self.bad(field, f"give {relative} or {world}, not both")
        if world in data:
            return Bend(self.number(f"{field}.{world}", data[world]), world=True)
        return Bend(self.number(f"{field}.{relative}", data.get(relative, 0)))

    def length(self, field: str, data: dict[str, Any]) -> float:
        length = self.number(f"{field}.length", data.get("length", 1))
        if not MIN_LENGTH <= length <= 1:
            self.bad(f"{field}.length", f"must be between {MIN_LENGTH} and 1")
        return length

    @staticmethod
    def leg_only(kind: str, words: set[str]) -> set[str]:
        return words if kind == "leg" else set()

    def target(self, field: str, value: Any) -> Target:
        if isinstance(value, list):
            return Place(self.vec(field, value))
        if isinstance(value, dict) and "joint" in value:
            self.unknown(field, value, {"joint", "dx", "dy"})
            offset = (
                self.number(f"{field}.dx", value.get("dx", 0)),
                self.number(f"{field}.dy", value.get("dy", 0)),
            )
            return ByJoint(self.choice(f"{field}.joint", value["joint"], JOINTS, "hip"), offset)
        if isinstance(value, dict) and "segment" in value:
            self.unknown(field, value, {"segment", "along", "out"})
            return OnSegment(
                self.choice(f"{field}.segment", value["segment"], SEGMENTS, "near_thigh"),
                self.number(f"{field}.along", value.get("along", 0)),
                self.number(f"{field}.out", value.get("out", 0)),
            )
        self.bad(field, "must be [x, y], a joint with dx and dy, or a segment with along and out")
        return Place((0, 0))

    # scene

    def timeline(self, value: Any, poses: dict[str, Pose]) -> tuple[Step, ...]:
        steps = []
        for i, row in enumerate(self.list_of("timeline", value)):
            field = f"timeline[{i}]"
            if not isinstance(row, list) or len(row) != 3:
                self.bad(field, 'must be ["hold" or "move", seconds, pose]')
                continue
            kind = self.choice(field, row[0], ("hold", "move"), "hold")
            seconds = self.number(field, row[1])
            if seconds <= 0:
                self.bad(field, "seconds must be more than 0")
            steps.append(Step(kind, seconds, self.choice(field, row[2], tuple(poses), "")))
        if not steps:
            self.bad("timeline", "at least one step is needed")
        elif steps[0].kind != "hold" or steps[-1].pose != steps[0].pose:
            self.bad("timeline", "must start with a hold and come back to the same pose")
        self.holds_stay(steps)
        return tuple(steps)

    def holds_stay(self, steps: list[Step]) -> None:
        for i, (before, step) in enumerate(pairwise(steps), start=1):
            if step.kind == "hold" and step.pose != before.pose:
                self.bad(f"timeline[{i}]", f"holds {step.pose!r}, but the figure is in {before.pose!r}")

    def order(self, value: Any) -> tuple[str, ...]:
        names = self.list_of("order", value)
        if sorted(map(str, names)) != sorted(PARTS):
            self.bad("order", f"must name each of {', '.join(PARTS)} once")
            return PARTS
        return tuple(names)

    def arrows(self, value: Any) -> tuple[tuple[Vec, Vec, Vec], ...]:
        found = []
        for i, row in enumerate(self.list_of("arrows", value)):
            if not isinstance(row, list) or len(row) != 3:
                self.bad(f"arrows[{i}]", "must be three points: start, control, tip")
                continue
            start, control, tip = (self.vec(f"arrows[{i}][{k}]", point) for k, point in enumerate(row))
            found.append((start, control, tip))
        return tuple(found)

    def prop(self, field: str, data: dict[str, Any]) -> Prop:
        kind = self.choice(f"{field}.type", data.get("type"), tuple(KINDS), "mat")
        needed = KINDS[kind].needs
        ends = KINDS[kind].points
        self.unknown(field, data, {"type", "layer", *needed} | self.prop_extras(kind))
        for name in needed:
            if name not in data:
                self.bad(f"{field}.{name}", "is needed")
        points = self.list_of(f"{field}.points", data.get("points", []))
        if len(points) != ends:
            self.bad(f"{field}.points", f"needs {ends} points")
        return Prop(
            kind=kind,
            layer=self.choice(f"{field}.layer", data.get("layer", "back"), ("back", "front", *PARTS), "back"),
            size={name: self.number(f"{field}.{name}", data[name]) for name in needed if name in data},
            points=tuple(self.target(f"{field}.points[{i}]", point) for i, point in enumerate(points)),
            follow=self.choice(f"{field}.follow", data["follow"], JOINTS, "") if "follow" in data else "",
        )

    @staticmethod
    def prop_extras(kind: str) -> set[str]:
        extras = {"points"} if KINDS[kind].points else set()
        return extras | ({"follow"} if kind in FOLLOWERS else set())

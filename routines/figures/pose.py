"""What a figure is made of: limbs, poses, props, timeline. Plain values, built from TOML by `parse`."""

from dataclasses import dataclass

from routines.figures.geometry import Vec

LIMBS = ("near_leg", "far_leg", "near_arm", "far_arm")
PARTS = ("far_arm", "far_leg", "trunk", "near_leg", "muscles", "near_arm")
JOINTS = (
    "hip", "waist", "shoulder", "neck", "skull",
    "near_knee", "near_ankle", "far_knee", "far_ankle",
    "near_elbow", "near_wrist", "far_elbow", "far_wrist",
)  # fmt: skip
SEGMENTS = (
    "near_thigh", "near_shank", "near_foot", "far_thigh", "far_shank", "far_foot",
    "near_upper_arm", "near_forearm", "near_hand", "far_upper_arm", "far_forearm", "far_hand",
)  # fmt: skip
MUSCLES = ("psoas", "glutes")


class FigureError(ValueError):
    """A figure table that cannot be drawn; `problems` lists every one as `field: what is wrong`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Place:
    """A fixed point of the drawing."""

    at: Vec


@dataclass(frozen=True, slots=True)
class ByJoint:
    """A point that follows a joint at a fixed offset."""

    joint: str
    offset: Vec


@dataclass(frozen=True, slots=True)
class OnSegment:
    """A point on a limb: `along` 0..1 from its upper end or heel, `out` pixels off its front or sole."""

    segment: str
    along: float
    out: float


Target = Place | ByJoint | OnSegment


@dataclass(frozen=True, slots=True)
class Bend:
    """One joint of a limb: an angle against the bone above it, or against the world."""

    degrees: float
    world: bool = False


@dataclass(frozen=True, slots=True)
class Angles:
    """A limb given by its three joints, from the trunk outwards.

    `length` below 1 draws a limb that points towards the viewer; `toes` bends the toes up (legs only).
    """

    upper: Bend = Bend(0)
    middle: Bend = Bend(0)
    end: Bend = Bend(0)
    length: float = 1
    toes: float = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """A limb whose ankle, ball of the foot or wrist goes to a target."""

    to: Target
    bend: int
    end: Bend
    ball: bool = False
    length: float = 1
    toes: float = 0


Limb = Angles | Reach


@dataclass(frozen=True, slots=True)
class Anchor:
    """The joint that is pinned, and where."""

    joint: str
    at: Vec


@dataclass(frozen=True, slots=True)
class Pose:
    """A posture. `pelvis` leans forward, the spine above it flexes, `breath` lifts the belly."""

    anchor: Anchor
    pelvis: float = 0
    lumbar: float = 0
    chest: float = 0
    neck: float = 0
    head: float = 0
    breath: float = 0
    near_leg: Limb = Angles()
    far_leg: Limb = Angles()
    near_arm: Limb = Angles()
    far_arm: Limb = Angles()


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing in the picture: `size` holds the numbers its kind needs, `points` the ends of a band."""

    kind: str
    layer: str
    size: dict[str, float]
    points: tuple[Target, ...] = ()
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of the timeline: stay in a pose, or move to it."""

    kind: str
    seconds: float
    pose: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything needed to draw one exercise."""

    view: str
    poses: dict[str, Pose]
    timeline: tuple[Step, ...]
    hold: str
    props: tuple[Prop, ...]
    order: tuple[str, ...]
    highlight: tuple[str, ...]
    grip: bool
    arrows: tuple[tuple[Vec, Vec, Vec], ...]

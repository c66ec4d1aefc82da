"""The person who is drawn: lengths in pixels, outlines, colours. Who there is to choose from is in `bodies`.

Outlines are local to the joint nearest the trunk: +y runs along the limb, +x is the front of the person.
"""

from dataclasses import dataclass

from routines.figures.geometry import Vec

Parts = tuple[tuple[str, str], ...]  # style and SVG path data, drawn in this order


@dataclass(frozen=True, slots=True)
class Outlines:
    """SVG path data by body part. Parts in several colours are `Parts`."""

    thigh: Parts
    shank: Parts
    shin: str
    foot: str
    rearfoot: str
    toes: str
    upper_arm: str
    sleeve: str
    sleeve_seam: str
    forearm: str
    hand: str
    fist: str
    pelvis: str
    waistband: str
    neck: str
    head: Parts


@dataclass(frozen=True, slots=True)
class Body:
    """Segment lengths, contact radii and outlines of one person (stature about 300 px).

    `light` and `dark` are the colours in which this person differs, by token of `palette`.
    """

    name: str
    pelvis: float
    spine: float
    shoulder: float
    neck: float
    thigh: float
    shank: float
    upper_arm: float
    forearm: float
    ankle_height: float
    ball: Vec
    toe_tip: Vec
    heel: Vec
    toe_hinge: Vec
    knee_radius: float
    hip_radius: float
    chest_radius: float
    head_centre: Vec
    head_radius: float
    bun: tuple[Vec, float] | None
    shin_at: float
    shirt: tuple[Vec, ...]
    outlines: Outlines
    light: dict[str, str]
    dark: dict[str, str]

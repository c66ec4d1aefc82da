"""The people there are to choose from, as data. A third one is a third `Body` here.

The lengths are shared, so that every pose of the library fits everybody; outlines and colours are not.
"""

from dataclasses import replace

from routines.figures.body import Body, Outlines
from routines.figures.geometry import limb_outline, smooth_path

THIGH, SHANK, UPPER_ARM, FOREARM, NECK = 76.0, 74.0, 54.0, 45.0, 17.0

_FOOT = [
    (6.4, -5), (10, 0), (20, 4), (29, 6.2), (32.5, 9), (30, 11), (16, 11), (2, 10.6),
    (-8, 11), (-12, 8), (-11, 2), (-7, -4), (0, -7),
]  # fmt: skip
_REARFOOT = [
    (6.4, -5), (10, 0), (18, 3), (23.5, 5.4), (24.6, 8.6), (21, 11), (12, 10.8), (2, 10.6),
    (-8, 11), (-12, 8), (-11, 2), (-7, -4), (0, -7),
]  # fmt: skip
_TOES = [(-4, -3.2), (3, -2.6), (9.5, -1.2), (13, 1.8), (10.5, 4), (2, 4.2), (-3, 4), (-6, 0.6)]
_HAND = [(4.8, -2), (6, 6), (5.2, 13), (2, 18.5), (-2, 18), (-4.6, 11), (-5, 3), (-4.2, -3)]
_FIST = [(4.8, -3), (7.2, 3), (7.4, 9), (4, 12.6), (-1.5, 12.4), (-5, 8), (-5.4, 2), (-4.4, -3)]
_PELVIS = [
    (17, 3), (17, -10), (15, -22), (14.3, -34), (0, -35), (-14.3, -34), (-15.6, -22), (-20.5, -7),
    (-21.5, 6), (-15, 16), (0, 19), (12, 15),
]  # fmt: skip
_WAISTBAND = [(14.6, -22), (14.2, -34), (-14.2, -34), (-15.2, -22)]
_THIGH = limb_outline(THIGH, [(0, 17, 19), (0.3, 18, 17.5), (0.65, 14.5, 14), (1, 11.5, 11.5)])
_SHANK = limb_outline(SHANK * 0.84, [(0, 11.5, 11.5), (0.33, 9.5, 13.5), (0.74, 7.7, 9.3), (1, 7.4, 7.9)])
_PROFILE = (
    "M-7 5C-15 0-18.5-10-17-19C-15-30-6-36.5 4-36C13-35.5 18.5-29 18.8-21.5"
    "C18.9-18.5 18.6-16.8 19.2-15.2C20-13.2 22.2-11.2 21.8-10C21.5-9 19.6-8.8 19-8.2"
    "C18.6-7.4 19.4-6.4 18.8-5.2C18.4-4.2 18-3.6 18-2.4C18 1.4 15 3.2 11 2.8C7.5 2.6 5 4 3 8Z"
)
_EAR = "M1.8-14.6a3.6 4.3 0 1 1-2.6 7.4a4 4 0 0 1 2.6-7.4Z"

WITH_BUN = Body(
    name="bun",
    pelvis=30,
    spine=62,
    shoulder=50,
    neck=NECK,
    thigh=THIGH,
    shank=SHANK,
    upper_arm=UPPER_ARM,
    forearm=FOREARM,
    ankle_height=11,
    ball=(20, 11),
    toe_tip=(32, 9.5),
    heel=(-9, 11),
    toe_hinge=(20, 6.8),
    knee_radius=11.5,
    hip_radius=19,
    chest_radius=18,
    head_centre=(0, -17),
    head_radius=18,
    bun=((-14, -30), 9.5),
    shin_at=0.8,
    shirt=(
        (14, 8),
        (14.6, -8),
        (18.5, -28),
        (20, -43),
        (16.5, -57),
        (7, -66),
        (-5, -67.5),
        (-14, -61),
        (-19, -48),
        (-19.5, -30),
        (-16.4, -10),
        (-14.6, 8),
        (0, 10),
    ),
    outlines=Outlines(
        thigh=(("pants", _THIGH),),
        shank=(("pants", _SHANK),),
        shin=limb_outline(SHANK * 0.2, [(0, 7.4, 8.2), (1, 6.5, 6.5)]),
        foot=smooth_path(_FOOT, tension=1 / 6.5),
        rearfoot=smooth_path(_REARFOOT, tension=1 / 6.5),
        toes=smooth_path(_TOES),
        upper_arm=limb_outline(UPPER_ARM, [(0, 10.5, 10), (0.4, 9.5, 9), (1, 7.4, 7.4)]),
        sleeve=limb_outline(UPPER_ARM * 0.36, [(0, 11.6, 11.2), (0.7, 11, 10.6), (1, 10.6, 10.2)]),
        sleeve_seam="M-9.6 21.6Q0 25.4 10 21.6M-9-3Q-12 8-10.4 17",
        forearm=limb_outline(FOREARM, [(0, 7.4, 7.4), (0.25, 7.8, 7.4), (1, 5, 5)]),
        hand=smooth_path(_HAND),
        fist=smooth_path(_FIST),
        pelvis=smooth_path(_PELVIS, tension=1 / 7),
        waistband=smooth_path(_WAISTBAND, tension=0.04),
        neck=limb_outline(NECK, [(0, 8.4, 9.4), (1, 7.4, 7.8)]),
        head=(
            ("hair", "M-23.5-30a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0-19 0Z"),
            ("skin", _PROFILE),
            ("skin-shade", _EAR),
            ("face", "M10.2-15.6q2 1.5 4.2 .5M9.6-20.2q2.4-1.6 5-.8"),
            (
                "hair",
                "M17.6-25.5C13-25.5 8-24 5.6-20.4C4.2-18.2 3.6-15.6 2.2-14.6C.6-13.6-1.6-14.4-2.6-12.4"
                "C-3.6-10-2.4-6-4.6-3.4C-6-1.6-9-.4-11-1.6C-18-7-21-17-18-26C-15-35-5-40 4.6-39.4"
                "C13-39 18.6-33 17.6-25.5Z",
            ),
        ),
    ),
    light={},
    dark={},
)

_SHORTS = "M17.4 0C18.8 18 17.6 40 18.4 56Q0 60.5-17.6 56C-16.8 40-19-18-19 0A18.2 18.2 0 0 1 17.4 0Z"
_BARE_THIGH = limb_outline(THIGH, [(0, 12, 12), (0.3, 15, 14.5), (0.65, 14.2, 13.8), (1, 11.5, 11.5)])
_BARE_SHANK = limb_outline(SHANK * 0.84, [(0, 11.5, 11.5), (0.3, 9.6, 13.8), (0.7, 7.4, 9.2), (1, 6.6, 7)])
_NECK_LENGTH = 15.5

WITH_BEARD = replace(
    WITH_BUN,
    name="beard",
    neck=_NECK_LENGTH,
    bun=None,
    shirt=(
        (15, 8),
        (15.8, -8),
        (18.5, -26),
        (20.6, -42),
        (18.5, -57),
        (8.5, -66.5),
        (-6, -68),
        (-16.5, -62),
        (-20.5, -48),
        (-20.2, -30),
        (-17.4, -10),
        (-15, 8),
        (0, 10),
    ),
    outlines=replace(
        WITH_BUN.outlines,
        thigh=(("skin", _BARE_THIGH), ("pants", _SHORTS)),
        shank=(("skin", _BARE_SHANK),),
        shin=limb_outline(SHANK * 0.2, [(0, 6.9, 7.4), (1, 6.5, 6.5)]),
        upper_arm=limb_outline(UPPER_ARM, [(0, 12, 11.4), (0.4, 11, 10.4), (1, 8.2, 8.2)]),
        sleeve=limb_outline(UPPER_ARM * 0.44, [(0, 13, 12.4), (0.7, 12.6, 12), (1, 12.2, 11.6)]),
        sleeve_seam="M-11 26.4Q0 30.4 11.6 26.4M-10-3Q-13.4 9-11.6 20",
        forearm=limb_outline(FOREARM, [(0, 8.2, 8.2), (0.25, 8.8, 8.2), (1, 5.5, 5.5)]),
        neck=limb_outline(_NECK_LENGTH, [(0, 10, 11), (1, 9, 9.4)]),
        head=(
            ("skin", _PROFILE),
            (
                "hair",
                "M.4-11C.8-5 2 2 5.4 5C9 8 15.6 7.4 17.8 3.6C19 1.4 18.9-1 18.4-3.4L14.8-4.6L18.9-6.2"
                "L19.2-8.1C16.4-8.8 13.8-8.2 12.2-6.2C9.6-4.8 6.6-7 5-11C4-14 1-14 .4-11Z",
            ),
            (
                "hair",
                "M18-25.6C15-24.4 11.6-25.6 9-24.2C6.4-22.6 6.8-19.6 5.6-17C4.8-14 5-11 4-9.6C2-10 1-14 0-15"
                "C-2-15-2.4-11-4-8.4C-5.6-5-8.6-3.4-11.6-4.4C-17-8.6-20-17-18.2-25.6C-15.4-34.8-5-38.8 5-38"
                "C13.6-37.2 18.8-32.4 18-25.6Z",
            ),
            ("skin-shade", _EAR),
            ("face", "M10.2-15.6q2 1.5 4.2 .5M9.2-20.4q2.6-1.8 5.6-.8"),
        ),
    ),
    light={
        "skin": "#8F5B3D", "skin2": "#754730", "skin-far": "#6B412C", "hair": "#221A1C",
        "top": "#5A9BD4", "top-far": "#4179AE", "pants": "#3D4250", "pants2": "#545A6B",
        "pants-far": "#282C37",
    },
    dark={
        "skin": "#A56D4A", "skin2": "#86563A", "skin-far": "#7B4E35", "hair": "#52403B",
        "top": "#6CADE4", "top-far": "#4B86BB", "pants": "#8790A6", "pants2": "#9CA5BA",
        "pants-far": "#5D6579",
    },
)  # fmt: skip

BODIES = {body.name: body for body in (WITH_BUN, WITH_BEARD)}
DEFAULT = WITH_BUN.name

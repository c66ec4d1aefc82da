"""Cautions: what a person may have to keep in mind, and what each of them rules out or changes.

Two kinds. With an amber one (P…) a clinician has to agree before the first session; a flag (M…) keeps the
plan and takes exercises out of it by tag. Where an exercise's own "leave it out if" is stricter than the
tags, the exercise is named in `leaves_out`. Not yet reviewed by a clinician.

Sources, in short: ACOG Committee Opinion 804 (2020); Sunnybrook and Duke precaution pages (hip replacement);
Enseki 2023; Young JJ 2023; Brooke-Wavell 2022; Bartsch 2021; NICE NG59. "General knowledge" has not been
checked against a source; "our rule" is a cautious choice of our own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WORDING = "2026-11b"  # raise it when an answer changes in substance: older answers are then asked for again
HOLD_SECONDS_MAX = 10  # longest effortful hold with raised blood pressure
CHAIR_IN_REACH = "Hold on to a chair, or keep it in reach."

GROUPS: tuple[tuple[str, str], ...] = (
    ("birth", "Pregnancy and birth"),
    ("hip", "Your hips"),
    ("back", "Your back and legs"),
    ("inside", "Heart, eyes, bones and tummy"),
    ("hard", "What is hard right now"),
)


@dataclass(frozen=True, slots=True)
class Caution:
    """One line of the page "What should we keep in mind?".

    `reason` completes "not for you now: …". `change` says what it changes. `locks`: a clinician first.
    `removes` and `level_1` are tags; `without_chair` are tags ruled out unless a chair is at hand.
    `leaves_out`, `keeps`, `gentle` are slugs: ruled out, kept in spite of a tag, done at level 1 only.
    `limits` maps a slug or a tag to how it is done instead. `swaps` names a column of the swap map.
    `like` brings in the rules of other cautions, with this one's reason. `care` is said once a session.
    """

    id: str
    group: str
    label: str
    reason: str
    change: str
    source: str
    locks: bool = False
    removes: frozenset[str] = frozenset()
    without_chair: frozenset[str] = frozenset()
    level_1: frozenset[str] = frozenset()
    leaves_out: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()
    gentle: frozenset[str] = frozenset()
    limits: Mapping[str, str] = field(default_factory=dict)
    short_holds: bool = False
    chair_only: bool = False
    care: str = ""
    like: tuple[str, ...] = ()
    swaps: str = ""


LUNGES = frozenset({"low-lunge-stretch", "half-kneeling-hip-flexor-stretch"})
_PRESSURE = frozenset({"abd_pressure"})
_STRAIN = LUNGES | {
    "boat-pose", "dead-bug", "leg-swing", "seated-banded-march", "standing-psoas-march", "straight-leg-raise",
}  # fmt: skip

PREGNANCY_AND_BIRTH = (
    Caution(
        id="M1",
        group="birth",
        label="I am pregnant, up to 16 weeks",
        reason="you are pregnant",
        change="No roller, no hanging, nothing that presses hard in the tummy.",
        source="ACOG Committee Opinion 804 (2020)",
        removes=frozenset({"abd_pressure", "hang", "iap_high"}),
        care="Breathe all the way through. Keep the effort at 5 out of 10 or less.",
    ),
    Caution(
        id="M2",
        group="birth",
        label="I am pregnant, 16 weeks or more",
        reason="you are 16 weeks pregnant or more",
        change="Nothing flat on the back or the front, no roller, no hanging, no fast or straining moves. "
        "Side-lying, seated, standing, or on hands and knees instead.",
        source="ACOG Committee Opinion 804 (2020); lying flat from 16 weeks: general knowledge",
        removes=frozenset({"abd_pressure", "hang", "supine", "prone", "iap_high", "dynamic_fast"}),
        limits={
            "low-lunge-stretch": "Small range. Leave it out if your pelvic joints hurt.",
            "half-kneeling-hip-flexor-stretch": "Small range. Leave it out if your pelvic joints hurt.",
            "childs-pose": "Keep your knees wide apart.",
            "standing-hip-circles": "Small circles, and open the leg less far.",
        },
        care="Small ranges. Stop if you feel dizzy.",
        swaps="lying",
    ),
    Caution(
        id="M3",
        group="birth",
        label="I gave birth in the last 6 months, or my tummy domes, or I leak or feel heaviness below",
        reason="your tummy and pelvic floor are still recovering",
        change="No straining moves until nothing domes any more. Dead bug stays at its gentlest. A "
        "pelvic-health "
        "physiotherapist can check you and tell you when to go on.",
        source="General knowledge",
        removes=frozenset({"iap_high", "hang", "hip_flexor_load_high"}),
        gentle=frozenset({"dead-bug"}),
        limits={"dead-bug": "Stop if your tummy domes."},
        care="Breathe out on every effort. Stop if your tummy domes.",
    ),
    Caution(
        id="P6",
        group="birth",
        label="My pregnancy has complications, or I was told not to exercise, or I gave birth less than "
        "6 weeks "
        "ago (12 after a caesarean)",
        reason="you are pregnant or gave birth lately",
        change="A clinician agrees first. Then level 1, without strain or pressure.",
        source="ACOG Committee Opinion 804 (2020); the weeks: general knowledge",
        locks=True,
        like=("M1", "M3"),
    ),
)

HIPS = (
    Caution(
        id="P2",
        group="hip",
        label="I have a hip replacement, and I have movement rules or don’t know if I do",
        reason="you have a hip replacement",
        change="A clinician agrees first. Then level 1, and only what suits every kind of hip "
        "replacement. When "
        "you know which way yours was put in, tick that instead.",
        source="Hip-replacement precaution pages (Sunnybrook; Duke)",
        locks=True,
        like=("M4", "M5"),
    ),
    Caution(
        id="M4",
        group="hip",
        label="I have a hip replacement put in from the front, and I am cleared to exercise",
        reason="your hip replacement should not be taken far back",
        change="No stretch that takes the leg far back, and no hanging. The standing stretch stays, at "
        "half range.",
        source="Hip-replacement precaution pages (Sunnybrook; Duke)",
        removes=frozenset({"hip_ext_end", "hang"}),
        leaves_out=frozenset({"psoas-release-foam-roller", "leg-swing", "standing-hip-circles"}),
        keeps=frozenset({"standing-hip-flexor-stretch"}),
        gentle=frozenset({"standing-hip-flexor-stretch"}),
        limits={"standing-hip-flexor-stretch": "Half the range only, and never turn the foot out."},
    ),
    Caution(
        id="M5",
        group="hip",
        label="I have a hip replacement put in from the back, and I am cleared to exercise",
        reason="your hip replacement should not be bent far",
        change="Nothing that bends the hip past a right angle. Standing marches stay, with the knee "
        "below hip height.",
        source="Hip-replacement precaution pages (Sunnybrook; Duke)",
        removes=frozenset({"hip_flex_deep"}),
        leaves_out=frozenset(
            {
                "psoas-release-foam-roller",
                "couch-stretch",
                "side-lying-hip-flexor-stretch",
                "leg-swing",
                "standing-hip-circles",
            }
        ),
        keeps=frozenset({"standing-psoas-march"}),
        limits={
            "standing-psoas-march": "Keep the knee below hip height.",
            "marching-in-place": "Stay standing, and keep your knees below hip height.",
            "dead-bug": "Keep your feet on the floor and march them, one at a time.",
        },
        care="Don’t cross your legs or turn the leg inwards.",
    ),
    Caution(
        id="M6",
        group="hip",
        label="I have arthritis in a hip (osteoarthritis)",
        reason="you have hip arthritis",
        change="Nothing is taken out: exercise is the first thing recommended. Work in a range that "
        "does not pinch.",
        source="Young JJ 2023",
        care="Stay short of any pinch. Seated and standing versions are as good.",
    ),
    Caution(
        id="M7",
        group="hip",
        label="The front of a hip pinches (impingement, FAI, or a torn labrum with symptoms)",
        reason="the front of your hip pinches",
        change="Nothing that bends the hip deeply, and no deep lunge. Standing marches stay below hip "
        "height.",
        source="Enseki 2023 (not checked)",
        removes=frozenset({"hip_flex_deep"}),
        leaves_out=LUNGES,
        keeps=frozenset({"standing-psoas-march"}),
        limits={
            "standing-psoas-march": "Lift to just below hip height at most (about 80°).",
            "marching-in-place": "Stay standing, and keep your knees below hip height.",
            "standing-hip-circles": "Small circles that don’t pinch.",
            "straight-leg-raise": "A smaller lift, up to 45°.",
        },
        swaps="groin",
    ),
    Caution(
        id="M8",
        group="hip",
        label="My hips are very flexible or feel unstable",
        reason="your hips are very flexible",
        change="Stretches that take the leg far back stay at level 1, without lunges. Strength does you "
        "more good.",
        source="General knowledge",
        level_1=frozenset({"hip_ext_end"}),
        leaves_out=LUNGES | {"couch-stretch"},
        limits={"hip_ext_end": "Stop well before the end of the range."},
    ),
    Caution(
        id="P7",
        group="hip",
        label="A hip locks, catches painfully or gives way, or I have dysplasia or a labral tear",
        reason="your hip locks, catches or gives way",
        change="A clinician agrees first. Then level 1, without deep bending, lunges or end ranges.",
        source="Enseki 2023 (not checked)",
        locks=True,
        like=("M7", "M8"),
    ),
    Caution(
        id="P8",
        group="hip",
        label="I strained my hip flexor or groin in the last 72 hours, with bruising, or something popped",
        reason="your strain is fresh",
        change="Rest first, and a clinician agrees. Then level 1, without loading the strained muscle.",
        source="General knowledge",
        locks=True,
        removes=frozenset({"hip_flexor_load_high", "dynamic_fast"}),
        leaves_out=_STRAIN,
    ),
)

BACK_AND_LEGS = (
    Caution(
        id="M13",
        group="back",
        label="Sciatica: pain down the leg that comes from the back",
        reason="you have pain down the leg",
        change="No straight-leg raises, and nothing that rounds or loads the lower back.",
        source="General knowledge; NICE NG59 for how it is cared for",
        removes=frozenset({"hip_flexor_load_high", "spine_flex_load"}),
    ),
    Caution(
        id="M14",
        group="back",
        label="Arching hurts my back (for example spinal stenosis or spondylolisthesis)",
        reason="arching hurts your back",
        change="No bridges. Stretches that take the leg far back stay at level 1, with the tailbone "
        "tucked first.",
        source="General knowledge",
        removes=frozenset({"spine_ext_load"}),
        level_1=frozenset({"hip_ext_end"}),
        limits={
            "reclined-psoas-stretch": "Put a cushion under the thigh, and tuck your tailbone first.",
            "leg-swing": "Swing less far back.",
            "hip_ext_end": "Tuck your tailbone first, and keep the tuck.",
        },
        swaps="arching",
    ),
    Caution(
        id="M15",
        group="back",
        label="Bending forward or sitting hurts my back",
        reason="bending hurts your back",
        change="Nothing that rounds the lower back. Standing and bridge work instead.",
        source="General knowledge",
        removes=frozenset({"spine_flex_load"}),
    ),
    Caution(
        id="P4",
        group="back",
        label="My back is stiff for more than half an hour every morning, eases with movement, and it "
        "began before "
        "I was 45; or I have psoriasis, an inflamed eye or a bowel disease with it",
        reason="your back is stiff in the morning",
        change="A doctor should look at it first: it can be a kind of inflammation. Then level 1.",
        source="NICE NG59 (spondyloarthritis)",
        locks=True,
    ),
    Caution(
        id="P9",
        group="back",
        label="My hip or back has hurt for more than 12 weeks, or it limits my work, sleep or walking",
        reason="your pain has lasted long",
        change="Nothing is locked. See a physiotherapist as well; beginning gently, at level 1, is wise.",
        source="The article PsoasFit is built on: chronic hip or back pain, consult a physical therapist",
    ),
    Caution(
        id="P10",
        group="back",
        label="I have a neurological condition, fall often, or cannot get up from the floor",
        reason="a session on a chair is safer for you",
        change="A clinician agrees first. Then sessions on a chair.",
        source="Our rule",
        locks=True,
        chair_only=True,
        like=("M21", "M22"),
    ),
)

INSIDE = (
    Caution(
        id="P5",
        group="inside",
        label="I have heart disease, had a stroke, or my blood pressure is not under control "
        "(160/90 or more)",
        reason="your heart or blood pressure needs care",
        change="A clinician agrees first. At 180/110 or more don’t start; at 160/90 or more have it "
        "checked. Then "
        "level 1, with short holds and no straining.",
        source="General knowledge, as in pre-exercise questionnaires",
        locks=True,
        removes=frozenset({"iap_high"}),
        like=("M11",),
    ),
    Caution(
        id="M11",
        group="inside",
        label="I have high blood pressure that is under control",
        reason="your blood pressure is high",
        change="Holds of at most 10 seconds where muscles work hard, and no hanging.",
        source="General knowledge",
        removes=frozenset({"hang"}),
        short_holds=True,
        care="Never hold your breath: count aloud. Keep the effort at 6 out of 10 or less.",
    ),
    Caution(
        id="M12",
        group="inside",
        label="I have glaucoma, or had an eye operation",
        reason="pressure in your eyes should stay low",
        change="No straining, no hanging, no head below the heart. Bridges stay low.",
        source="General knowledge",
        removes=frozenset({"iap_high", "hang"}),
        leaves_out=frozenset({"childs-pose"}),
        limits={
            "bridge-pose": "Stay low: a few centimetres off the floor.",
            "bridge-march": "Stay low: a few centimetres off the floor.",
        },
        care="Keep your head above your heart, and don’t hold your breath.",
    ),
    Caution(
        id="M9",
        group="inside",
        label="I have osteoporosis, or broke a bone in my spine in the past",
        reason="your bones need care",
        change="No strong rounding of the back, no fast or straining moves, no roller. A straight trunk "
        "instead. After a broken spine bone, no more impact than in brisk walking.",
        source="Brooke-Wavell 2022; the roller: Bartsch 2021",
        removes=frozenset({"spine_flex_load", "dynamic_fast", "iap_high"}),
        leaves_out=frozenset({"psoas-release-foam-roller"}),
        limits={"cat-cow": "Small range, no strong rounding."},
        care="Keep your trunk straight.",
    ),
    Caution(
        id="P3",
        group="inside",
        label="I have a fracture, a stress fracture or a hip bone with poor blood supply (avascular "
        "necrosis)",
        reason="your bone needs care",
        change="A clinician agrees first. Then level 1, without fast moves, strain or pressure.",
        source="General knowledge",
        locks=True,
        removes=frozenset({"abd_pressure", "dynamic_fast", "hang", "iap_high"}),
    ),
    Caution(
        id="M10",
        group="inside",
        label="I have a hernia, or it was repaired less than 12 weeks ago",
        reason="you have a hernia",
        change="No straining moves, no hanging, no roller.",
        source="NHS-type leaflet; our rule",
        removes=frozenset({"iap_high", "abd_pressure", "hang", "hip_flexor_load_high"}),
        care="Breathe out on every effort. Stop if it bulges or aches.",
    ),
    Caution(
        id="M19",
        group="inside",
        label="I take blood thinners, had a clot, bruise easily, or have numb skin",
        reason="pressure is not for you",
        change="No roller.",
        source="Bartsch 2021",
        removes=_PRESSURE,
    ),
    Caution(
        id="M20",
        group="inside",
        label="I have a tummy or pelvic condition, or recent pain in my tummy",
        reason="your tummy needs care",
        change="No roller and no straining moves.",
        source="Our rule",
        removes=frozenset({"abd_pressure", "iap_high"}),
    ),
    Caution(
        id="P12",
        group="inside",
        label="I have an aortic aneurysm, a graft in a blood vessel, active cancer or a clotting disorder",
        reason="pressure is not for you",
        change="A clinician agrees first. Then level 1, and never the roller.",
        source="NHS vascular leaflet; no direct pressure: our rule",
        locks=True,
        removes=_PRESSURE,
    ),
    Caution(
        id="P1",
        group="inside",
        label="I had surgery on a hip, my spine, tummy, groin or pelvis in the last 12 weeks",
        reason="you had surgery lately",
        change="A clinician agrees first. Then level 1, without strain or pressure.",
        source="General knowledge",
        locks=True,
        removes=frozenset({"abd_pressure", "hang", "hip_flexor_load_high", "iap_high"}),
    ),
)

HARD_NOW = (
    Caution(
        id="M16",
        group="hard",
        label="Kneeling hurts, or I have a knee replacement",
        reason="kneeling is hard for you",
        change="Standing, side-lying or lying versions instead of kneeling ones.",
        source="Our rule",
        removes=frozenset({"kneel"}),
        swaps="kneeling",
    ),
    Caution(
        id="M17",
        group="hard",
        label="Weight on my wrists or shoulders",
        reason="weight on your wrists is hard for you",
        change="Nothing on the hands, and no hanging.",
        source="Our rule",
        removes=frozenset({"wrist_load", "hang"}),
    ),
    Caution(
        id="M18",
        group="hard",
        label="Lying flat: I get dizzy, breathless or have reflux",
        reason="lying flat is hard for you",
        change="Seated, standing and side-lying versions instead of lying flat on the back.",
        source="Our rule",
        removes=frozenset({"supine"}),
        swaps="lying",
    ),
    Caution(
        id="M22",
        group="hard",
        label="Getting down to the floor and up again",
        reason="the floor is hard to reach for you",
        change="Versions on a chair, on a bed or standing.",
        source="Our rule",
        removes=frozenset({"floor_transfer"}),
    ),
    Caution(
        id="M21",
        group="hard",
        label="Balance: I am unsteady, or fell in the last year",
        reason="your balance is unsure",
        change="No fast moves and no hanging. Standing exercises only with a chair to hold.",
        source="General knowledge",
        removes=frozenset({"dynamic_fast", "hang"}),
        without_chair=frozenset({"balance"}),
        limits={"balance": CHAIR_IN_REACH},
        care="Keep a firm chair in reach all the time.",
    ),
)

CAUTIONS: tuple[Caution, ...] = (*PREGNANCY_AND_BIRTH, *HIPS, *BACK_AND_LEGS, *INSIDE, *HARD_NOW)
BY_ID: dict[str, Caution] = {caution.id: caution for caution in CAUTIONS}
CHANGES_SOON = frozenset({"M1"})  # becomes stricter with time, so it is asked again with the safety questions


def record(ids: Iterable[str]) -> dict[str, dict]:
    """Answers as they are kept: every line of the page, id → {"yes", "wording", "text"}."""
    ticked = set(ids)
    return {
        caution.id: {"yes": caution.id in ticked, "wording": WORDING, "text": caution.label}
        for caution in CAUTIONS
    }


def chosen(ids: Iterable[str]) -> tuple[Caution, ...]:
    """The cautions with these ids, in the order of the page; ids of an older wording are passed over."""
    wanted = set(ids)
    return tuple(caution for caution in CAUTIONS if caution.id in wanted)


def locking(ids: Iterable[str]) -> tuple[Caution, ...]:
    """Those of them that wait for a clinician's word."""
    return tuple(caution for caution in chosen(ids) if caution.locks)

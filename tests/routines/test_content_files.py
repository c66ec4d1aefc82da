"""The content itself: the article's exercises, doses, tags and wording, against the figures of the source."""

import re

import pytest

from routines.content import LEVELS, Item, read_content

LIBRARY = read_content()
EXERCISES = {item.slug: item.row for item in LIBRARY.exercises}
ROUTINES = {item.slug: item for item in LIBRARY.routines}

ARTICLE = [
    ("low-lunge-stretch", "Low lunge stretch"),
    ("psoas-release-foam-roller", "Psoas release with a foam roller"),
    ("reclined-psoas-stretch", "Reclined psoas stretch"),
    ("bridge-pose", "Bridge pose"),
    ("hanging-leg-raise", "Hanging leg raises"),
    ("seated-banded-march", "Seated marches with resistance bands"),
    ("bridge-march", "Bridge marches"),
    ("mountain-climber", "Mountain climbers"),
    ("boat-pose", "Boat pose (Navasana)"),
]

# slug: safety tags, then seconds at levels 1, 2 and 3 as published with the doses
SOURCE = {
    "low-lunge-stretch": ("kneel hip_ext_end floor_transfer", (130, 250, 340)),
    "psoas-release-foam-roller": ("prone abd_pressure floor_transfer", (90, 120, 230)),
    "reclined-psoas-stretch": ("supine hip_ext_end hip_flex_deep", (170, 230, 290)),
    "bridge-pose": ("supine spine_ext_load iso_hold floor_transfer", (90, 120, 200)),
    "hanging-leg-raise": ("hang iap_high hip_flexor_load_high hip_flex_deep", (140, 278, 344)),
    "seated-banded-march": ("hip_flex_deep", (193, 240, 428)),
    "bridge-march": ("supine spine_ext_load floor_transfer", (129, 193, 380)),
    "mountain-climber": (
        "wrist_load dynamic_fast iap_high hip_flexor_load_high hip_flex_deep floor_transfer",
        (161, 254, 230),
    ),
    "boat-pose": (
        "iso_hold iap_high spine_flex_load hip_flexor_load_high hip_flex_deep floor_transfer",
        (90, 140, 190),
    ),
    "cat-cow": ("wrist_load kneel floor_transfer", (56, 68, 80)),
    "pelvic-tilt": ("supine floor_transfer", (60, 70, 135)),
    "marching-in-place": ("balance", (65, 80, 110)),
    "standing-hip-circles": ("balance", (68, 100, 148)),
    "leg-swing": ("balance dynamic_fast", (52, 60, 80)),
    "half-kneeling-hip-flexor-stretch": ("kneel hip_ext_end floor_transfer", (130, 250, 340)),
    "couch-stretch": ("kneel hip_ext_end floor_transfer", (130, 210, 290)),
    "standing-hip-flexor-stretch": ("hip_ext_end balance", (130, 170, 250)),
    "side-lying-hip-flexor-stretch": ("hip_ext_end floor_transfer", (130, 170, 230)),
    "dead-bug": ("supine floor_transfer", (165, 225, 380)),
    "straight-leg-raise": ("supine hip_flexor_load_high floor_transfer", (136, 272, 408)),
    "standing-psoas-march": ("balance hip_flex_deep", (146, 225, 380)),
    "seated-knee-lift-hold": ("iso_hold hip_flex_deep", (100, 154, 255)),
    "constructive-rest": ("supine floor_transfer", (140, 260, 380)),
    "breathing-90-90": ("supine floor_transfer", (92, 116, 140)),
    "childs-pose": ("kneel hip_flex_deep spine_flex_load floor_transfer", (50, 65, 125)),
}


def seconds_of(exercise: dict, level: str) -> int:
    """20 s to set up, every bout of work, and a rest between bouts; each side is a bout of its own."""
    dose = exercise["dose"][level]
    bouts = dose["sets"] * (2 if exercise["sides"] == "each" else 1)
    if "hold_seconds" in dose:
        work = dose["hold_seconds"]
    else:
        work = dose["reps"] * dose["seconds_per_rep"] * (2 if exercise["sides"] == "alternating" else 1)
    return 20 + bouts * work + (bouts - 1) * dose["rest_seconds"]


def mains(routine: Item) -> list[str]:
    return [step["exercise"] for step in routine.steps if step["role"] == "main"]


def texts(value) -> list[str]:
    """Every text in a row, at any depth."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return []
    return [text for inner in value for text in texts(inner)]


def test_library_has_the_nine_of_the_article_first_under_their_own_names():
    rows = sorted(EXERCISES.items(), key=lambda item: item[1]["order"])
    assert [(slug, row["name"]) for slug, row in rows if row["article"]] == ARTICLE
    assert [row["order"] for _, row in rows] == list(range(1, 26))
    assert [slug for slug, _ in rows] == list(SOURCE)


def test_ready_sessions_hold_exactly_the_lists_of_the_article():
    stretch, strength = ROUTINES["stretch"], ROUTINES["strength"]
    assert mains(stretch) == [slug for slug, _ in ARTICLE[:4]]
    assert mains(strength) == [slug for slug, _ in ARTICLE[4:]]
    assert list(ROUTINES) == ["strength", "stretch"]
    assert (stretch.row["kind"], strength.row["kind"]) == ("stretch", "strength")
    assert stretch.row["article"]
    assert strength.row["article"]


@pytest.mark.parametrize("slug", ["stretch", "strength"])
def test_ready_session_warms_up_first_and_cools_down_last(slug):
    roles = [step["role"] for step in ROUTINES[slug].steps]
    order = ["warm-up", "main", "cool-down"]
    assert roles == sorted(roles, key=order.index)
    assert roles.count("warm-up") >= 2
    assert roles.count("cool-down") >= 1


@pytest.mark.parametrize("slug", ["stretch", "strength"])
def test_ready_session_carries_the_safety_facts_of_the_article(slug):
    row = ROUTINES[slug].row
    for fact in ("discomfort", "Sharp pain is a red flag", "chronic", "physical therapist", "blocks, straps"):
        assert fact in row["safety"]
    assert "Drink" in row["hydration"]
    assert "Listen to your body" in row["rest"]


@pytest.mark.parametrize("slug", SOURCE)
def test_tags_are_those_of_the_source(slug):
    assert EXERCISES[slug]["tags"] == SOURCE[slug][0].split()


@pytest.mark.parametrize("slug", SOURCE)
def test_doses_take_the_time_the_source_gives(slug):
    assert tuple(seconds_of(EXERCISES[slug], level) for level in LEVELS) == SOURCE[slug][1]


def test_levels_and_gates_are_those_of_the_source():
    assert {slug for slug, row in EXERCISES.items() if row["level_required"] == 2} == {
        "couch-stretch",
        "mountain-climber",
        "boat-pose",
    }
    assert {slug: row["gate"] for slug, row in EXERCISES.items() if row["gate"]} == {
        "hanging-leg-raise": "hanging",
        "psoas-release-foam-roller": "roller",
    }


def test_release_stays_off_the_belly_and_refuses_every_risk_of_the_source():
    row = EXERCISES["psoas-release-foam-roller"]
    assert "never on the belly" in " ".join(row["steps"])
    assert "never on the belly" in row["cue"]
    risks = " ".join(row["skip_if"]).lower()
    for risk in (
        "pregnant", "aneurysm", "throbbing", "hernia", "12 weeks", "replacement", "clot", "thinners",
        "bowel", "graft", "stent", "fracture", "broken", "numb", "cancer",
    ):  # fmt: skip
        assert risk in risks


@pytest.mark.parametrize("slug", [*EXERCISES, *ROUTINES])
def test_wording_promises_no_cure_and_no_posture(slug):
    row = EXERCISES.get(slug) or ROUTINES[slug].row
    banned = re.compile(
        r"\b(cures?|heals?|posture|damaged?|crooked|guarantee|out of place|inhibit\w*)\b", re.I
    )
    assert [text for text in texts(row) if banned.search(text)] == []


@pytest.mark.parametrize("slug", EXERCISES)
def test_every_exercise_offers_help_for_those_who_cannot_do_it(slug):
    row = EXERCISES[slug]
    assert row["easier"]["text"]
    assert row["substitute"]["text"]
    assert len(row["stop_if"]) >= 1
    assert len(row["skip_if"]) >= 1
    assert row["figure_sentence"].startswith("Seen from ")

"""The ladders of all exercises, and what moving on them can and cannot do."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.adaptation import Outcome, Ruling
from routines.content import read_content
from routines.ladder import OFF, Place, is_effortful_hold, ladder_of, moved, rung_at
from routines.models import Exercise
from routines.session_plan import dose_text


@cache
def library():
    return {item.slug: Exercise(slug=item.slug, **item.row) for item in read_content().exercises}


@cache
def ladder(slug):
    return ladder_of(library()[slug])


SLUGS = sorted(library())
GROWN = Ruling("C9", Outcome.PROGRESS, "A little more.", steps=1)
GROWN_MORE = Ruling("C10", Outcome.PROGRESS, "A bigger step.", steps=2)
HELD = Ruling("C5", Outcome.HOLD, "Held.")
UNKNOWN = Ruling("C8", Outcome.HOLD, "Held.")
BACK = Ruling("C3", Outcome.REGRESS, "One step back.", steps=-1)
RESTED = Ruling("C2", Outcome.REST, "Rest.", steps=-2, fewer_sets=1)
RULINGS = (GROWN, GROWN_MORE, HELD, UNKNOWN, BACK, RESTED)


def words(slug):
    return [dose_text(dose, "both") for dose in ladder(slug).rungs]


@pytest.mark.parametrize(
    ("slug", "rungs"),
    [
        ("low-lunge-stretch", ["2 × 20 s", "3 × 20 s", "3 × 30 s", "3 × 45 s"]),
        ("couch-stretch", ["2 × 20 s", "2 × 30 s", "2 × 40 s", "2 × 50 s", "2 × 60 s", "3 × 60 s"]),
        ("reclined-psoas-stretch", ["2 × 30 s", "2 × 45 s", "2 × 60 s", "3 × 60 s"]),
        ("standing-hip-flexor-stretch", ["2 × 20 s", "2 × 30 s", "3 × 30 s", "3 × 45 s"]),
        ("boat-pose", ["3 × 10 s", "3 × 15 s", "3 × 20 s", "3 × 25 s", "3 × 30 s"]),
        ("seated-knee-lift-hold", ["3 × 5 s", "3 × 8 s", "4 × 8 s", "4 × 10 s", "5 × 10 s"]),
    ],
)
def test_holds_step_as_the_text_says(slug, rungs):
    assert words(slug) == rungs


@pytest.mark.parametrize(
    ("slug", "rungs"),
    [
        ("dead-bug", [(2, 5), (2, 6), (2, 8), (3, 8)]),
        ("bridge-march", [(2, 4), (2, 6), (2, 8), (2, 10), (3, 10)]),
        ("straight-leg-raise", [(1, 8), (2, 8), (3, 8)]),
        ("hanging-leg-raise", [(2, 5), (2, 6), (3, 6), (3, 8)]),
    ],
)
def test_counted_exercises_step_as_the_text_says(slug, rungs):
    assert [(dose["sets"], dose["reps"]) for dose in ladder(slug).rungs] == rungs


def test_a_faster_tempo_comes_by_itself_and_last():
    rungs = [
        (dose["sets"], dose["reps"], dose["seconds_per_rep"]) for dose in ladder("mountain-climber").rungs
    ]
    assert rungs[:4] == [(2, 6, 4), (2, 8, 4), (3, 8, 4), (3, 8, 3)]
    assert rungs[-2:] == [(3, 15, 3), (3, 15, 1)]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_doses_of_the_levels_are_rungs(slug):
    found = [ladder(slug).rungs[ladder(slug).rung_of_level(level)] for level in (1, 2, 3)]
    assert found == [library()[slug].dose[level] for level in ("1", "2", "3")]
    assert ladder(slug).rung_of_level(1) == 0


@pytest.mark.parametrize("slug", SLUGS)
def test_every_rung_asks_for_more_than_the_one_below(slug):
    for low, high in zip(ladder(slug).rungs, ladder(slug).rungs[1:], strict=False):
        assert load(high) > load(low)
        assert high["sets"] >= low["sets"]
        assert amount(high) >= amount(low)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_step_is_bigger_than_the_text_allows(slug):
    exercise = library()[slug]
    largest = 2 if "reps" in exercise.dose["1"] else 5 if is_effortful_hold(exercise) else 15
    for low, high in zip(ladder(slug).rungs, ladder(slug).rungs[1:], strict=False):
        sets, more = high["sets"] - low["sets"], amount(high) - amount(low)
        faster = low.get("seconds_per_rep") != high.get("seconds_per_rep")
        assert [bool(sets), bool(more), faster].count(True) == 1  # one change at a time (4.2 rule 7)
        assert sets <= 1
        assert more <= largest


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if library()[slug].kind == "stretch"])
def test_stretches_grow_within_their_limits(slug):
    top = ladder(slug).rungs[-1]
    of_level_3 = library()[slug].dose["3"]
    assert top["sets"] == 3
    longest = 60 if slug == "reclined-psoas-stretch" else 45
    assert top["hold_seconds"] <= max(longest, of_level_3["hold_seconds"])


def amount(dose):
    return dose.get("hold_seconds") or dose["reps"]


def load(dose):
    """Work by sets and amount; the same at a faster tempo is more."""
    return (dose["sets"] * amount(dose), -dose.get("seconds_per_rep", 0))


# --- Standing on it ------------------------------------------------------------------------------------

LUNGE = "low-lunge-stretch"  # levels on rungs 0, 2 and 3


@pytest.mark.parametrize(
    ("place", "level", "rung"),
    [
        (None, 1, 0),
        (None, 2, 2),
        (Place(level=1, offset=1), 1, 1),
        (Place(level=1, offset=1), 2, 2),  # what it grew by is in the higher level
        (Place(level=2, offset=1), 2, 3),
        (Place(level=2, offset=1), 1, 0),  # the level was lowered
        (Place(level=2, offset=-1, held=True), 2, 1),
        (Place(level=2, offset=-1, held=True), 3, 1),  # held while the plan moves on
        (Place(level=2, offset=-2, held=True), 1, 0),
        (Place(level=1, offset=0, held=True), 3, 0),
        (Place(level=1, offset=0), 3, 3),
        (Place(level=1, offset=-1, held=True), 1, OFF),
        (Place(level=1, offset=-1, held=True), 2, OFF),
        (Place(level=1, offset=-9, held=True), 2, OFF),
    ],
)
def test_where_someone_stands(place, level, rung):
    assert rung_at(ladder(LUNGE), place, level=level) == rung


def test_a_warm_up_never_goes_above_its_level():
    assert rung_at(ladder(LUNGE), Place(level=1, offset=1), level=1, grows=False) == 0


@pytest.mark.parametrize(
    ("rung", "level", "ruling", "expected"),
    [
        (0, 1, GROWN, (1, False)),
        (1, 1, GROWN, None),  # one step above the level is as far as it goes
        (0, 1, GROWN_MORE, (1, False)),
        (0, 2, GROWN, (-1, True)),  # still catching up
        (1, 2, GROWN, (0, False)),
        (2, 2, HELD, (0, True)),
        (2, 2, UNKNOWN, None),
        (2, 2, BACK, (-1, True)),
        (2, 2, RESTED, (-2, True)),
        (0, 1, BACK, (0, True)),
        (0, 1, RESTED, (0, True)),
    ],
)
def test_where_a_ruling_leads(rung, level, ruling, expected):
    place = moved(ladder(LUNGE), rung=rung, level=level, ruling=ruling, may_leave=False)
    assert (place and (place.offset, place.held)) == expected


def test_only_what_was_itself_painful_leaves_the_ladder():
    left = moved(ladder(LUNGE), rung=0, level=1, ruling=BACK, may_leave=True)
    assert rung_at(ladder(LUNGE), left, level=1) == OFF
    far = moved(ladder(LUNGE), rung=0, level=1, ruling=RESTED, may_leave=True)
    assert far.offset == OFF


@given(
    st.sampled_from(SLUGS),
    st.lists(st.tuples(st.sampled_from(RULINGS), st.integers(1, 3), st.booleans()), max_size=30),
)
def test_no_history_of_rulings_leads_above_one_step_over_the_plan(slug, events):
    place, steps = None, ladder(slug)
    for ruling, level, may_leave in events:
        rung = rung_at(steps, place, level=level)
        assert OFF <= rung <= steps.rung_of_level(level) + 1
        if rung == OFF:
            place = None  # comes back at the bottom or not at all; nothing is practised meanwhile
            continue
        after = moved(steps, rung=rung, level=level, ruling=ruling, may_leave=may_leave)
        place = after or place
        to = rung_at(steps, place, level=level)
        assert to - rung <= max(ruling.steps, 0)
        if ruling.outcome != Outcome.PROGRESS:
            assert to <= rung


@given(st.sampled_from(SLUGS), st.integers(1, 3), st.integers(1, 3), st.integers(-4, 2), st.booleans())
def test_a_lower_level_never_asks_for_more(slug, level, of, offset, held):
    place = Place(level=of, offset=offset, held=held)
    rungs = [rung_at(ladder(slug), place, level=number) for number in (1, 2, 3)]
    assert rungs == sorted(rungs)
    assert rung_at(ladder(slug), place, level=level) == rungs[level - 1]

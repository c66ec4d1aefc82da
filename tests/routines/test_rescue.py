"""The short version: one of each part within four minutes, and nothing that does not suit the person."""

from hypothesis import given
from hypothesis import strategies as st

from routines.cautions import BY_ID as CAUTIONS
from routines.ladder import Place
from routines.models import Role
from routines.models.plan import Equipment
from routines.person import Adapted
from routines.programmes import programme_session
from routines.rescue import RESCUE_MINUTES, seconds
from routines.restrictions import SEATED, restrictions
from tests.routines.test_fitting import fit, library
from tests.routines.test_programmes import programmes

SHORTEST, LONGEST = 192, 288  # four minutes ± 20 %


def short(kind="stretch", **told):
    return fit(kind, **{"roller_ok": False, **told, "minutes": RESCUE_MINUTES})


def slugs(plan):
    return [step.exercise.slug for step in plan.steps]


def test_a_warm_up_the_first_main_and_a_calm_end():
    plan = short(level=1)
    assert slugs(plan) == ["marching-in-place", "low-lunge-stretch", "breathing-90-90"]
    assert [step.role for step in plan.steps] == [Role.WARM_UP, Role.MAIN, Role.COOL_DOWN]
    assert plan.minutes == 4
    assert slugs(short("strength"))[1] == "straight-leg-raise"


def test_what_is_left_out_for_want_of_time_is_no_news():
    assert [swap.instead for swap in short("strength", level=1, equipment=[]).swaps] == ["Straight-leg raise"]


def test_what_stands_in_is_explained():
    plan = short(restrictions=restrictions(["M16"]))
    assert slugs(plan)[1] == "standing-hip-flexor-stretch"
    assert [swap.instead for swap in plan.swaps] == ["Standing hip-flexor stretch"]


def test_on_a_chair_it_is_the_chair_track():
    plan = short(restrictions=restrictions(["P10"]))
    assert slugs(plan)[0] == "marching-in-place"
    assert plan.advice
    assert SHORTEST <= plan.seconds <= LONGEST


def test_a_place_on_the_ladder_holds():
    lower = Adapted(places={"low-lunge-stretch": Place(level=2, offset=0, fewer_sets=1, why="Held.")})
    main = short(adapted=lower).mains[0]
    assert (main.exercise.slug, main.why) == ("low-lunge-stretch", "Held.")


def test_a_full_week_leaves_the_front_of_the_hip_out():
    plan = short(hip_room=0)
    assert plan.hip_stretch_seconds == 0
    assert plan.mains[0].exercise.slug == "bridge-pose"
    assert short(hip_room=30).hip_stretch_seconds <= 30


def test_every_programme_has_one():
    for programme in programmes().values():
        for kind in ("stretch", "strength"):
            for week in range(1, programme.weeks + 1):
                plan = programme_session(
                    programme, kind=kind, week=week, minutes=RESCUE_MINUTES, library=library()
                )
                assert SHORTEST <= plan.seconds <= LONGEST
                assert len(plan.steps) == 3


@given(
    kind=st.sampled_from(["stretch", "strength"]),
    level=st.integers(1, 3),
    cautions=st.sets(st.sampled_from(sorted(CAUTIONS)), max_size=4),
    equipment=st.sets(st.sampled_from(sorted(Equipment.values))),
    excluded=st.sets(st.sampled_from(sorted(library())), max_size=5),
    hip_room=st.sampled_from([0, 40, 240]),
)
def test_it_never_holds_what_is_ruled_out_and_keeps_its_length(
    kind, level, cautions, equipment, excluded, hip_room
):
    """On a chair some of it is done seated, by the rules of that version."""
    limits = restrictions(cautions, chair="chair" in equipment)
    given_person = {
        "level": level,
        "equipment": equipment,
        "restrictions": limits,
        "excluded": dict.fromkeys(excluded, "it was sharp"),
        "hip_room": hip_room,
    }
    plan = short(kind, **given_person)
    assert plan == short(kind, **given_person)
    roles = [step.role for step in plan.steps]
    assert sorted(roles, key=list(Role).index) == roles
    assert len(set(roles)) == len(roles)
    assert plan.seconds == seconds(plan.steps) <= LONGEST
    if len(roles) == 3:
        assert plan.seconds >= SHORTEST
    assert plan.hip_stretch_seconds <= hip_room
    for step in plan.steps:
        exercise = step.exercise
        assert exercise.slug not in excluded
        if SEATED in step.limits:
            assert limits.judge_seated(exercise.slug).allowed
            continue
        around = restrictions(cautions, chair=True) if plan.advice else limits
        assert around.judge(exercise.slug, exercise.tags, exercise.level_required).allowed
        assert plan.advice or plan.person.obstacle(exercise) is None

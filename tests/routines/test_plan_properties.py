"""Whatever someone has told us: no plan holds what that rules out, and one caution more adds nothing."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from routines.cautions import BY_ID as CAUTIONS
from routines.content import read_content
from routines.fitting import fit_session
from routines.models import Exercise, Programme
from routines.models.plan import Equipment
from routines.person import GENTLE, Adapted, Person
from routines.programmes import programme_session
from routines.restrictions import SEATED, restrictions
from routines.session_plan import HIP_STRETCH_SECONDS_MAX, TemplateStep, dose_seconds
from routines.variants import session_variants

KINDS = ("stretch", "strength")


@cache
def content():
    return read_content()


@cache
def library():
    return {item.slug: Exercise(slug=item.slug, **item.row) for item in content().exercises}


@cache
def programmes():
    return {item.slug: Programme(slug=item.slug, **item.row) for item in content().programmes}


@cache
def template(kind):
    routine = next(item for item in content().routines if item.row["kind"] == kind)
    return tuple(TemplateStep(library()[step["exercise"]], step["role"]) for step in routine.steps)


SLUGS = sorted(library())
slugs = st.sampled_from(SLUGS)
people = st.fixed_dictionaries(
    {
        "minutes": st.sampled_from([10, 15, 20, 30]),
        "level": st.integers(1, 3),
        "equipment": st.sets(st.sampled_from(Equipment.values)),
        "roller_ok": st.booleans(),
        "excluded": st.dictionaries(slugs, st.just("it was sharp"), max_size=4),
        "too_much": st.dictionaries(slugs, st.just("it rests"), max_size=4),
        "chosen": st.dictionaries(slugs, st.sampled_from(["", *SLUGS]), max_size=4),
        "extra": st.sampled_from(["", *SLUGS]),
    }
)
flags = st.sets(st.sampled_from(sorted(CAUTIONS)), max_size=4)
sources = st.sampled_from(["", *sorted(programmes())])


def planned(source, kind, person, cautions):
    """A session of the article (source "") or of a programme in its second week."""
    told = {"kind": kind, "minutes": person["minutes"], "library": library()}
    told |= {"extra": library().get(person["extra"]), "person": whom(person, cautions, on_chair=False)}
    if source:
        return programme_session(programmes()[source], week=2, **told)
    return fit_session(template=template(kind), whole_article=True, **told)


def whom(person, cautions, *, on_chair):
    """The person as an exercise meets them, with a chair where the whole session is done on one."""
    chair = {"chair"} if on_chair else set()
    return Person(
        level=person["level"],
        level_most=person["level"],
        equipment=frozenset(person["equipment"] | chair),
        roller_ok=person["roller_ok"],
        restrictions=restrictions(cautions, chair="chair" in person["equipment"] | chair),
        excluded=person["excluded"],
        chosen=person["chosen"],
        adapted=Adapted(too_much=person["too_much"]),
    )


def why_not(step, who, *, extra):
    """Why a planned step does not suit, or None. Warm-ups and cool-downs outlast a choice against all."""
    exercise = step.exercise
    if SEATED in step.limits:
        return None if who.seated(exercise) else "not on a chair either"
    wanted = exercise.kind in GENTLE or exercise.slug == extra
    return (who.without_choices() if wanted else who).obstacle(exercise)


@given(sources, st.sampled_from(KINDS), people, flags)
def test_no_plan_holds_what_is_filtered_out_nor_offers_it_during_the_session(source, kind, person, cautions):
    plan = planned(source, kind, person, cautions)
    who = whom(person, cautions, on_chair=bool(plan.advice))
    offered = [variant.step for own in session_variants(plan, library=library()) for variant in own]
    for step in [*plan.steps, *offered]:
        assert why_not(step, who, extra=person["extra"]) is None, step.exercise.slug
        assert step.level <= person["level"]
        assert step.exercise.level_required <= step.level or SEATED in step.limits
        assert step.exercise.gate != "hanging"


@given(sources, st.sampled_from(KINDS), people, flags)
def test_every_plan_keeps_its_time_and_stretch_and_is_the_same_again(source, kind, person, cautions):
    plan = planned(source, kind, person, cautions)
    assert plan == planned(source, kind, person, cautions)
    assert plan.steps
    on_top = library().get(person["extra"])
    doses = on_top.dose.values() if on_top else ()
    spare = max((dose_seconds(dose, on_top.sides) for dose in doses), default=0)
    shortest = all(step.dose["sets"] == 1 for step in plan.mains) and len(plan.mains) <= 2
    assert plan.seconds <= (person["minutes"] * 60 + spare) * 1.05 or shortest
    assert plan.hip_stretch_seconds <= HIP_STRETCH_SECONDS_MAX


@given(sources, st.sampled_from(KINDS), people, flags, st.sampled_from(sorted(CAUTIONS)))
def test_one_caution_more_never_adds_an_exercise(source, kind, person, cautions, another):
    """Something may take another's place, but only what suited before; so does its level.

    A session on a chair may hold the version on a chair of what did not suit standing or lying.
    """
    stricter = planned(source, kind, person, cautions | {another})
    before = whom(person, cautions, on_chair=bool(stricter.advice))
    for step in stricter.steps:
        assert why_not(step, before, extra=person["extra"]) is None, step.exercise.slug
        assert SEATED in step.limits or step.level <= before.verdict(step.exercise).level_max

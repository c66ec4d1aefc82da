"""The public library of exercises."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from psoasfit import clock
from psoasfit.framing import shown_in_own_frames
from routines.clearance import clearance
from routines.coming import next_up
from routines.forms.library import LibraryForm
from routines.library import related
from routines.models import Exercise, ExerciseKind, Plan
from routines.models.plan import Equipment
from routines.pauses import where_now
from routines.person import Person
from routines.practice import Practice, person_of, practice_of
from routines.restrictions import LEVEL_MAX
from routines.session_plan import dose_text
from routines.sessions import put_on_top
from routines.week_words import day_name

KINDS = {
    ExerciseKind.STRETCH: ("Stretches", "Held still, to make room at the front of the hip."),
    ExerciseKind.RELEASE: ("Release", "Light pressure before you stretch. Always optional."),
    ExerciseKind.STRENGTH: ("Strength", "Slow and steady, for stability and support in the long run."),
    ExerciseKind.WARM_UP: ("Warm-ups", "Two to five minutes that come first."),
    ExerciseKind.COOL_DOWN: ("Cool-downs", "Quiet endings for every session."),
}
KIT = {**dict(Equipment.choices), "wall": "Wall", "couch": "Couch or armchair"}
LEVELS = (
    (1, "New, sore or coming back"),
    (2, "Used to it"),
    (3, "Strong and settled"),
)
VARIANTS = (("easier", "Easier"), ("harder", "Harder"), ("substitute", "If you cannot do it"))
GRADES = {
    "A": "Randomised trials of this kind of exercise",
    "B": "Indirect: muscle activity, mechanics or tests",
    "C": "Convention or expert opinion",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One exercise; `reason` says why it is not for this person, `instead` what is, `seated` that it is on
    a chair.
    """

    exercise: Exercise
    reason: str | None = None
    instead: Exercise | None = None
    seated: bool = False


@login_not_required
@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    """What the address asks for, by kind. A signed-in person sees which are not for them, and why."""
    library = {exercise.slug: exercise for exercise in Exercise.objects.current()}
    form = LibraryForm(request.GET)
    form.is_valid()
    found = [exercise for exercise in library.values() if form.search.finds(exercise)]
    person, _ = of_visitor(request)
    tiles = [tile(exercise, library=library, person=person) for exercise in found]
    shelves = [
        (name, why, [t for t in tiles if t.exercise.kind == kind]) for kind, (name, why) in KINDS.items()
    ]
    context = {
        "form": form,
        "shelves": [shelf for shelf in shelves if shelf[2]],
        "found": len(found),
        "count": len(library),
        "filtered": bool(form.search),
    }
    response = render(request, "routines/exercises.html", context)
    if request.htmx:
        response["HX-Push-Url"] = f"{request.path}{form.query_string}"
    return response


@login_not_required
@require_safe
@shown_in_own_frames
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    """How to do one exercise, for whom, how much, and what is known about it."""
    library = {exercise.slug: exercise for exercise in Exercise.objects.current().with_review()}
    exercise = library.get(slug)
    if exercise is None:
        raise Http404
    person, plan = of_visitor(request)
    suitable = [e for e in library.values() if person is None or not person.ruled_out(e)]
    context = {
        "exercise": exercise,
        "mine": tile(exercise, library=library, person=person),
        "your": your_dose(exercise, person=person, plan=plan),
        "addable": plan is not None and person.obstacle(exercise) is None,
        "added": plan is not None and plan.extra_slug == slug,
        "related": related(exercise, suitable),
        "doses": doses(exercise),
        "variants": variants(exercise, library),
        "required": [KIT[item] for item in exercise.equipment_required],
        "optional": [KIT[item] for item in exercise.equipment_optional],
        "props": [(KIT[prop["prop"]], prop["changes"]) for prop in exercise.props],
        "grades": grades(exercise.evidence),
    }
    return render(request, "routines/exercise.html", context)


@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an exercise on top of the next session, or take it out again."""
    now = clock.now()
    verdict = clearance(request.user, now=now)
    if not verdict.ready:
        return redirect("welcome_step", step=verdict.step)
    exercise = get_object_or_404(Exercise.objects.current(), slug=slug)
    with transaction.atomic():
        practice = practice_of(request.user, now=now, lock=True)
        if "undo" in request.POST:
            messages.success(request, f"{exercise.name} is out of your next session.")
            put_on_top(plan=practice.plan, slug="")
        elif problem := why_not_on_top(exercise, practice, now=now):
            messages.warning(request, problem)
        else:
            put_on_top(plan=practice.plan, slug=slug)
            when = day_name(practice.week.next_date, today=practice.today)
            messages.success(request, f"Added to your next session, {when}. It will be a little longer.")
    return redirect("today" if "today" in request.POST else exercise)


def why_not_on_top(exercise: Exercise, practice: Practice, *, now: datetime) -> str | None:
    """Why this exercise can't be added to the next session, as a sentence."""
    planned = next_up(practice, now=now).plan
    if reason := planned.person.without_choices().obstacle_as_extra(exercise, kind=planned.kind):
        return f"Not added: {reason}."
    if any(step.exercise.slug == exercise.slug for step in planned.steps):
        return f"{exercise.name} is in your next session anyway."
    return None


def of_visitor(request: HttpRequest) -> tuple[Person | None, Plan | None]:
    """The person behind the request and their plan, as far as they have told us."""
    known = person_of(request.user) if request.user.is_authenticated else None
    return known or (None, None)


def tile(exercise: Exercise, *, library: dict[str, Exercise], person: Person | None) -> Tile:
    reason = person and person.ruled_out(exercise)
    if not reason:
        return Tile(exercise)
    if person.seated(exercise):
        return Tile(exercise, reason, seated=True)
    return Tile(exercise, reason, person.alternative(exercise, library=library))


def your_dose(exercise: Exercise, *, person: Person | None, plan: Plan | None) -> dict | None:
    """Level, dose in words, seconds of rest and limits for this person, or None where it is not for them."""
    if person is None or person.ruled_out(exercise) or exercise.level_required > person.level:
        return None
    level = min(person.level_of(exercise), level_of_programme(exercise, plan))
    dose = person.dose(exercise, level=level)
    return {
        "level": level,
        "dose": dose_text(dose, exercise.sides),
        "rest": dose["rest_seconds"],
        "limits": person.verdict(exercise).limits,
    }


def level_of_programme(exercise: Exercise, plan: Plan | None) -> int:
    """What this week of the person's programme asks of an exercise, at least its own lowest level."""
    where = plan and where_now(plan, now=clock.now())
    if not where:
        return LEVEL_MAX
    phase = where.programme.phase(where.week)
    return max(exercise.level_required, phase.get(exercise.kind, phase["easy"]))


def doses(exercise: Exercise) -> list[tuple[int, str, str, int]]:
    """Level, what the level means, dose in words, seconds of rest between sets."""
    by_level = [(level, meaning, exercise.dose[str(level)]) for level, meaning in LEVELS]
    return [
        (level, meaning, dose_text(dose, exercise.sides), dose["rest_seconds"])
        for level, meaning, dose in by_level
        if level >= exercise.level_required
    ]


def variants(exercise: Exercise, library: dict[str, Exercise]) -> list[tuple[str, str, Exercise | None]]:
    """Easier, harder and substitute: title, text, and the exercise it leads to, if it is one of ours."""
    given = [(title, getattr(exercise, key)) for key, title in VARIANTS if getattr(exercise, key)]
    return [(title, variant["text"], library.get(variant.get("exercise"))) for title, variant in given]


def grades(evidence: dict) -> list[tuple[str, str, str]]:
    """Grade, the outcome it is for, what the grade means."""
    given = [(evidence["grade"], evidence["outcome"])]
    if evidence.get("other_grade"):
        given.append((evidence["other_grade"], evidence["other_outcome"]))
    return [(grade, outcome, GRADES[grade]) for grade, outcome in given]

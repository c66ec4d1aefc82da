"""The public library of exercises."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from psoasfit.framing import shown_in_own_frames
from routines.fitting import dose_text
from routines.models import Exercise, ExerciseKind
from routines.models.plan import Equipment

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


@login_not_required
@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    """Every exercise by kind, or the ones of one kind (`?kind=stretch`)."""
    everything = list(Exercise.objects.current())
    kind = request.GET.get("kind", "")
    if kind not in ExerciseKind.values:
        kind = ""
    shown = [(value, *KINDS[value]) for value in KINDS if kind in ("", value)]
    sections = [(name, why, [e for e in everything if e.kind == value]) for value, name, why in shown]
    kinds = [(value, name) for value, (name, _) in KINDS.items()]
    context = {"sections": sections, "kinds": kinds, "kind": kind, "count": len(everything)}
    return render(request, "routines/exercises.html", context)


@login_not_required
@require_safe
@shown_in_own_frames
def exercise(request: HttpRequest, slug: str) -> HttpResponse:
    """How to do one exercise, for whom, how much, and what is known about it."""
    exercise = get_object_or_404(Exercise.objects.current().with_review(), slug=slug)
    return render(
        request,
        "routines/exercise.html",
        {
            "exercise": exercise,
            "doses": doses(exercise),
            "variants": variants(exercise),
            "required": [KIT[item] for item in exercise.equipment_required],
            "optional": [KIT[item] for item in exercise.equipment_optional],
            "props": [(KIT[prop["prop"]], prop["changes"]) for prop in exercise.props],
            "grades": grades(exercise.evidence),
        },
    )


def doses(exercise: Exercise) -> list[tuple[int, str, str, int]]:
    """Level, what the level means, dose in words, seconds of rest between sets."""
    by_level = [(level, meaning, exercise.dose[str(level)]) for level, meaning in LEVELS]
    return [
        (level, meaning, dose_text(dose, exercise.sides), dose["rest_seconds"])
        for level, meaning, dose in by_level
        if level >= exercise.level_required
    ]


def variants(exercise: Exercise) -> list[tuple[str, str, Exercise | None]]:
    """Easier, harder and substitute: title, text, and the exercise it leads to, if it is one of ours."""
    given = [(title, getattr(exercise, key)) for key, title in VARIANTS if getattr(exercise, key)]
    slugs = {variant["exercise"] for _, variant in given if variant.get("exercise")}
    linked = Exercise.objects.current().in_bulk(slugs, field_name="slug")
    return [(title, variant["text"], linked.get(variant.get("exercise"))) for title, variant in given]


def grades(evidence: dict) -> list[tuple[str, str, str]]:
    """Grade, the outcome it is for, what the grade means."""
    given = [(evidence["grade"], evidence["outcome"])]
    if evidence.get("other_grade"):
        given.append((evidence["other_grade"], evidence["other_outcome"]))
    return [(grade, outcome, GRADES[grade]) for grade, outcome in given]

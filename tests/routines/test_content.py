"""Importing content: everything is checked first, a second run changes nothing, nothing is ever deleted."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Heartbeat
from routines import content
from routines.content import (
    CONTENT_DIR,
    EQUIPMENT,
    IMPORT_HEARTBEAT,
    TAGS,
    ContentError,
    import_content,
    read_content,
)
from routines.models import Exercise, Programme, Routine, RoutineStep
from tests.factories import ContentReviewFactory

FILES = 47


@pytest.fixture
def root(tmp_path):
    """A copy of the content files that a test may change."""
    for folder in ("exercises", "routines", "programmes", "articles", "myths"):
        shutil.copytree(CONTENT_DIR / folder, tmp_path / folder)
    return tmp_path


def change(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def free_leg_swing(root: Path) -> None:
    """Take leg swings out of the programmes, so that nothing refers to them any more."""
    for file in (root / "programmes").glob("*.toml"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if '"leg-swing"' not in line), encoding="utf-8")


def problems_of(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_content(root)
    return caught.value.problems


# --- What an import writes ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_first_import_creates_everything_in_order():
    report = import_content()
    assert (len(report.created), report.updated, report.unchanged, report.retired) == (FILES, [], [], [])
    assert Exercise.objects.current().count() == 25
    assert Routine.objects.current().count() == 2
    assert Programme.objects.current().count() == 5
    lunge = Exercise.objects.get(slug="low-lunge-stretch")
    assert lunge.name == "Low lunge stretch"
    assert lunge.dose["2"] == {"sets": 3, "hold_seconds": 30, "rest_seconds": 10}
    assert lunge.easier["exercise"] == "standing-hip-flexor-stretch"
    assert lunge.evidence["sources"][0]["year"] == 2004


@pytest.mark.django_db
def test_routine_keeps_the_order_of_its_steps():
    import_content()
    steps = Routine.objects.get(slug="stretch").steps.values_list("order", "exercise__slug", "role")
    assert list(steps) == [
        (1, "marching-in-place", "warm-up"),
        (2, "pelvic-tilt", "warm-up"),
        (3, "low-lunge-stretch", "main"),
        (4, "psoas-release-foam-roller", "main"),
        (5, "reclined-psoas-stretch", "main"),
        (6, "bridge-pose", "main"),
        (7, "breathing-90-90", "cool-down"),
        (8, "childs-pose", "cool-down"),
    ]


@pytest.mark.django_db
def test_second_import_changes_nothing():
    import_content()
    before = [list(model.objects.values()) for model in (Exercise, Routine, RoutineStep, Programme)]
    report = import_content()
    assert len(report.unchanged) == FILES
    assert report.created == report.updated == report.retired == []
    assert [list(model.objects.values()) for model in (Exercise, Routine, RoutineStep, Programme)] == before


@pytest.mark.django_db
def test_changed_file_updates_its_row_and_no_other(root):
    import_content(root)
    old_id = Exercise.objects.get(slug="bridge-pose").id
    change(root, "exercises/bridge-pose.toml", 'name = "Bridge pose"', 'name = "The bridge"')
    report = import_content(root)
    assert report.updated == ["exercises/bridge-pose.toml"]
    assert len(report.unchanged) == FILES - 1
    row = Exercise.objects.get(slug="bridge-pose")
    assert (row.id, row.name) == (old_id, "The bridge")


@pytest.mark.django_db
def test_comment_and_layout_do_not_count_as_a_change(root):
    import_content(root)
    change(root, "exercises/bridge-pose.toml", "name =", "# The name in the library\n\nname  =")
    assert import_content(root).updated == []


@pytest.mark.django_db
def test_changed_step_rewrites_the_steps_of_that_routine(root):
    import_content(root)
    change(root, "routines/stretch.toml", 'exercise = "pelvic-tilt"', 'exercise = "cat-cow"')
    assert import_content(root).updated == ["routines/stretch.toml"]
    slugs = Routine.objects.get(slug="stretch").steps.values_list("exercise__slug", flat=True)
    assert list(slugs)[:3] == ["marching-in-place", "cat-cow", "low-lunge-stretch"]
    assert len(slugs) == 8


@pytest.mark.django_db
def test_vanished_files_are_retired_not_deleted(root):
    free_leg_swing(root)
    import_content(root)
    (root / "exercises/leg-swing.toml").unlink()
    (root / "routines/strength.toml").unlink()
    (root / "programmes/desk-reset.toml").unlink()
    report = import_content(root)
    assert report.retired == [
        "exercises/leg-swing.toml",
        "routines/strength.toml",
        "programmes/desk-reset.toml",
    ]
    assert Exercise.objects.get(slug="leg-swing").retired
    assert Routine.objects.get(slug="strength").retired
    assert Programme.objects.get(slug="desk-reset").retired
    assert not Exercise.objects.current().filter(slug="leg-swing").exists()
    again = import_content(root)
    assert (again.retired, len(again.unchanged)) == ([], FILES - 3)


@pytest.mark.django_db
def test_file_that_comes_back_revives_its_row(root):
    free_leg_swing(root)
    import_content(root)
    old_id = Exercise.objects.get(slug="leg-swing").id
    kept = (root / "exercises/leg-swing.toml").rename(root / "leg-swing.toml")
    import_content(root)
    kept.rename(root / "exercises/leg-swing.toml")
    assert import_content(root).updated == ["exercises/leg-swing.toml"]
    row = Exercise.objects.get(slug="leg-swing")
    assert (row.id, row.retired) == (old_id, False)


@pytest.mark.django_db
def test_import_keeps_reviews_and_tells_when_what_was_reviewed_changes(root):
    import_content(root)
    ContentReviewFactory(item=Exercise.objects.get(slug="cat-cow"))
    change(root, "exercises/leg-swing.toml", "order = 14", "order = 114")
    import_content(root)
    assert reviewed(root, "cat-cow") == ("Dr R. Example", False)
    change(root, "exercises/cat-cow.toml", "order = 10", "order = 110")
    assert import_content(root).updated == ["exercises/cat-cow.toml"]
    assert reviewed(root, "cat-cow") == ("Dr R. Example", False)
    change(root, "exercises/cat-cow.toml", "[figure]\n", '[figure]\nview = "side"\n')
    assert import_content(root).updated == ["exercises/cat-cow.toml"]
    assert reviewed(root, "cat-cow") == ("Dr R. Example", True)


def reviewed(root: Path, slug: str) -> tuple[str, bool]:
    row = Exercise.objects.with_review().get(slug=slug)
    return row.reviewer_name, row.changed_since


@pytest.mark.django_db
def test_import_says_when_it_last_ran(root):
    import_content(root)
    first = Heartbeat.objects.get(name=IMPORT_HEARTBEAT).at
    import_content(root)
    assert Heartbeat.objects.get(name=IMPORT_HEARTBEAT).at > first


@pytest.mark.django_db
def test_one_bad_file_keeps_everything_from_being_written(root):
    import_content(root)
    change(root, "exercises/bridge-pose.toml", 'name = "Bridge pose"', 'name = "The bridge"')
    change(root, "exercises/cat-cow.toml", "order = 10", 'order = "ten"')
    with pytest.raises(ContentError):
        import_content(root)
    assert Exercise.objects.get(slug="bridge-pose").name == "Bridge pose"


@pytest.mark.django_db
def test_failure_while_writing_leaves_nothing_behind(monkeypatch):
    def fail(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(content, "replace_steps", fail)
    with pytest.raises(RuntimeError):
        import_content()
    assert Exercise.objects.count() == Routine.objects.count() == 0


# --- What is refused ------------------------------------------------------------------------------------


def test_every_problem_of_every_file_is_reported_at_once(root):
    change(root, "exercises/boat-pose.toml", 'kind = "strength"', 'kind = "strenght"')
    change(root, "exercises/boat-pose.toml", "article = true", "article = 1")
    change(root, "exercises/cat-cow.toml", "order = 10", "")
    change(root, "exercises/dead-bug.toml", 'tags = ["supine"', 'tags = ["suppine"')
    change(root, "exercises/dead-bug.toml", "[dose.3]\nsets = 3", "[dose.3]\nsets = 0")
    change(root, "exercises/leg-swing.toml", 'equipment_optional = ["chair"]', 'equipment_optional = ["bed"]')
    change(root, "routines/stretch.toml", 'role = "cool-down"', 'role = "end"')
    change(root, "routines/strength.toml", "name = ", 'name = "Twice"\nname = ')
    kinds = "stretch, release, strength, warm-up, cool-down"
    assert problems_of(root) == [
        "exercises/boat-pose.toml: article: must be true or false",
        f"exercises/boat-pose.toml: kind: “strenght” is not one of: {kinds}",
        "exercises/cat-cow.toml: order: is missing",
        "exercises/dead-bug.toml: dose.3.sets: is 0, must be at least 1",
        f"exercises/dead-bug.toml: tags[0]: “suppine” is not one of: {', '.join(TAGS)}",
        f"exercises/leg-swing.toml: equipment_optional[0]: “bed” is not one of: {', '.join(EQUIPMENT)}",
        "routines/strength.toml: toml: Cannot overwrite a value (at line 2, column 41)",
        "routines/stretch.toml: steps[6].role: “end” is not one of: warm-up, main, cool-down",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        ("exercises/cat-cow.toml", "purpose =", "porpoise = 1\npurpose =", "porpoise: is not a known key"),
        (
            "exercises/cat-cow.toml",
            "[dose.1]",
            "[dose.1]\nset = 1",
            "dose.1.set: is not a known key",
        ),
        ("exercises/cat-cow.toml", "[dose.3]", "[dose.4]", "dose.3: is missing"),
        ("exercises/cat-cow.toml", "reps = 6\n", "", "needs either"),
        ("exercises/cat-cow.toml", "reps = 6\n", "reps = 6\nhold_seconds = 5\n", "needs either"),
        (
            "exercises/cat-cow.toml",
            "reps = 6\nseconds_per_rep = 6",
            "reps = 6",
            "dose.1.seconds_per_rep: is missing",
        ),
        (
            "exercises/cat-cow.toml",
            'cue = "',
            'cue = "' + "x" * 90,
            "cue: has 130 characters, at most 90 are allowed",
        ),
        (
            "exercises/cat-cow.toml",
            'grade = "C"',
            'grade = "D"',
            "evidence.grade: “D” is not one of: A, B, C",
        ),
        (
            "exercises/cat-cow.toml",
            'grade = "C"',
            'grade = "C"\nother_grade = "B"',
            "evidence: needs other_grade and other_outcome together",
        ),
        (
            "exercises/cat-cow.toml",
            "checked = true",
            'checked = "yes"',
            "evidence.sources[0].checked: must be true or false",
        ),
        ("exercises/cat-cow.toml", 'prop = "chair"', 'prop = "sofa"', "props[2].prop: “sofa” is not one of"),
        (
            "exercises/cat-cow.toml",
            "[evidence]",
            '[review]\nreviewed_by = "Expert"\n[evidence]',
            "review: is not a known key",
        ),
        (
            "exercises/leg-swing.toml",
            'exercise = "marching-in-place"',
            'exercise = "marching"',
            "easier.exercise: there is no exercise “marching”",
        ),
        (
            "exercises/leg-swing.toml",
            'exercise = "marching-in-place"',
            'exercise = "leg-swing"',
            "easier.exercise: refers to itself",
        ),
        ("exercises/leg-swing.toml", "order = 14", "order = 13", "order: 13 is already taken by"),
        ("exercises/leg-swing.toml", 'hold = "forward"', 'hold = "nowhere"', "figure."),
        (
            "routines/stretch.toml",
            'exercise = "bridge-pose"',
            'exercise = "bridge"',
            "steps[5].exercise: there is no exercise “bridge”",
        ),
        (
            "programmes/desk-reset.toml",
            "weeks = 2",
            "weeks = 3",
            "phases: must cover weeks 1 to 3, each once and in order",
        ),
        ("programmes/desk-reset.toml", "weeks = [2, 2]", "weeks = [1, 2]", "phases: must cover weeks 1 to 2"),
        (
            "programmes/desk-reset.toml",
            "weeks = [2, 2]",
            "weeks = [2]",
            "phases[1].weeks: must be 2 whole numbers",
        ),
        (
            "programmes/desk-reset.toml",
            "strength = 1",
            "strength = 4",
            "phases[0].strength: is 4, must be at most 3",
        ),
        (
            "programmes/desk-reset.toml",
            '"walk", "rest"]',
            '"walk"]',
            "rhythm[0].days: has 6 entries, must have 7",
        ),
        (
            "programmes/desk-reset.toml",
            '"walk", "rest"]',
            '"walk", "party"]',
            "rhythm[0].days[6]: “party” is not one of",
        ),
        (
            "programmes/desk-reset.toml",
            '"cat-cow"',
            '"cow-cat"',
            "steps.stretch[8].exercise: there is no exercise “cow-cat”",
        ),
        ("programmes/desk-reset.toml", '"cat-cow"', '"bridge-pose"', "steps.stretch: repeats “bridge-pose”"),
        ("programmes/desk-reset.toml", "exit_rules =", "exit_rule =", "exit_rules: is missing"),
        (
            "programmes/gentle-low-back.toml",
            "from_week = 4",
            "from_week = 7",
            "steps.strength[8].from_week: is 7, must be at most 6",
        ),
        ("routines/stretch.toml", "summary =", "sumary =", "sumary: is not a known key"),
    ],
)
def test_problem_names_file_and_field(root, path, old, new, problem):
    change(root, path, old, new)
    found = problems_of(root)
    assert [line for line in found if problem in line]
    assert all(line.startswith(("exercises/", "routines/", "programmes/")) for line in found)


def test_programme_without_a_role_is_refused(root):
    file = root / "programmes/desk-reset.toml"
    text = file.read_text(encoding="utf-8").replace('role = "cool-down"', 'role = "warm-up"')
    file.write_text(text, encoding="utf-8")
    assert problems_of(root) == [
        "programmes/desk-reset.toml: steps.strength: has no cool-down step in week 1",
        "programmes/desk-reset.toml: steps.stretch: has no cool-down step in week 1",
    ]


def test_programme_with_the_address_of_a_routine_is_refused(root):
    (root / "programmes/desk-reset.toml").rename(root / "programmes/stretch.toml")
    assert problems_of(root) == ["programmes/stretch.toml: file name: is already taken by a routine"]


def test_article_refers_to_an_exercise_that_is_drawn(root):
    file = root / "exercises/bridge-pose.toml"
    file.write_text(file.read_text(encoding="utf-8").split("[figure]")[0], encoding="utf-8")
    assert problems_of(root) == [
        "articles/the-pain-traffic-light.toml: figure.exercise: that exercise has no figure"
    ]


def test_routine_without_a_main_step_is_refused(root):
    file = root / "routines/stretch.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('role = "main"', 'role = "warm-up"'), encoding="utf-8"
    )
    assert problems_of(root) == ["routines/stretch.toml: steps: has no main step"]


def test_exercise_that_vanished_but_is_still_needed_is_named_by_all_who_need_it(root):
    (root / "exercises/constructive-rest.toml").unlink()
    problem = "there is no exercise “constructive-rest”"
    assert problems_of(root) == [
        f"articles/release-safely.toml: related[1]: {problem}",
        f"articles/signs-of-a-tight-or-weak-psoas.toml: figure.exercise: {problem}",
        f"articles/signs-of-a-tight-or-weak-psoas.toml: related[0]: {problem}",
        f"articles/the-pain-traffic-light.toml: related[2]: {problem}",
        f"articles/when-to-see-a-physiotherapist-or-doctor.toml: related[1]: {problem}",
        f"exercises/breathing-90-90.toml: substitute.exercise: {problem}",
        f"exercises/psoas-release-foam-roller.toml: easier.exercise: {problem}",
        f"exercises/psoas-release-foam-roller.toml: substitute.exercise: {problem}",
        f"programmes/desk-reset.toml: steps.stretch[13].exercise: {problem}",
        f"programmes/gentle-low-back.toml: steps.stretch[3].exercise: {problem}",
    ]


def test_broken_file_is_not_also_reported_as_missing_elsewhere(root):
    change(root, "exercises/marching-in-place.toml", "name = ", "name ")
    (problem,) = problems_of(root)
    assert problem.startswith("exercises/marching-in-place.toml: toml: ")


def test_file_that_is_not_utf8_is_a_problem(root):
    (root / "exercises/cat-cow.toml").write_bytes(b'name = "Cat\x96cow"')
    (problem,) = problems_of(root)
    assert problem.startswith("exercises/cat-cow.toml: toml: ")


def test_file_name_that_is_no_slug_is_refused(root):
    free_leg_swing(root)
    (root / "exercises/leg-swing.toml").rename(root / "exercises/Leg_swing.toml")
    assert problems_of(root) == [
        "exercises/Leg_swing.toml: file name: must be lower-case words joined by hyphens"
    ]


def test_empty_folder_is_refused_so_that_nothing_is_retired_by_mistake(tmp_path):
    assert problems_of(tmp_path) == [
        "articles: folder: holds no content files",
        "exercises: folder: holds no content files",
        "myths: folder: holds no content files",
        "programmes: folder: holds no content files",
        "routines: folder: holds no content files",
    ]


# --- The command ----------------------------------------------------------------------------------------


def run(monkeypatch, root, *args, **options) -> str:
    """Output of `import_content` on the files below `root`, run as from a shell, system checks included."""
    monkeypatch.setattr("routines.management.commands.import_content.CONTENT_DIR", root)
    out = StringIO()
    call_command("import_content", *args, stdout=out, skip_checks=False, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_command_reports_what_it_did(monkeypatch, root):
    assert f"Content: {FILES} created, 0 updated, 0 retired, 0 unchanged." in run(monkeypatch, root)
    assert run(monkeypatch, root) == f"Content: 0 created, 0 updated, 0 retired, {FILES} unchanged.\n"
    (root / "routines/strength.toml").unlink()
    assert run(monkeypatch, root) == (
        f"retired routines/strength.toml\nContent: 0 created, 0 updated, 1 retired, {FILES - 1} unchanged.\n"
    )
    assert run(monkeypatch, root, verbosity=0) == ""


@pytest.mark.django_db
def test_check_writes_nothing(monkeypatch, root):
    sound = "25 exercises, 2 routines, 10 articles and 5 myth cards are sound.\n"
    assert run(monkeypatch, root, "--check") == sound
    assert Exercise.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("args", [[], ["--check"]])
def test_command_fails_with_every_problem(monkeypatch, root, args):
    change(root, "exercises/cat-cow.toml", "order = 10", "")
    change(root, "routines/stretch.toml", "kind = ", "kin = ")
    with pytest.raises(CommandError) as caught:
        run(monkeypatch, root, *args)
    assert caught.value.returncode == 1
    assert str(caught.value).splitlines() == [
        "3 problems, nothing was imported:",
        "exercises/cat-cow.toml: order: is missing",
        "routines/stretch.toml: kin: is not a known key",
        "routines/stretch.toml: kind: is missing",
    ]
    assert Exercise.objects.count() == 0

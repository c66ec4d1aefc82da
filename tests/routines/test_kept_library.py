"""The library is read once for each import, and is that of the last one."""

from django.core.management import call_command

from accounts.models import Heartbeat
from routines.content import IMPORT_HEARTBEAT
from routines.kept_library import library_of
from routines.models import Exercise, Plan
from routines.preparing import to_prepare


def imported():
    return Heartbeat.objects.get(name=IMPORT_HEARTBEAT).at


def test_it_is_read_once(content, django_assert_num_queries):
    first = library_of(imported())
    at = imported()
    with django_assert_num_queries(0):
        assert library_of(at) is first


def test_what_another_import_brings_is_seen(content):
    assert "bridge-pose" in library_of(imported()).exercises
    Exercise.objects.filter(slug="bridge-pose").update(name="Bridge", checksum="")
    call_command("import_content", verbosity=0)
    assert library_of(imported()).exercises["bridge-pose"].name == "Bridge pose"
    Exercise.objects.filter(slug="bridge-pose").update(retired=True)
    Heartbeat.objects.get(name=IMPORT_HEARTBEAT).save()
    assert "bridge-pose" not in library_of(imported()).exercises


def test_a_plan_knows_which_import_it_is_of(ready_alice, content):
    assert Plan.objects.annotate(**to_prepare()).get(user=ready_alice).library_imported == imported()


def test_without_an_import_nothing_is_kept(db, django_assert_num_queries):
    assert library_of(None).exercises == {}
    with django_assert_num_queries(1):
        library_of(None)


def test_it_holds_each_exercise_once_in_both_orders_and_the_articles_two_routines(content):
    library = library_of(imported())
    assert library.exercises.keys() == library.as_in_article.keys()
    assert len(library.exercises) == Exercise.objects.current().count()
    orders = [exercise.order for exercise in library.exercises.values()]
    assert orders == sorted(orders)
    assert set(library.routines) == {"stretch", "strength"}
    for kind, template in library.routines.items():
        rows = list(template.steps)
        assert rows
        assert template.routine_id is not None, kind
        assert all(library.exercises[row.exercise.slug] is row.exercise for row in rows)

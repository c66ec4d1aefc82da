"""The admin: experts look, nobody edits; no note and no address in a list."""

import pytest
from django.contrib import admin

from routines.models import (
    Article,
    ContentReview,
    Exercise,
    Myth,
    PracticeSession,
    Programme,
    ReportNote,
    Routine,
    Screening,
    SessionCheckIn,
    SymptomCheckIn,
)
from routines.reports import pseudonym
from tests.factories import (
    PracticeSessionFactory,
    ScreeningFactory,
    SessionCheckInFactory,
    SetResultFactory,
    SymptomCheckInFactory,
    UserFactory,
)

PERSONAL = [PracticeSession, SessionCheckIn, SymptomCheckIn, Screening]
MODELS = [Exercise, Routine, *PERSONAL]


def address(model) -> str:
    return f"/admin/routines/{model._meta.model_name}/"


@pytest.fixture
def rows(alice, content):
    session = PracticeSessionFactory(user=alice, finished=True)
    SetResultFactory(session=session)
    return {
        Exercise: Exercise.objects.first(),
        Routine: Routine.objects.first(),
        PracticeSession: session,
        SessionCheckIn: SessionCheckInFactory(session=session, note="Secret words", feelings=["numb"]),
        SymptomCheckIn: SymptomCheckInFactory(user=alice, note="Secret words"),
        Screening: ScreeningFactory(user=alice),
    }


@pytest.fixture
def signed_in(client_for, expert):
    expert.is_superuser = True
    expert.save()
    return client_for(expert)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_and_pages_open(signed_in, rows, model):
    assert signed_in.get(address(model)).status_code == 200
    assert signed_in.get(f"{address(model)}{rows[model].pk}/change/").status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_can_be_added_changed_or_deleted(signed_in, rows, model):
    page = f"{address(model)}{rows[model].pk}"
    assert signed_in.get(f"{address(model)}add/").status_code == 403
    assert signed_in.post(f"{page}/change/", {"note": "Changed"}).status_code == 403
    assert signed_in.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=rows[model].pk).exists()
    assert '<input type="submit"' not in signed_in.get(f"{page}/change/").content.decode()


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model.__name__)
def test_lists_of_personal_rows_hold_no_note_and_no_address(signed_in, rows, alice, model):
    page = signed_in.get(address(model)).content.decode()
    assert "Secret words" not in page
    assert alice.email not in page
    assert pseudonym(alice) in page


def test_what_it_felt_like_is_listed_in_words(signed_in, rows):
    assert "Electric, tingling or numb" in signed_in.get(address(SessionCheckIn)).content.decode()


@pytest.mark.parametrize("model", PERSONAL, ids=lambda model: model.__name__)
def test_lists_need_the_same_queries_for_one_and_three_rows(
    signed_in, alice, django_assert_max_num_queries, model
):
    for _ in range(3):
        person = UserFactory()
        SessionCheckInFactory(session__user=person)
        SymptomCheckInFactory(user=person)
        ScreeningFactory(user=person)
    with django_assert_max_num_queries(9):
        assert signed_in.get(address(model)).content.decode().count("field-person") >= 3


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_staff_need_the_permission_to_look(client_for, expert, model):
    assert client_for(expert).get(address(model)).status_code == 403


def test_other_people_are_sent_to_sign_in(client_for, bob):
    response = client_for(bob).get(address(Screening))
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_no_other_health_data_is_registered():
    registered = {model for model in admin.site._registry if model._meta.app_label == "routines"}
    assert registered == {*MODELS, Article, Myth, Programme, ContentReview, ReportNote}

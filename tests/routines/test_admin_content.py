"""Content in the admin: seen as visitors see it, reviewed by a form, checked like the command does."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from accounts.models import User
from routines import content as content_files
from routines.models import Article, ContentReview, Exercise, Myth, Programme, Routine
from routines.where_used import where_used
from tests.factories import ContentReviewFactory

pytestmark = pytest.mark.usefixtures("content")

MODELS = [Exercise, Routine, Programme, Article, Myth]


def address(item, page="change") -> str:
    return f"/admin/routines/{item.content_kind}/{item.pk}/{page}/"


@pytest.fixture
def bridge():
    return Exercise.objects.get(slug="bridge-pose")


@pytest.fixture
def signed_in(client_for, expert):
    call_command("make_expert", expert.email, verbosity=0)
    return client_for(User.objects.get(pk=expert.pk))


def review_of(item, **changes) -> dict:
    """What the form sends."""
    said = {
        "reviewer_name": "Dr R. Example",
        "credential": "physiotherapist",
        "reviewed_on": "2026-11-12",
        "note": "Step 3: mention the knees.",
    }
    return {**said, "seen": item.file_checksum, **changes}


# --- Looking --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_expert_sees_the_public_page_the_reviews_and_every_field(signed_in, model):
    item = model.objects.first()
    ContentReviewFactory(item=item, note="Look at the knees")
    html = signed_in.get(address(item)).content.decode()
    assert f'<iframe src="{item.get_absolute_url()}"' in html
    assert "Dr R. Example" in html
    assert "Look at the knees" in html
    assert "Reviewed as it is now." in html
    assert item.file_checksum in html
    assert f'href="{address(item, "review")}"' in html
    assert '<input type="submit"' not in html


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_pages_carry_nothing_the_security_policy_forbids(signed_in, model):
    item = model.objects.first()
    for path in (address(item), address(item, "review"), f"/admin/routines/{item.content_kind}/"):
        html = signed_in.get(path).content.decode()
        assert "<style" not in html
        assert 'style="' not in html
        assert "onclick" not in html


def test_list_says_what_is_left_to_review(signed_in, bridge):
    ContentReviewFactory(item=bridge)
    ContentReviewFactory(item=Exercise.objects.get(slug="cat-cow"), file_checksum="of another day")
    path = "/admin/routines/exercise/"
    found = {
        state: signed_in.get(f"{path}?review={state}").context["cl"].result_count
        for state in ("none", "changed", "current")
    }
    assert found == {"none": 23, "changed": 1, "current": 1}
    html = signed_in.get(path).content.decode()
    assert "12 Nov 2026, changed since" in html
    assert html.count("not yet</td>") == 23


@pytest.mark.parametrize("reviews", [1, 3])
def test_queries_do_not_grow_with_reviews(signed_in, bridge, expert, django_assert_max_num_queries, reviews):
    for number in range(reviews):
        ContentReviewFactory(item=bridge, reviewer_name=f"Reviewer {number}", recorded_by=expert)
        ContentReviewFactory(item=Exercise.objects.all()[number + 5], recorded_by=expert)
    with django_assert_max_num_queries(12):
        signed_in.get(address(bridge))
    with django_assert_max_num_queries(8):
        signed_in.get("/admin/routines/exercise/")
    with django_assert_max_num_queries(8):
        signed_in.get("/admin/routines/contentreview/")


def test_retired_content_has_no_public_page_to_show(signed_in, bridge):
    Exercise.objects.filter(pk=bridge.pk).update(retired=True)
    html = signed_in.get(address(bridge)).content.decode()
    assert "<iframe" not in html
    assert "no longer shown to anyone" in html


def test_where_an_exercise_is_used(signed_in):
    rest = Exercise.objects.get(slug="constructive-rest")
    found = {(use.how, use.item.slug) for use in where_used(rest)}
    assert ("Easier than", "psoas-release-foam-roller") in found
    assert ("Instead of", "breathing-90-90") in found
    assert ("Figure of", "signs-of-a-tight-or-weak-psoas") in found
    assert ("Named at the end of", "the-pain-traffic-light") in found
    stretch = Routine.objects.get(slug="stretch")
    lunge = Exercise.objects.get(slug="low-lunge-stretch")
    used = {(use.how, use.item.slug) for use in where_used(lunge)}
    assert ("Main step of", "stretch") in used
    assert ("Part of", "psoas-foundation") in used
    assert f'href="{address(stretch)}"' in signed_in.get(address(lunge)).content.decode()


def test_retired_content_uses_nothing(bridge):
    Exercise.objects.exclude(pk=bridge.pk).update(retired=True)
    Routine.objects.update(retired=True)
    Article.objects.update(retired=True)
    Programme.objects.update(retired=True)
    assert where_used(bridge) == []


# --- Recording a review ---------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_recorded_review_is_public_and_logged(signed_in, expert, now, model):
    item = model.objects.first()
    response = signed_in.post(address(item, "review"), review_of(item), follow=True)
    assert response.redirect_chain == [(address(item), 302)]
    assert "The review by Dr R. Example is recorded." in response.content.decode()
    review = item.reviews.get()
    assert (review.reviewer_name, review.reviewed_on) == ("Dr R. Example", date(2026, 11, 12))
    assert (review.recorded_by, review.recorded_at) == (expert, now)
    public = signed_in.get(item.get_absolute_url()).content.decode()
    assert "Reviewed by Dr R. Example, physiotherapist, 12 November 2026" in public
    assert "mention the knees" not in public
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (expert, str(item.pk))
    history = signed_in.get(address(item, "history")).content.decode()
    assert "Recorded a review by Dr R. Example." in history


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"reviewer_name": " "}, "This field is required."),
        ({"credential": ""}, "This field is required."),
        ({"reviewed_on": "soon"}, "Enter a valid date."),
        ({"reviewed_on": "2026-11-24"}, "This day is still to come."),
        ({"seen": "another version"}, "The content has changed since this page was opened."),
        ({"seen": ""}, "The content has changed since this page was opened."),
    ],
)
def test_unsound_review_stores_nothing(signed_in, bridge, changes, problem):
    response = signed_in.post(address(bridge, "review"), review_of(bridge, **changes))
    assert response.status_code == 200
    assert problem in response.content.decode()
    assert not ContentReview.objects.exists()
    assert not LogEntry.objects.exists()


def test_same_review_sent_twice_is_one(signed_in, bridge):
    for _ in range(2):
        signed_in.post(address(bridge, "review"), review_of(bridge))
    assert bridge.reviews.count() == 1


def test_later_review_is_added_and_the_earlier_one_stays(signed_in, bridge):
    signed_in.post(address(bridge, "review"), review_of(bridge))
    signed_in.post(address(bridge, "review"), review_of(bridge, reviewer_name="S. Example"))
    assert [review.reviewer_name for review in bridge.reviews] == ["S. Example", "Dr R. Example"]


def test_review_stays_when_its_recorder_leaves(bridge, expert):
    ContentReviewFactory(item=bridge, recorded_by=expert)
    expert.delete()
    assert bridge.reviews.get().recorded_by is None


def test_staff_without_the_permission_may_not_record(client_for, expert, bridge):
    client = client_for(expert)
    assert client.get(address(bridge, "review")).status_code == 403
    assert client.post(address(bridge, "review"), review_of(bridge)).status_code == 403
    assert not ContentReview.objects.exists()


@pytest.mark.parametrize("path", ["/admin/routines/exercise/999999/review/"])
def test_unknown_content_answers_404(signed_in, path):
    assert signed_in.get(path).status_code == 404


def test_experts_cannot_change_or_strike_out_a_review(signed_in, bridge):
    review = ContentReviewFactory(item=bridge)
    page = f"/admin/routines/contentreview/{review.pk}"
    assert signed_in.get(f"{page}/change/").status_code == 200
    assert signed_in.post(f"{page}/change/", {"reviewer_name": "X"}).status_code == 403
    assert signed_in.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert signed_in.get("/admin/routines/contentreview/add/").status_code == 403


def test_superuser_may_strike_out_a_review_and_that_is_logged(client_for, bridge, expert):
    review = ContentReviewFactory(item=bridge)
    expert.is_superuser = True
    expert.save()
    client_for(expert).post(f"/admin/routines/contentreview/{review.pk}/delete/", {"post": "yes"})
    assert not bridge.reviews.exists()
    assert "Dr R. Example" in LogEntry.objects.get().object_repr
    log = client_for(expert).get("/admin/admin/logentry/").content.decode()
    assert expert.email in log
    assert "Dr R. Example" in log


# --- The content check ----------------------------------------------------------------------------------

CHECK = "/admin/routines/contentreview/check/"


def test_check_says_sound_and_counts(signed_in, bridge):
    ContentReviewFactory(item=bridge)
    Myth.objects.filter(slug="it-must-burn-or-bruise").update(retired=True)
    response = signed_in.get(CHECK)
    html = response.content.decode()
    assert "All content files are sound." in html
    assert "Last imported on" in html
    counts = {row["name"]: row for row in response.context["counts"]}
    assert counts["exercises"] == {
        "name": "exercises",
        "shown": 25,
        "gone": 0,
        "reviewed": 1,
        "changed": 0,
    }
    assert (counts["myths"]["shown"], counts["myths"]["gone"]) == (4, 1)
    assert f'href="{CHECK}"' in signed_in.get("/admin/routines/exercise/").content.decode()


def test_check_names_every_problem(signed_in, monkeypatch):
    problems = ["exercises/a.toml: order: is missing", "routines/b.toml: <kin>: is not a known key"]
    monkeypatch.setattr(content_files, "problems_of", lambda: problems)
    html = signed_in.get(CHECK).content.decode()
    assert "2 problems. Nothing can be imported until they are solved." in html
    assert "exercises/a.toml: order: is missing" in html
    assert "&lt;kin&gt;" in html


def test_problems_of_reads_the_files(tmp_path):
    assert content_files.problems_of() == []
    assert len(content_files.problems_of(tmp_path)) >= 4


def test_check_is_for_experts(client_for, expert):
    assert client_for(expert).get(CHECK).status_code == 403


# --- Who is let in --------------------------------------------------------------------------------------


def test_expert_may_see_content_and_nothing_about_people(signed_in):
    for model in MODELS:
        assert signed_in.get(f"/admin/routines/{model._meta.model_name}/").status_code == 200
    for path in (
        "routines/screening",
        "routines/sessioncheckin",
        "routines/reportnote",
        "accounts/user",
        "admin/logentry",
    ):
        assert signed_in.get(f"/admin/{path}/").status_code == 403


def test_command_repeated_and_taken_back(expert):
    out = StringIO()
    call_command("make_expert", "EXPERT@example.org", stdout=out)
    call_command("make_expert", "expert@example.org", stdout=out)
    assert out.getvalue() == "expert@example.org is now an expert.\n" * 2
    person = User.objects.get(pk=expert.pk)
    assert person.is_staff
    assert person.has_perm("routines.add_contentreview")
    assert not person.has_perm("routines.change_exercise")
    call_command("make_expert", "expert@example.org", "--remove", stdout=out)
    person = User.objects.get(pk=expert.pk)
    assert not person.is_staff
    assert not person.has_perm("routines.view_exercise")
    assert out.getvalue().endswith("expert@example.org is no longer an expert.\n")


@pytest.mark.parametrize(("option", "named"), [("--reports", False), ("--names", True)])
def test_command_opens_the_pain_reports_with_names_or_without(expert, option, named):
    call_command("make_expert", expert.email, option, verbosity=0)
    person = User.objects.get(pk=expert.pk)
    assert person.has_perms(["routines.view_reportnote", "routines.add_reportnote"])
    assert person.has_perm("routines.view_person_in_reports") is named
    call_command("make_expert", expert.email, "--remove", verbosity=0)
    assert not User.objects.get(pk=expert.pk).get_all_permissions()


def test_command_knows_only_accounts(alice):
    with pytest.raises(CommandError, match="Sign up first"):
        call_command("make_expert", "nobody@example.org")
    User.objects.filter(pk=alice.pk).update(is_demo=True)
    with pytest.raises(CommandError, match="demo"):
        call_command("make_expert", alice.email)


def test_visitor_signs_in_first_and_others_are_told_that_it_is_not_for_them(client, client_for, bob):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"
    response = client_for(bob).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "This page is not open to you" in response.content.decode()

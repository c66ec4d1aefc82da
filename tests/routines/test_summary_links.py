"""Links to a summary: random, hashed, ended by time and by will."""

from datetime import timedelta

import pytest

from routines import privacy, summary_links
from routines.models import SummaryLink
from routines.summary_links import MOST, TooManyLinks, find, make
from tests.factories import NOW, SummaryLinkFactory


def made(user, **fields):
    return make(**{"user": user, "parts": ("pain",), "name": "", "days": 7, "now": NOW, **fields})


def test_a_token_is_long_random_and_never_stored(alice):
    tokens = {made(alice) for _ in range(MOST)}
    assert len(tokens) == MOST
    assert all(len(token) == 43 for token in tokens)  # 256 bits in base64
    stored = repr(list(SummaryLink.objects.values()))
    assert not any(token in stored for token in tokens)


@pytest.mark.parametrize("days", [7, 30])
def test_a_link_works_until_its_last_second(alice, days):
    token = made(alice, days=days)
    end = NOW + timedelta(days=days)
    assert find(token, now=end - timedelta(seconds=1)).user == alice
    assert find(token, now=end) is None


def test_a_link_keeps_what_was_chosen(alice):
    link = find(made(alice, parts=("pain", "notes"), name="Alice"), now=NOW)
    assert (link.parts, link.name) == (["pain", "notes"], "Alice")


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "0" * 64, "é" * 43])
def test_a_wrong_token_finds_nothing(alice, token):
    link = SummaryLinkFactory(user=alice)
    assert find(token, now=NOW) is None
    assert find(link.token_hash, now=NOW) is None


def test_a_revoked_link_and_one_of_somebody_gone_find_nothing(alice):
    token = made(alice)
    alice.is_active = False
    alice.save()
    assert find(token, now=NOW) is None
    alice.is_active = True
    alice.save()
    assert find(token, now=NOW)
    alice.summary_links.all().delete()
    assert find(token, now=NOW) is None


@pytest.mark.parametrize("end", ["withdraw", "delete"])
def test_taking_the_consent_back_or_leaving_kills_every_link(ready_alice, bob, end):
    token, his = made(ready_alice), made(bob)
    if end == "withdraw":
        privacy.withdraw_consent(user=ready_alice, now=NOW)
    else:
        privacy.delete_account(user=ready_alice)
    assert find(token, now=NOW) is None
    assert find(his, now=NOW)


def test_there_are_ten_at_most_and_ended_ones_make_room(alice, bob):
    for _ in range(MOST):
        made(alice)
    with pytest.raises(TooManyLinks):
        made(alice)
    made(bob)
    made(alice, now=NOW + timedelta(days=7))


def test_long_ended_links_leave_the_list(alice, bob):
    old, kept = (NOW - timedelta(days=days) for days in (31, 29))
    SummaryLinkFactory(user=alice, expires_at=old)
    SummaryLinkFactory(user=alice, expires_at=kept)
    SummaryLinkFactory(user=bob, expires_at=old)
    made(alice)
    assert alice.summary_links.count() == 2
    assert bob.summary_links.count() == 1


def test_openings_are_counted_one_by_one(alice):
    link = find(made(alice), now=NOW)
    summary_links.count_opening(link, now=NOW)
    summary_links.count_opening(link, now=NOW + timedelta(hours=1))
    link.refresh_from_db()
    assert (link.opened, link.last_opened_at) == (2, NOW + timedelta(hours=1))

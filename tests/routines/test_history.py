"""Editing or retiring content never rewrites what somebody was given and did."""

import pytest

from routines.models import Exercise, Routine
from routines.sessions import start_session
from tests.attempts import said, save

pytestmark = pytest.mark.usefixtures("content")


def test_an_edit_leaves_past_sessions_as_they_were(client_for, ready_alice, now):
    session = start_session(user=ready_alice, now=now)
    first = session.plan["steps"][0]
    save(session, sets=[said(0, side="")], status="finished")
    address = f"/progress/sessions/{session.pk}/"
    before = client_for(ready_alice).get(address).content.decode()
    assert first["name"] in before
    assert first["dose"] in before

    Exercise.objects.filter(slug=first["id"]).update(
        name="Something else", dose={"1": {"sets": 9}}, retired=True
    )
    Routine.objects.update(retired=True, name="Renamed")

    after = client_for(ready_alice).get(address).content.decode()
    assert first["name"] in after
    assert first["dose"] in after
    assert "Something else" not in after
    assert "Renamed" not in after

"""Sealed sessions: what we planned comes back as we planned it, for the right person, or not at all."""

import uuid
from datetime import timedelta

import pytest

from routines.packs import KEPT_DAYS, BadPack, Pack, open_pack
from tests.factories import NOW


def pack(owner=None, **kwargs):
    values = {
        "session": uuid.UUID("7d1f0c5e-0000-4000-8000-000000000001"),
        "owner": owner,
        "made_at": NOW,
        "kind": "stretch",
        "title": "Stretch",
        "minutes": 10,
        "level": 1,
        "routine_id": None,
        "plan": {"version": 2, "steps": [{"id": "low-lunge-stretch"}]},
    }
    return Pack(**{**values, **kwargs})


def test_a_pack_comes_back_as_it_was(alice):
    mine = pack(owner=alice.key)
    assert open_pack(mine.seal(), user=alice, now=NOW) == mine


def test_a_guests_pack_opens_for_whoever_brings_it(alice, bob):
    sealed = pack().seal()
    assert open_pack(sealed, user=alice, now=NOW) == open_pack(sealed, user=bob, now=NOW) == pack()


def test_somebody_elses_pack_stays_closed(alice, bob):
    with pytest.raises(BadPack, match="somebody else"):
        open_pack(pack(owner=alice.key).seal(), user=bob, now=NOW)


@pytest.mark.parametrize(
    "change", [lambda seal: seal[:-1], lambda seal: "x" + seal, lambda seal: "", str.upper]
)
def test_a_changed_seal_is_refused(alice, change):
    with pytest.raises(BadPack, match="not planned here"):
        open_pack(change(pack().seal()), user=alice, now=NOW)


def test_a_pack_is_kept_for_sixty_days(alice):
    sealed = pack().seal()
    assert open_pack(sealed, user=alice, now=NOW + timedelta(days=KEPT_DAYS))
    with pytest.raises(BadPack, match="too old"):
        open_pack(sealed, user=alice, now=NOW + timedelta(days=KEPT_DAYS, seconds=1))

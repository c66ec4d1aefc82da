"""Where a stretch was felt: every answer has a cue, and nobody with limits is sent further."""

import tomllib

import pytest
from django.conf import settings

from routines.felt import FELT, OF_EXERCISE, SKIP_REASONS, WITHIN_LIMITS, cues_of, for_player

CUE_LONGEST = 100  # characters: what a voice says in one go


def exercise(slug):
    path = settings.BASE_DIR / "routines" / "content" / "exercises" / f"{slug}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", OF_EXERCISE)
def test_cues_are_for_stretches_of_the_front_of_the_hip(slug):
    assert exercise(slug)["kind"] == "stretch"
    assert "hip_ext_end" in exercise(slug)["tags"]
    assert OF_EXERCISE[slug].keys() <= {answer.id for answer in FELT}


def test_cues_are_short_enough_to_be_spoken():
    cues = [answer.cue for answer in FELT] + [cue for own in OF_EXERCISE.values() for cue in own.values()]
    assert max(map(len, cues)) <= CUE_LONGEST


def test_whoever_has_limits_is_never_sent_further():
    assert cues_of("low-lunge-stretch", limited=True)["nothing"] == WITHIN_LIMITS
    assert cues_of("low-lunge-stretch", limited=False)["nothing"] != WITHIN_LIMITS
    assert cues_of("bridge-pose", limited=False) == {}


def test_the_player_gets_answers_and_reasons_by_id():
    given = for_player()
    assert [answer["id"] for answer in given["felt"]] == ["front", "back", "knee", "nothing"]
    assert [reason["id"] for reason in given["skipReasons"]] == [reason.id for reason in SKIP_REASONS]
    assert len({reason.label for reason in SKIP_REASONS}) == len(SKIP_REASONS)

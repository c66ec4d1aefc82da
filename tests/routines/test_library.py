"""Finding exercises: words, kinds, kit, and what a body does not allow."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.content import read_content
from routines.library import HAVE, NOT_FOR_ME, TAGS, Search, related
from routines.models import Exercise, ExerciseKind
from routines.models.plan import Equipment


@cache
def library():
    return {item.slug: Exercise(slug=item.slug, **item.row) for item in read_content().exercises}


def found(**kwargs):
    sets = {key: value if key == "words" else frozenset(value) for key, value in kwargs.items()}
    return {slug for slug, exercise in library().items() if Search(**sets).finds(exercise)}


def test_asking_for_nothing_finds_everything():
    assert found() == library().keys()
    assert not Search()
    assert Search(words="x")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("navasana", "boat-pose"),  # another name
        ("BRIDGE pose", "bridge-pose"),
        ("child's pose", "childs-pose"),  # a straight apostrophe
        ("90-90", "breathing-90-90"),  # a plain hyphen
        ("cat-cow", "cat-cow"),
        ("iliopsoas back leg", "low-lunge-stretch"),  # muscles, any order
        ("  desk  ", "standing-hip-flexor-stretch"),  # purpose
    ],
)
def test_words_are_looked_for_in_names_purpose_and_muscles(words, slug):
    assert slug in found(words=words)


def test_every_word_has_to_be_there():
    assert "bridge-pose" not in found(words="bridge roller")
    assert found(words="zzz") == set()


def test_kinds_add_up():
    assert found(kinds=["release"]) == {"psoas-release-foam-roller"}
    assert len(found(kinds=["release", "stretch"])) == 8


def test_kit_shows_only_what_can_be_done_with_it():
    assert "seated-banded-march" not in found(have=["nothing"])
    assert "seated-banded-march" in found(have=["chair"])
    assert "couch-stretch" not in found(have=["bench"])  # a cushion is needed too
    assert "couch-stretch" in found(have=["bench", "cushion"])  # a bed does for a couch
    assert found(have=Equipment.values) == library().keys()


def test_what_a_body_does_not_allow_is_left_out():
    left = found(avoid=["kneeling", "lying-flat"], kinds=["stretch"])
    assert left == {"standing-hip-flexor-stretch", "side-lying-hip-flexor-stretch"}


def test_every_choice_is_about_something_in_the_library():
    tags = {tag for exercise in library().values() for tag in exercise.tags}
    assert set(TAGS.values()) <= tags
    assert len(TAGS) == len(NOT_FOR_ME)
    assert [key for key, _ in HAVE] == ["nothing", *Equipment.values]


@given(
    st.sets(st.sampled_from(ExerciseKind.values)),
    st.sets(st.sampled_from([key for key, _ in HAVE])),
    st.sets(st.sampled_from(sorted(TAGS))),
    st.sampled_from(sorted(TAGS)),
)
def test_one_more_limit_never_finds_more(kinds, have, avoid, another):
    before = found(kinds=kinds, have=have, avoid=avoid)
    assert found(kinds=kinds, have=have, avoid={*avoid, another}) <= before
    for slug in before:
        exercise = library()[slug]
        assert not kinds or exercise.kind in kinds
        assert not {TAGS[key] for key in avoid} & set(exercise.tags)


def test_related_ones_are_alike_and_not_itself():
    near = [exercise.slug for exercise in related(library()["low-lunge-stretch"], library().values())]
    assert near[0] == "half-kneeling-hip-flexor-stretch"
    assert len(near) == 3
    assert "low-lunge-stretch" not in near

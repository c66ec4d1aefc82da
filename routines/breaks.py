"""What a two-minute break from sitting is made of, for this person. Pure.

Ten marches, 20 s of standing stretch a side, five sit-to-stands, three slow breaths (clinical 5.3, and
article 5 of its section 6). Marching moves to the chair where standing does not suit; what does not suit at
all is left out, and so is the stretch once the week has had its ten minutes a side (clinical 4.2 rule 1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routines.models import Exercise
from routines.person import Person
from routines.rest_ideas import STANDING_STRETCH, idea, stretch_to_fill_up

MARCH = "marching-in-place"
READY_SECONDS = 5  # to get into each part
STRETCH_SECONDS = 20  # a side
SIT_TO_STAND_LIKE = "chair-stand"  # shares the rules of that self-test, at an easy pace
SIT_TO_STAND_TAGS = frozenset({"balance", "hip_flex_deep"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a break. `slug` is its page in the library or ""; `limits` are whole sentences."""

    name: str
    how: str
    seconds: int
    slug: str = ""
    limits: tuple[str, ...] = ()


def break_parts(person: Person, library: Mapping[str, Exercise], *, hip_room: int) -> tuple[Part, ...]:
    """In order. `hip_room` is what the week has left for front-of-hip stretch, in seconds a side."""
    return (
        *_march(person, library),
        *(_stretch(person, library) if hip_room >= STRETCH_SECONDS else ()),
        *_sit_to_stand(person),
        Part("Three slow breaths", "In quietly, out slowly. Let your shoulders drop.", 30),
    )


def seconds(parts: tuple[Part, ...]) -> int:
    """The whole of it, getting ready included."""
    return sum(READY_SECONDS + part.seconds for part in parts)


def hip_stretch_seconds(parts: tuple[Part, ...]) -> int:
    """Front-of-hip stretch in it, per side."""
    return sum(part.seconds for part in parts if part.slug == STANDING_STRETCH) // 2


def _march(person: Person, library: Mapping[str, Exercise]) -> Iterator[Part]:
    march = idea(person, library, MARCH)
    if march:
        yield Part("Ten marches", "Lift one knee, then the other, five times each.", 20, MARCH, march.limits)


def _stretch(person: Person, library: Mapping[str, Exercise]) -> Iterator[Part]:
    stretch = stretch_to_fill_up(person, library)
    if stretch:
        for side in ("left", "right"):
            how = f"A long step, the {side} leg behind, one hand on a wall or chair. Tuck your tailbone."
            name = f"Standing stretch, {side}"
            yield Part(name, how, STRETCH_SECONDS, STANDING_STRETCH, stretch.limits)


def _sit_to_stand(person: Person) -> Iterator[Part]:
    verdict = person.restrictions.judge(SIT_TO_STAND_LIKE, SIT_TO_STAND_TAGS)
    if verdict.allowed and not person.restrictions.chair_only:
        how = "Stand up from your chair and sit down again, slowly. Hands may help."
        yield Part("Five sit-to-stands", how, 20, limits=verdict.limits)

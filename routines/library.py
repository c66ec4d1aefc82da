"""Finding exercises: by kind, by kit, by what a body does not allow, and by words. Reads no database."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from routines.models import Exercise
from routines.models.plan import Equipment
from routines.person import ALWAYS_THERE, DOES_FOR

NOTHING = "nothing"  # the answer of someone who has no kit at all
HAVE = (
    (NOTHING, "Nothing"),
    (Equipment.MAT, "Mat"),
    (Equipment.CUSHION, "Cushion"),
    (Equipment.CHAIR, "Chair"),
    (Equipment.BENCH, "Bed or bench"),
    (Equipment.BLOCK, "Block"),
    (Equipment.STRAP, "Strap"),
    (Equipment.BAND, "Band"),
    (Equipment.ROLLER, "Roller"),
    (Equipment.BAR, "Pull-up bar"),
)
# What a body may not allow, as it stands in addresses: key, words, tag.
NOT_FOR_ME = (
    ("kneeling", "Kneeling", "kneel"),
    ("wrists", "Wrists", "wrist_load"),
    ("lying-flat", "Lying flat", "supine"),
    ("lying-on-front", "Lying face down", "prone"),
    ("floor", "The floor", "floor_transfer"),
    ("balance", "Balance", "balance"),
    ("deep-bend", "Deep hip bend", "hip_flex_deep"),
    ("leg-back", "Leg far back", "hip_ext_end"),
    ("arching", "Arching", "spine_ext_load"),
    ("rounding", "Rounding", "spine_flex_load"),
    ("hanging", "Hanging", "hang"),
    ("fast", "Fast moves", "dynamic_fast"),
)
TAGS = {key: tag for key, _, tag in NOT_FOR_ME}
DASHES = str.maketrans("–—‑’", "---'")
RELATED = 3


@dataclass(frozen=True, slots=True)
class Search:
    """What someone looks for; an empty part asks for nothing. `have` are kinds of kit, or just NOTHING."""

    words: str = ""
    kinds: frozenset[str] = frozenset()
    have: frozenset[str] = frozenset()
    avoid: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.kinds or self.have or self.avoid)

    def finds(self, exercise: Exercise) -> bool:
        return (
            (not self.kinds or exercise.kind in self.kinds)
            and (not self.have or self._is_doable(exercise))
            and not {TAGS[key] for key in self.avoid}.intersection(exercise.tags)
            and all(word in _text_of(exercise) for word in _plain(self.words).split())
        )

    def _is_doable(self, exercise: Exercise) -> bool:
        needed = {DOES_FOR.get(kit, kit) for kit in exercise.equipment_required} - ALWAYS_THERE
        return needed <= self.have


def related(exercise: Exercise, others: Iterable[Exercise]) -> list[Exercise]:
    """The few that are most like it: of its kind first, then by what they ask of the body."""

    def unlike(other: Exercise) -> tuple[bool, int, int]:
        shared = len(set(exercise.tags) & set(other.tags))
        return (other.kind != exercise.kind, -shared, abs(other.order - exercise.order))

    return sorted((other for other in others if other.slug != exercise.slug), key=unlike)[:RELATED]


def _text_of(exercise: Exercise) -> str:
    parts = [exercise.name, *exercise.also_called, exercise.purpose]
    return _plain(" ".join([*parts, exercise.muscles_primary, exercise.muscles_secondary]))


def _plain(text: str) -> str:
    """Lower case, without accents, with one kind of dash and apostrophe."""
    letters = unicodedata.normalize("NFKD", text.translate(DASHES).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

"""What a person's cautions leave of the library: which exercises, up to which level, and done how.

Pure and cumulative: an exercise is allowed only if every caution allows it, so adding one never adds an
exercise. Implements clinical 2.3 and, for what to do instead, the swap map of clinical 4.5.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from routines.cautions import BY_ID, HOLD_SECONDS_MAX, Caution, chosen
from routines.swap_map import SWAP_MAP

LEVEL_MAX = 3
SEATED = "Do it sitting on a firm chair."
# Tags of the version on a chair, of those that have one (clinical 2.3, chair track).
ON_A_CHAIR: Mapping[str, frozenset[str]] = {
    "marching-in-place": frozenset({"hip_flex_deep"}),
    "breathing-90-90": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said about one exercise.

    `level_max` 1 to 3; `hold_seconds_max` None without a cap; `limits` are whole sentences on how to do it;
    `reasons` complete "not for you now: …"; `instead` are slugs of the swap map, first choice first.
    """

    allowed: bool = True
    level_max: int = LEVEL_MAX
    hold_seconds_max: int | None = None
    limits: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        return " and ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Everything a person's cautions rule out. `chair`: there is one to hold on to."""

    cautions: tuple[Caution, ...] = ()
    chair: bool = True

    def judge(self, slug: str, tags: Collection[str], level: int = 1) -> Verdict:
        """Whether this exercise, which exists from `level` up, is for this person, and how."""
        against = [caution for caution in self.cautions if self._rules_out(caution, slug, tags, level)]
        level_max = 1 if any(_at_level_1(c, slug, tags) for c in self.cautions) else LEVEL_MAX
        short = "iso_hold" in tags and any(caution.short_holds for caution in self.cautions)
        return Verdict(
            allowed=not against,
            level_max=level_max,
            hold_seconds_max=HOLD_SECONDS_MAX if short else None,
            limits=() if against else _unique(self._limits(slug, tags)),
            reasons=_unique(caution.reason for caution in against),
            instead=_unique(
                other for caution in against for other in SWAP_MAP.get(caution.swaps, {}).get(slug, ())
            ),
        )

    def judge_seated(self, slug: str) -> Verdict:
        """The same exercise done on a chair; not allowed if there is no such version."""
        if slug not in ON_A_CHAIR:
            return Verdict(allowed=False)
        tags = ON_A_CHAIR[slug]
        against = [caution for caution in self.cautions if caution.removes & tags]
        return Verdict(
            allowed=not against,
            limits=(SEATED,),
            reasons=_unique(caution.reason for caution in against),
        )

    @property
    def care(self) -> tuple[str, ...]:
        """What to keep in mind through the whole session."""
        return _unique(caution.care for caution in self.cautions if caution.care)

    @property
    def chair_only(self) -> bool:
        return any(caution.chair_only for caution in self.cautions)

    def _rules_out(self, caution: Caution, slug: str, tags: Collection[str], level: int) -> bool:
        if slug in caution.leaves_out or (level > 1 and _at_level_1(caution, slug, tags)):
            return True
        removed = caution.removes if self.chair else caution.removes | caution.without_chair
        return slug not in caution.keeps and bool(removed.intersection(tags))

    def _limits(self, slug: str, tags: Collection[str]) -> Iterator[str]:
        for caution in self.cautions:
            yield from (text for key, text in caution.limits.items() if key == slug or key in tags)


NONE = Restrictions()


def restrictions(ids: Iterable[str], *, chair: bool = True) -> Restrictions:
    """What these cautions (ids; unknown ones are passed over) mean together, what they bring in included."""
    return Restrictions(tuple(rule for caution in chosen(ids) for rule in _with_its_like(caution)), chair)


def _with_its_like(caution: Caution) -> Iterator[Caution]:
    yield caution
    for other in caution.like:
        yield replace(BY_ID[other], reason=caution.reason)


def _at_level_1(caution: Caution, slug: str, tags: Collection[str]) -> bool:
    return slug in caution.gentle or bool(caution.level_1.intersection(tags))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))

"""Where a stretch was felt, and the cue that follows; and why an exercise was skipped. Pure.

The cues repeat what the exercises' own files say: steps ("tuck", "tighten the buttock"), mistakes (arching,
hauling the heel) and props (padding under the knee); "hug firmer" is of the swap map (clinical 4.5). They are
about a mild pull in the wrong place; pain has its own way ("This hurts"). Not yet reviewed by a clinician.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Felt:
    """One answer to "Where did you feel it?" and what is said next."""

    id: str
    label: str
    cue: str


@dataclass(frozen=True, slots=True)
class SkipReason:
    id: str
    label: str


FELT: tuple[Felt, ...] = (
    Felt("front", "Front of the hip", "That is the spot. Stay there and breathe."),
    Felt("back", "Lower back", "Tuck your tailbone again, and come back a little."),
    Felt("knee", "Knee", "Ease off until the knee is quiet, and pad it if you kneel on it."),
    Felt("nothing", "Nowhere", "Tighten the buttock on that side, and glide a little further."),
)
# Where an exercise's own file says more.
OF_EXERCISE: Mapping[str, Mapping[str, str]] = {
    "low-lunge-stretch": {
        "back": "Tuck again, as if to fasten a tight waistband, and slide back a little.",
        "knee": "Put a cushion under the knee. It takes the pressure off your kneecap.",
        "nothing": "Tighten the buttock on the kneeling side, then slide the whole pelvis forward a little.",
    },
    "half-kneeling-hip-flexor-stretch": {
        "back": "Tuck again on the next out-breath, and move back a centimetre.",
        "knee": "Put a cushion under the knee. It is softer to kneel on.",
        "nothing": "Firm up tuck and buttock first, then move forward a centimetre.",
    },
    "couch-stretch": {
        "front": "That is the spot, high on the hip or along the thigh. Stay there and breathe.",
        "back": "Lean forward a little, tuck again, and stop before it arches.",
        "knee": "A thick cushion under the knee, and the knee further away from the couch.",
        "nothing": "Tighten the buttock, keep the tuck, and come up a little further.",
    },
    "standing-hip-flexor-stretch": {
        "back": "Tuck again, stay tall, and bend the front knee less.",
        "knee": "Bend the front knee less.",
        "nothing": "Tighten the buttock of the back leg, and bend the front knee a little more.",
    },
    "side-lying-hip-flexor-stretch": {
        "front": "That is the spot, on the hip or the thigh. Stay there and breathe.",
        "back": "Let the knee come forward a little, tuck, and draw it back less far.",
        "knee": "Let the knee open: the heel need not come near the buttock.",
        "nothing": "Tuck first, then move the knee straight back a little further.",
    },
    "reclined-psoas-stretch": {
        "back": "Hug the knee more firmly, until your back lies flat.",
        "knee": "Relax the knee of the hanging leg, and let the lower leg dangle.",
        "nothing": "Keep your back flat, and let the thigh sink a little further.",
    },
}
WITHIN_LIMITS = "That is fine: stay within the range that suits you."  # nobody with limits is sent further

SKIP_REASONS: tuple[SkipReason, ...] = (
    SkipReason("pain", "It hurts"),
    SkipReason("too-hard", "Too hard today"),
    SkipReason("no-kit", "I don’t have what it needs"),
    SkipReason("no-time", "No time"),
    SkipReason("dont-like", "I don’t like it"),
)


def cues_of(slug: str, *, limited: bool) -> dict[str, str]:
    """By answer, the cues of one exercise that differ from the general ones; `limited` by a caution."""
    cues = dict(OF_EXERCISE.get(slug, {}))
    return cues | {"nothing": WITHIN_LIMITS} if limited else cues


def for_player() -> dict:
    """Both lists as plain values, for the player's contract."""
    return {
        "felt": [asdict(felt) for felt in FELT],
        "skipReasons": [asdict(reason) for reason in SKIP_REASONS],
    }

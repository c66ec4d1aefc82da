"""Pauses for illness, holiday or injury: which dates they take, and what counts without them. Pure.

All dates are the person's own. A pause runs from `start` until before `end`, so it is over at their local
midnight, and a day on which it was begun and ended again was none. Nothing that is counted by days or weeks
moves on while paused; only the gap before the way back (clinical 4.4, table G) goes by the calendar, because
two weeks without training are two weeks without training.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routines.adaptation import GAP_RESCREEN_DAYS, Gap, Outcome, Ruling, gap
from routines.models.pause import Away, Reason

WEEKS_MOST = 12  # how long a pause may be, and how far ahead it may begin (our rule)
ASKS_AGAIN_DAYS = GAP_RESCREEN_DAYS  # a pause as long as this asks the safety questions anew (2, and table G)
BACK_RULE = "back"  # the first session after being ill or hurt is a gentle one (our rule, as A3 and A6)
BACK_WORDS = {
    Reason.ILLNESS: "Your first session after being ill is a gentle one, and nothing grows.",
    Reason.INJURY: "Your first session after an injury is a gentle one, and nothing grows.",
}

GAP_WORDS = {  # table G, as seen from before
    Gap.REPEAT: "It begins with the same as last time.",
    Gap.LEVEL_DOWN: "The first week back is one level down.",
    Gap.RESCREEN: "It begins at level 1 again.",
}


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses of one person as of a day: newest first, the one in force, the one ahead, and all dates.

    `cut_short` is the latest that began, if the person said today that they are back; it may be taken up
    again where no other one has taken its days. `dates` hold those ahead too: nothing is planned on them, and
    what is counted up to a day never sees them.
    """

    spans: tuple[Away, ...] = ()
    now: Away | None = None
    ahead: Away | None = None
    cut_short: Away | None = None
    dates: frozenset[date] = frozenset()

    def days(self, start: date, end: date) -> int:
        """How many days from `start` until before `end` were paused."""
        return paused_days(self.dates, start, end)

    def moved_on(self, start: date, today: date) -> date:
        """The day from which weeks count today: `start`, moved on by the paused days since."""
        return start + timedelta(days=self.days(start, today))


NO_PAUSES = Pauses()


def pauses_on(today: date, spans: Iterable[Away]) -> Pauses:
    """What these pauses, newest first, come to.

    One in force covers today too, even if travel made today the day before it began.
    """
    spans = tuple(spans)
    ahead = next((span for span in spans if span.is_ahead(today)), None)
    begun = [span for span in spans if not span.is_ahead(today)]
    now = next((span for span in begun if span.ended is None and today < span.until), None)
    whole = [replace(span, start=min(span.start, today)) if span is now else span for span in spans]
    dates = frozenset(day for span in whole for day in _days_of(span))
    last = begun[0] if begun and now is None else None
    taken = last and ahead and ahead.start < last.until
    cut_short = last if last and last.ended == today < last.until and not taken else None
    return Pauses(spans, now, ahead, cut_short, dates)


def paused_days(paused: Collection[date], start: date, end: date) -> int:
    """How many of these dates lie from `start` until before `end`."""
    return sum(start <= day < end for day in set(paused))


def week_is_paused(monday: date, paused: Collection[date]) -> bool:
    """Whether all seven days of this week are paused."""
    return paused_days(paused, monday, monday + timedelta(days=7)) == 7


def gentle_return(
    pauses: Pauses, *, done_dates: Collection[date], today: date, before: Ruling | None = None
) -> Ruling | None:
    """A gentle session until one was done after a pause for illness or injury, else `before`.

    `before` is what the questions before the session led to; the sets it leaves out stay left out.
    """
    since = max(done_dates, default=date.min)
    ill = [span for span in pauses.spans if span.reason in BACK_WORDS and span.start < span.end]
    back = max((span.end for span in ill if since < span.end <= today), default=None)
    if back is None or (before and before.outcome == Outcome.GENTLE):
        return before
    span = next(span for span in ill if span.end == back)
    inputs = {"reason": str(span.reason), "days": (span.end - span.start).days}
    ruling = Ruling(BACK_RULE, Outcome.GENTLE, BACK_WORDS[span.reason], inputs)
    return replace(ruling, fewer_sets=before.fewer_sets, words=_both(ruling, before)) if before else ruling


def return_words(span: Away, *, last_done: date | None) -> str:
    """How the way back from this pause will begin, in a sentence or two; "" where it just goes on."""
    days = (span.until - last_done).days if last_done else 0
    size, long = gap(days), (span.until - span.start).days >= ASKS_AGAIN_DAYS
    said = []
    if span.reason == Reason.INJURY or long or size == Gap.RESCREEN:
        said.append("The safety questions come first then.")
    if span.reason in BACK_WORDS:
        said.append("The first session back is a gentle one.")
    if size > Gap.REPEAT or (size and not said):
        said.append(GAP_WORDS[size])
    return " ".join(said)


def _both(ruling: Ruling, before: Ruling) -> str:
    return f"{ruling.words} {before.words}" if before.fewer_sets else ruling.words


def _days_of(span: Away) -> Iterable[date]:
    return (span.start + timedelta(days=n) for n in range((span.end - span.start).days))

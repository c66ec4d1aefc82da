"""What a first visit on a phone costs: no page asks for more, or weighs more, than it may."""

import pytest

from benchmarks.weigh import OUTSIDE, weigh

pytestmark = pytest.mark.e2e


def test_no_page_is_too_heavy(browser, embedded):
    loads = list(weigh(browser, embedded))
    assert len(loads) > len(OUTSIDE)
    told = {load.path: (len(load.parts), load.bytes()) for load in loads if load.too_heavy()}
    assert told == {}, "requests and bytes of what is too heavy"

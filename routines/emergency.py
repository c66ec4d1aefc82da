"""Whom to call, by country: the emergency number, and a line for advice where the country has one.

Written down in November 2026. Official pages we have read: the European Commission on 112 (all EU countries,
Iceland, Liechtenstein and Norway; also dialled in Switzerland and the United Kingdom), NHS 111,
healthdirect.gov.au, health.govt.nz on Healthline, government.se on 1177, helsenorge.no on 116 117, and
terveyskyla.fi on 116117. Each entry names where to check it; "general knowledge" has not been checked against
a source. Numbers change: a country that is not listed, or not known, gets 112 and the advice to use the local
number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

CHECKED = "November 2026"
LOCAL_NUMBER = "your local emergency number (112 works in many countries)"
ELSEWHERE = "ZZ"  # no country of ISO 3166: "another country"
_EU = "European Commission, 112"
_KNOWN = "General knowledge"


@dataclass(frozen=True, slots=True)
class Line:
    """A number for advice that is no emergency, and how it is called."""

    name: str
    number: str

    @property
    def href(self) -> str:
        return tel(self.number)


@dataclass(frozen=True, slots=True)
class Numbers:
    """`emergency` is the number to call first, `also` others that work; `source` is where to check them."""

    country: str
    name: str
    emergency: str
    source: str
    advice: Line | None = None
    also: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.country != ELSEWHERE

    @property
    def href(self) -> str:
        return tel(self.emergency)

    @property
    def words(self) -> str:
        """The number as it reads within a sentence."""
        return self.emergency if self.is_known else LOCAL_NUMBER

    def calls(self) -> Iterator[tuple[str, str]]:
        """Every number with its address for a telephone, the first one first."""
        return ((number, tel(number)) for number in (self.emergency, *self.also))


def tel(number: str) -> str:
    """The address that dials it."""
    return "tel:" + "".join(number.split()).replace("#", "%23")  # else a browser takes it for a fragment


UNKNOWN = Numbers(ELSEWHERE, "another country", "112", _KNOWN, also=("999", "911"))

LISTED: tuple[Numbers, ...] = (
    Numbers("AR", "Argentina", "107", _KNOWN, also=("911",)),
    Numbers("AT", "Austria", "112", _EU, Line("1450, the health line", "1450"), ("144",)),
    Numbers(
        "AU", "Australia", "000", "healthdirect.gov.au", Line("healthdirect", "1800 022 222"), also=("112",)
    ),
    Numbers("BE", "Belgium", "112", _EU),
    Numbers("BG", "Bulgaria", "112", _EU),
    Numbers("BR", "Brazil", "192", _KNOWN),
    Numbers("CA", "Canada", "911", _KNOWN, Line("811, the health line of most provinces", "811")),
    Numbers("CH", "Switzerland", "144", _KNOWN, also=("112",)),
    Numbers("CL", "Chile", "131", _KNOWN),
    Numbers("CN", "China", "120", _KNOWN),
    Numbers("CY", "Cyprus", "112", _EU),
    Numbers("CZ", "Czechia", "112", _EU),
    Numbers("DE", "Germany", "112", _EU, Line("116117, the doctors’ on-call service", "116117")),
    Numbers("DK", "Denmark", "112", _EU),
    Numbers("EE", "Estonia", "112", _EU),
    Numbers("ES", "Spain", "112", _EU),
    Numbers("FI", "Finland", "112", _EU, Line("116117, the medical helpline", "116117")),
    Numbers("FR", "France", "112", _EU, also=("15",)),
    Numbers("GB", "United Kingdom", "999", "NHS 111", Line("111, the NHS helpline", "111"), ("112",)),
    Numbers("GR", "Greece", "112", _EU),
    Numbers("HK", "Hong Kong", "999", _KNOWN),
    Numbers("HR", "Croatia", "112", _EU),
    Numbers("HU", "Hungary", "112", _EU),
    Numbers("IE", "Ireland", "112", _EU, also=("999",)),
    Numbers("IL", "Israel", "101", _KNOWN),
    Numbers("IN", "India", "112", _KNOWN, also=("108",)),
    Numbers("IS", "Iceland", "112", _EU),
    Numbers("IT", "Italy", "112", _EU),
    Numbers("JP", "Japan", "119", _KNOWN, Line("#7119, advice in many places", "#7119")),
    Numbers("KR", "South Korea", "119", _KNOWN),
    Numbers("LI", "Liechtenstein", "112", _EU, also=("144",)),
    Numbers("LT", "Lithuania", "112", _EU),
    Numbers("LU", "Luxembourg", "112", _EU),
    Numbers("LV", "Latvia", "112", _EU),
    Numbers("MT", "Malta", "112", _EU),
    Numbers("MX", "Mexico", "911", _KNOWN),
    Numbers("NL", "Netherlands", "112", _EU),
    Numbers("NO", "Norway", "113", "helsenorge.no", Line("116 117, the on-call doctor", "116 117")),
    Numbers("NZ", "New Zealand", "111", "health.govt.nz", Line("Healthline", "0800 611 116")),
    Numbers("PL", "Poland", "112", _EU),
    Numbers("PT", "Portugal", "112", _EU, Line("SNS 24", "808 24 24 24")),
    Numbers("RO", "Romania", "112", _EU),
    Numbers("SE", "Sweden", "112", _EU, Line("1177, healthcare advice", "1177")),
    Numbers("SG", "Singapore", "995", _KNOWN),
    Numbers("SI", "Slovenia", "112", _EU),
    Numbers("SK", "Slovakia", "112", _EU),
    Numbers("TR", "Türkiye", "112", _KNOWN),
    Numbers("TW", "Taiwan", "119", _KNOWN),
    Numbers("US", "United States", "911", _KNOWN),
    Numbers("ZA", "South Africa", "10177", _KNOWN, also=("112",)),
)
BY_COUNTRY = {numbers.country: numbers for numbers in LISTED}


def numbers_for(country: str) -> Numbers:
    """Whom to call in a country (ISO 3166); for one that is not listed, what works in many."""
    return BY_COUNTRY.get(country, UNKNOWN)

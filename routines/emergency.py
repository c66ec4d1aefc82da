"""Whom to call, by country: the emergency number, and a line for advice where the country has one.

What was read: on 27 November 2026, the pages that `Source` names, as stored copies through a text search that
shows excerpts; no live page was opened and no number was dialled. `dated` is the date that a page itself
carries; most carry none in the excerpt. A country whose numbers all stood on such pages of a public body has
`is_checked`; for any other (general knowledge, or only newspapers and guides were found) the page says that
they have not been checked. Numbers without such a page are kept only where we have no doubt of them, and a
line for advice never is: #7119 in Japan (only some prefectures) and 108 in India (only some states) are left
out for that. 112 in the European Union is law (Directive (EU) 2018/1972, article 109), known and not re-read.
For Israel the public body is a foreign one, and the Indian answer to parliament was read in somebody else's
copy, so both count as not checked.
For 107 in Argentina and 131 in Chile only newspapers were found, quoting the services.

Numbers change: healthdirect of Australia was becoming "1800 Medicare" with the same number, South Africa
wants 112 alone. A country that is not listed, or not known, gets 112 and the advice to use the local number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from routines.screening import EMERGENCY_NUMBER

CHECKED = "November 2026"
ELSEWHERE = "ZZ"  # no country of ISO 3166: "another country"


@dataclass(frozen=True, slots=True)
class Source:
    """A page that carries the numbers. `dated` is the date it gives for itself, empty where none was seen."""

    organisation: str
    title: str
    dated: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.organisation, f"“{self.title}”", self.dated) if part)


KNOWN = Source("General knowledge", "not re-checked")
_EU = (
    Source("European Commission", "What are the EU actions on 112?"),
    Source("State Fire and Rescue Service of Latvia", "Single emergency call number 112 in Europe"),
)
_EUROPE = _EU[1:]  # also names Iceland, Norway, Liechtenstein, Switzerland and Türkiye


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
    """`emergency` is the number to call first, `also` others that work; `sources`: where they were read."""

    country: str
    name: str
    emergency: str
    sources: tuple[Source, ...]
    advice: Line | None = None
    also: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.country != ELSEWHERE

    @property
    def is_checked(self) -> bool:
        """Every number was read on a page of a public body."""
        return KNOWN not in self.sources

    @property
    def href(self) -> str:
        return tel(self.emergency)

    @property
    def words(self) -> str:
        """The number as it reads within a sentence."""
        return self.emergency if self.is_known else EMERGENCY_NUMBER

    def put_into(self, text: str) -> str:
        """An instruction for everybody, with the number of this country in it."""
        return text.replace(EMERGENCY_NUMBER, self.words)

    def calls(self) -> Iterator[tuple[str, str]]:
        """Every number with its address for a telephone, the first one first."""
        return ((number, tel(number)) for number in (self.emergency, *self.also))


def tel(number: str) -> str:
    """The address that dials it."""
    return "tel:" + "".join(number.split())


UNKNOWN = Numbers(ELSEWHERE, "another country", "112", (KNOWN,), also=("999", "911"))

LISTED: tuple[Numbers, ...] = (
    Numbers(
        "AR",
        "Argentina",
        "107",
        (Source("Province of Buenos Aires", "Emergencias 911, preguntas"), KNOWN),
        also=("911",),
    ),
    Numbers(
        "AT",
        "Austria",
        "112",
        (
            *_EU,
            Source("Austrian telecommunications regulator RTR", "Notrufe"),
            Source("Austrian Ministry of Health", "1450 – die Gesundheitsnummer"),
        ),
        Line("1450, the health line", "1450"),
        ("144",),
    ),
    Numbers(
        "AU",
        "Australia",
        "000",
        (
            Source("healthdirect Australia", "Calling triple zero (000)"),
            Source("healthdirect Australia", "What care do I need?"),
        ),
        Line("healthdirect", "1800 022 222"),
    ),
    Numbers("BE", "Belgium", "112", _EU),
    Numbers("BG", "Bulgaria", "112", _EU),
    Numbers("BR", "Brazil", "192", (Source("Brazilian Ministry of Health", "SAMU 192", "2025"),)),
    Numbers(
        "CA",
        "Canada",
        "911",
        (
            Source("Health PEI", "811 Telehealth"),
            Source("Government of the Northwest Territories", "811: frequently asked questions"),
        ),
        Line("811, the health line of many provinces", "811"),
    ),
    Numbers(
        "CH",
        "Switzerland",
        "144",
        (
            Source("Swiss authorities, ch.ch", "Road accident: what should I do?"),
            Source("Canton of Graubünden", "Emergencies"),
        ),
        also=("112",),
    ),
    Numbers("CL", "Chile", "131", (KNOWN,)),
    Numbers(
        "CN",
        "China",
        "120",
        (
            Source("City of Shanghai", "Cosa fare in caso di emergenza", "22 October 2025"),
            Source("City of Changde", "120 medical emergency service", "7 September 2010"),
        ),
    ),
    Numbers("CY", "Cyprus", "112", _EU),
    Numbers("CZ", "Czechia", "112", _EU),
    Numbers(
        "DE",
        "Germany",
        "112",
        (
            *_EU,
            Source("Kassenärztliche Bundesvereinigung", "116117, die Nummer, die hilft"),
            Source("Medical association of Baden-Württemberg", "Ärztlicher Bereitschaftsdienst"),
        ),
        Line("116117, the doctors’ on-call service", "116117"),
    ),
    Numbers("DK", "Denmark", "112", _EU),
    Numbers("EE", "Estonia", "112", _EU),
    Numbers("ES", "Spain", "112", _EU),
    Numbers(
        "FI",
        "Finland",
        "112",
        (
            *_EU,
            Source(
                "Ministry of Social Affairs and Health of Finland", "Urgent and emergency health services"
            ),
            Source("Health Village, terveyskyla.fi", "Medical helpline 116117", "1 May 2021"),
        ),
        Line("116117, the medical helpline", "116117"),
    ),
    Numbers(
        "FR",
        "France",
        "112",
        (*_EU, Source("French government, associations.gouv.fr", "Quels sont les numéros en cas d’urgence")),
        also=("15",),
    ),
    Numbers(
        "GB",
        "United Kingdom",
        "999",
        (
            Source("UK government", "999 and 112: the UK’s national emergency numbers"),
            Source("North East Ambulance Service, NHS", "111"),
            Source("West Midlands Ambulance Service, NHS", "Should I ring 999 or 111?"),
        ),
        Line("111, the NHS helpline", "111"),
        ("112",),
    ),
    Numbers("GR", "Greece", "112", _EU),
    Numbers(
        "HK",
        "Hong Kong",
        "999",
        (Source("Government of Hong Kong", "AMS maintains essential public service", "3 February 2022"),),
    ),
    Numbers("HR", "Croatia", "112", _EU),
    Numbers("HU", "Hungary", "112", _EU),
    Numbers(
        "IE",
        "Ireland",
        "112",
        (*_EU, Source("Health Service Executive of Ireland", "When to call 112 or 999")),
        also=("999",),
    ),
    Numbers(
        "IL",
        "Israel",
        "101",
        (Source("US Central Intelligence Agency", "The World Factbook, Israel: travel facts"), KNOWN),
    ),
    Numbers(
        "IN",
        "India",
        "112",
        (
            Source(
                "Indian Ministry of Home Affairs",
                "Integrated emergency communication and response system, answer 3455 to the Lok Sabha",
                "10 December 2019",
            ),
            KNOWN,
        ),
    ),
    Numbers("IS", "Iceland", "112", _EUROPE),
    Numbers("IT", "Italy", "112", _EU),
    Numbers(
        "JP",
        "Japan",
        "119",
        (
            Source("Tokyo Fire Department", "Don’t panic … call 1-1-9"),
            Source("City of Mitaka", "Ambulances and fire engines"),
        ),
    ),
    Numbers(
        "KR",
        "South Korea",
        "119",
        (Source("Korean Culture and Information Service", "While in Korea: emergency", "June 2019"),),
    ),
    Numbers("LI", "Liechtenstein", "112", _EUROPE),
    Numbers("LT", "Lithuania", "112", _EU),
    Numbers("LU", "Luxembourg", "112", _EU),
    Numbers("LV", "Latvia", "112", _EU),
    Numbers("MT", "Malta", "112", _EU),
    Numbers(
        "MX",
        "Mexico",
        "911",
        (Source("Secretaría de Gobernación of Mexico", "Conferencia de prensa: 9-1-1"),),
    ),
    Numbers("NL", "Netherlands", "112", _EU),
    Numbers(
        "NO",
        "Norway",
        "113",
        (Source("Helsenorge", "Do you need healthcare?"),),
        Line("116 117, the on-call doctor", "116 117"),
    ),
    Numbers(
        "NZ",
        "New Zealand",
        "111",
        (
            Source("Health New Zealand, New Dunedin Hospital", "Where to go for care"),
            Source("Ministry of Health of New Zealand", "Common questions about Healthline"),
        ),
        Line("Healthline", "0800 611 116"),
    ),
    Numbers("PL", "Poland", "112", _EU),
    Numbers(
        "PT",
        "Portugal",
        "112",
        (*_EU, Source("SNS 24", "About us", "14 March 2024")),
        Line("SNS 24", "808 24 24 24"),
    ),
    Numbers("RO", "Romania", "112", _EU),
    Numbers(
        "SE",
        "Sweden",
        "112",
        (
            *_EU,
            Source("Government of Sweden", "Health care advice over the phone"),
            Source("1177", "How to seek healthcare"),
        ),
        Line("1177, healthcare advice", "1177"),
    ),
    Numbers(
        "SG",
        "Singapore",
        "995",
        (Source("Singapore Civil Defence Force", "SCDF emergency medical services"),),
    ),
    Numbers("SI", "Slovenia", "112", _EU),
    Numbers("SK", "Slovakia", "112", _EU),
    Numbers("TR", "Türkiye", "112", _EUROPE),
    Numbers(
        "TW",
        "Taiwan",
        "119",
        (
            Source("Fire Bureau of Kaohsiung City", "Introduction of 119"),
            Source("Taichung City Government", "Medical services", "30 January 2018"),
        ),
    ),
    Numbers(
        "US",
        "United States",
        "911",
        (
            Source(
                "National Heart, Lung, and Blood Institute", "Act in time to heart attack signs: call 9-1-1"
            ),
        ),
    ),
    Numbers(
        "ZA",
        "South Africa",
        "112",
        (
            Source("City of Cape Town", "Emergency contact numbers"),
            Source(
                "Western Cape Government",
                "Providing emergency medical care to all who need it",
                "30 January 2023",
            ),
        ),
        also=("10177",),
    ),
)
BY_COUNTRY = {numbers.country: numbers for numbers in LISTED}


def numbers_for(country: str) -> Numbers:
    """Whom to call in a country (ISO 3166); for one that is not listed, what works in many."""
    return BY_COUNTRY.get(country, UNKNOWN)

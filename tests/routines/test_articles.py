"""Articles and myth cards as content: complete, of the right length, careful in what they say."""

import re
import shutil

import pytest

from routines.content import CONTENT_DIR, ContentError, import_content, read_content
from routines.models import Article, Myth
from routines.screening import EMERGENCY_NUMBER

LIBRARY = read_content()
ARTICLES = {item.slug: Article(slug=item.slug, **item.row) for item in LIBRARY.articles}
MYTHS = {item.slug: Myth(slug=item.slug, **item.row) for item in LIBRARY.myths}

ORDER = [
    "meet-your-psoas",
    "signs-of-a-tight-or-weak-psoas",
    "stretch-strengthen-or-both",
    "why-tight-can-mean-weak-or-guarded",
    "break-up-sitting",
    "warm-up-water-rest",
    "the-pain-traffic-light",
    "props-are-tools-not-cheats",
    "release-safely",
    "when-to-see-a-physiotherapist-or-doctor",
]

# Figures that are given, and the name or figure that must stand at most two sentences away.
NUMBERS = {
    "stretch-strengthen-or-both": [("17%", "Thorborg"), ("14 people", "Volpato"), ("30 women", "Hatefi")],
    "break-up-sitting": [("6.1°", "seven hours"), ("9%", "33%"), ("193", "Waongenngarm")],
    "warm-up-water-rest": [("120 seconds", "Konrad")],
    "the-pain-traffic-light": [("385 people", "Smith"), ("43 men", "Hickey"), ("about two", "Childs")],
    "props-are-tools-not-cheats": [("6654 adults", "Ingram")],
    "release-safely": [("1.86°", "Vigotsky"), ("30 to 60 seconds", "3 to 4 out of 10")],
    "when-to-see-a-physiotherapist-or-doctor": [("six weeks", "12 weeks"), ("updated 2020", "NICE")],
    "bigger-curve-means-pain": [("0.73", "Sadler"), ("0.55 to 0.98", "Sadler"), ("eight studies", "Laird")],
    "rest-until-it-is-gone": [("249 trials", "Hayden")],
}

FORBIDDEN = [
    r"\bcures?\b|\bcured\b|\bheals?\b|\bhealed\b|\bhealing\b",
    r"\b(fix|fixes|correct|corrects|improve|improves) your posture\b",
    r"\brelease(s)? (the|your) psoas\b",
    r"\bguarantee|\bproven to\b|\bmiracle|\bpermanent(ly)?\b|\bpain-free in\b",
    r"\btreats?\b|\btreatment of\b|\brelieves?\b",
    r"\bdamaged?\b|\bout of place\b|\bcrooked\b|\bmisalign",
    r"\binhibit(ed|s|ion)?\b|\bswitch(es|ed)? off\b|\bglute amnesia\b",
    r"\btoxins?\b|\btrauma\b|\bstored emotions?\b",
    r"\byou must\b|\bno pain,? no gain\b|\bpush through\b",
]

# Dates in brackets or in the running text: (Laird 2014), Laird and colleagues (2014), NICE (2016, …)
NAMED = re.compile(r"([A-Z][\wé]+)(?: and [A-Z]\w+)?(?: and colleagues)? \(?((?:19|20)\d\d)")


def texts_of(article: Article) -> list[str]:
    texts = [article.summary, article.figure["caption"], article.action["text"], article.get_help]
    for section in article.sections:
        texts += section["paragraphs"] + [point["text"] for point in section["points"]]
    return texts


EVERYTHING = [(slug, " ".join(texts_of(article)), article.sources) for slug, article in ARTICLES.items()]
EVERYTHING += [(slug, myth.text, myth.sources) for slug, myth in MYTHS.items()]
each_text = pytest.mark.parametrize(
    ("slug", "text", "sources"), EVERYTHING, ids=[row[0] for row in EVERYTHING]
)


@pytest.fixture
def root(tmp_path):
    """A copy of the content files that a test may change."""
    shutil.copytree(CONTENT_DIR, tmp_path / "content")
    return tmp_path / "content"


def change(root, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(root) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_content(root)
    return caught.value.problems


# --- What the files say ---------------------------------------------------------------------------------


def test_ten_articles_in_order_and_five_myths():
    assert sorted(ARTICLES, key=lambda slug: ARTICLES[slug].order) == ORDER
    assert [myth.order for myth in sorted(MYTHS.values(), key=lambda myth: myth.order)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("slug", ORDER)
def test_article_is_complete(slug):
    article = ARTICLES[slug]
    assert 300 <= article.words <= 450
    assert article.minutes in (2, 3)
    assert article.sections
    assert article.action["heading"]
    assert article.action["text"]
    assert re.search(r"doctor|physiotherapist|emergency", article.get_help)
    assert article.related
    assert article.sources


@pytest.mark.parametrize("slug", MYTHS)
def test_myth_is_complete(slug):
    myth = MYTHS[slug]
    assert 60 <= len(myth.text.split()) <= 90
    assert myth.verdict
    assert myth.sources


@each_text
def test_whoever_is_named_is_listed_and_whoever_is_listed_is_named(slug, text, sources):
    listed = {(source["citation"].split()[0].rstrip(","), str(source["year"])) for source in sources}
    assert set(NAMED.findall(text)) == listed


@each_text
def test_nothing_is_promised_that_nobody_has_shown(slug, text, sources):
    assert [found[0] for pattern in FORBIDDEN for found in re.finditer(pattern, text, re.IGNORECASE)] == []


@each_text
def test_spelling_is_british(slug, text, sources):
    american = r"\b\w+(ize|ized|izes|izing|ization)\b|\b(program|center|color|behavior|meter)s?\b"
    assert [found[0] for found in re.finditer(american, text) if found[0] not in ("size", "prize")] == []


@pytest.mark.parametrize("slug", NUMBERS)
def test_numbers_stand_next_to_their_source(slug):
    text = {row[0]: row[1] for row in EVERYTHING}[slug]
    sentences = re.split(r"(?<=[.;?]) (?=[A-Z])", text)
    for number, source in NUMBERS[slug]:
        at = [i for i, sentence in enumerate(sentences) if number in sentence]
        assert at, number
        assert any(re.search(source, " ".join(sentences[max(0, i - 2) : i + 3])) for i in at), number


def test_roller_stays_off_the_belly_and_names_who_leaves_it_out():
    text = " ".join(texts_of(ARTICLES["release-safely"]))
    assert "never on the belly" in text
    for case in ("pregnant", "aneurysm", "hernia", "blood thinners", "12 weeks", "bowel", "fracture", "numb"):
        assert case in text, case


def test_pain_light_has_the_limits_of_the_rules():
    points = [p for s in ARTICLES["the-pain-traffic-light"].sections for p in s["points"]]
    assert [point["lead"] for point in points] == ["Green, 0 to 3", "Amber, 4 or 5", "Red, 6 or more"]


def test_emergency_list_covers_every_emergency_question():
    text = " ".join(texts_of(ARTICLES["when-to-see-a-physiotherapist-or-doctor"]))
    for sign in (
        "Numbness between the legs", "bladder, bowel or sexual function", "both legs", "throbbing lump",
        "Chest pain", "fall or blow", "cannot take weight", "swollen or hardly movable hip",
        "lump that turns hard",
        "calf", "In pregnancy", "fever", "cancer", "without trying", "wakes you most nights", "over 65",
        "groin or thigh pain that grows with running", "foot that drops", "numbness spreading down one leg",
    ):  # fmt: skip
        assert sign in text, sign
    assert EMERGENCY_NUMBER in text


# --- Importing them -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_import_stores_articles_and_myths_and_repeats_without_change():
    import_content()
    assert [article.slug for article in Article.objects.current()] == ORDER
    article = Article.objects.get(slug="props-are-tools-not-cheats")
    assert article.figure["exercise"] == "low-lunge-stretch"
    assert article.sections[0]["points"][4] == {
        "lead": "Wall",
        "text": "tells you where your back and hips really are.",
    }
    assert Myth.objects.current().count() == 5
    again = import_content()
    assert again.created == again.updated == again.retired == []
    assert {"articles/release-safely.toml", "myths/rest-until-it-is-gone.toml"} <= set(again.unchanged)


@pytest.mark.django_db
def test_vanished_article_and_myth_are_retired_and_come_back(root):
    import_content(root)
    kept = {
        path: (root / path).read_bytes()
        for path in ("articles/release-safely.toml", "myths/stretching-fixes-posture.toml")
    }
    for path in kept:
        (root / path).unlink()
    assert import_content(root).retired == list(kept)
    assert not Article.objects.current().filter(slug="release-safely").exists()
    for path, data in kept.items():
        (root / path).write_bytes(data)
    assert import_content(root).updated == list(kept)
    assert Article.objects.current().filter(slug="release-safely").exists()


@pytest.mark.django_db
def test_changed_word_updates_one_row(root):
    import_content(root)
    change(root, "articles/release-safely.toml", "That is very little.", "That is not much.")
    assert import_content(root).updated == ["articles/release-safely.toml"]


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        (
            "articles/release-safely.toml",
            "Not much. ",
            "Not much. " + "word " * 100,
            "words, must have 300 to 450",
        ),
        ("articles/release-safely.toml", "updated = 2026-11-23\n", "", "updated: is missing"),
        ("articles/release-safely.toml", "[action]", "[act]", "action: is missing"),
        ("articles/release-safely.toml", "get_help = ", "get_hlp = ", "get_help: is missing"),
        ("articles/release-safely.toml", "get_help = ", "get_hlp = ", "get_hlp: is not a known key"),
        ("articles/release-safely.toml", "order = 9", "order = 8", "is already taken by"),
        (
            "articles/release-safely.toml",
            '[figure]\nexercise = "psoas-release-foam-roller"',
            '[figure]\nexercise = "roll"',
            "figure.exercise: there is no exercise “roll”",
        ),
        (
            "articles/release-safely.toml",
            'related = ["psoas-release-foam-roller"',
            'related = ["roll"',
            "related[0]: there is no exercise “roll”",
        ),
        (
            "articles/release-safely.toml",
            'paragraphs = [\n  "Not much',
            'paragraphs = [\n  7, "Not much',
            "must be text",
        ),
        ("articles/release-safely.toml", 'summary = "', 'summary = "' + "x" * 160, "at most 160 are allowed"),
        ("articles/release-safely.toml", "checked = true", "", "checked: is missing"),
        (
            "myths/rest-until-it-is-gone.toml",
            'text = "',
            'text = "' + "word " * 30,
            "words, must have 60 to 90",
        ),
        ("myths/rest-until-it-is-gone.toml", "verdict = ", "veredict = ", "verdict: is missing"),
    ],
)
def test_problem_names_file_and_field(root, path, old, new, problem):
    change(root, path, old, new)
    found = problems_of(root)
    assert [line for line in found if line.startswith(path) and problem in line]

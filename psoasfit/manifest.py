"""What a phone needs to know to install PsoasFit as an app."""

from django.templatetags.static import static
from django.urls import reverse

# The paper of css/tokens.css, light. A manifest knows one scheme; the pages themselves name both.
PAPER = "#fbfaf7"

ICONS = [(192, "icon-192.png", "any"), (512, "icon-512.png", "any"), (512, "maskable-512.png", "maskable")]
SCREENSHOTS = [
    (
        "narrow",
        "780x1688",
        "today-narrow.webp",
        "This week on a phone: the next session and the days it is planned for",
    ),
    (
        "wide",
        "1280x800",
        "today-wide.webp",
        "This week on a wide screen: the next session, the week and the pain chart",
    ),
]


def manifest_data() -> dict:
    """The web app manifest; addresses are those of hashed files where names are hashed."""
    return {
        "id": "/",
        "name": "PsoasFit",
        "short_name": "PsoasFit",
        "description": "Guided sessions for tight hips and an aching lower back, two or three times a week.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "categories": ["health", "fitness"],
        "icons": [
            {
                "src": static(f"icons/{name}"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size, name, purpose in ICONS
        ],
        "screenshots": [
            {
                "src": static(f"icons/{name}"),
                "sizes": sizes,
                "type": "image/webp",
                "form_factor": form,
                "label": label,
            }
            for form, sizes, name, label in SCREENSHOTS
        ],
        "shortcuts": [
            {"name": "Start next session", "short_name": "Start", "url": f"{reverse('today')}#start"},
            {"name": "Check in", "url": reverse("weekly_check_in")},
            {"name": "See progress", "short_name": "Progress", "url": reverse("progress")},
        ],
    }

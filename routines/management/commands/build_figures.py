"""Write the exercise pictures in static/figures from the `[figure]` tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from routines.figures import FigureError, stale_figures, write_figures

EXERCISES = Path(settings.BASE_DIR) / "routines" / "content" / "exercises"
PICTURES = Path(settings.BASE_DIR) / "static" / "figures"


class Command(BaseCommand):
    requires_system_checks = []
    help = "Write the exercise pictures in static/figures from the [figure] tables of the exercise files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if a picture is stale")
        parser.add_argument("--sheet", type=Path, help="also write an HTML page with every picture")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                check_pictures()
            else:
                self.stdout.write(f"{len(write_figures(EXERCISES, PICTURES))} pictures written.")
        except FigureError as error:
            raise CommandError(str(error)) from error
        if options["check"]:
            self.stdout.write("All pictures match.")
        if options["sheet"]:
            options["sheet"].write_text(contact_sheet(), encoding="utf-8")


def check_pictures() -> None:
    """Raise CommandError with the names of pictures that do not match their data."""
    if stale := stale_figures(EXERCISES, PICTURES):
        raise CommandError("Stale pictures: " + ", ".join(str(path.relative_to(PICTURES)) for path in stale))


def contact_sheet() -> str:
    """Every poster twice, as large as in a session and as small as in a list."""
    posters = [path for path in sorted(PICTURES.rglob("*.svg")) if not path.name.endswith(".inline.svg")]
    rows = "".join(sheet_row(path) for path in posters)
    return f"<!doctype html><meta charset='utf-8'><title>Figures</title>{rows}"


def sheet_row(path: Path) -> str:
    """One poster in both sizes with its name."""
    images = "".join(f"<img src='{path.as_uri()}' width='{width}' alt=''>" for width in (480, 150))
    return f"<figure>{images}<figcaption>{path.relative_to(PICTURES)}</figcaption></figure>"

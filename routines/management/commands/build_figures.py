"""Write the exercise pictures in static/figures from the `[figure]` tables."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from routines.figures import FigureError, pictures, stale_figures, write_figures

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
            paths = (stale_figures if options["check"] else write_figures)(EXERCISES, PICTURES)
        except FigureError as error:
            raise CommandError(str(error)) from error
        if options["check"] and paths:
            raise CommandError("Stale pictures: " + ", ".join(path.name for path in paths))
        self.stdout.write(
            f"{len(paths)} pictures written." if not options["check"] else "All pictures match."
        )
        if options["sheet"]:
            options["sheet"].write_text(contact_sheet(), encoding="utf-8")


def contact_sheet() -> str:
    """Every poster twice, as large as in a session and as small as in a list."""
    posters = [name for name in sorted(pictures(EXERCISES)) if not name.endswith(".inline.svg")]
    rows = [sheet_row(PICTURES / name) for name in posters]
    return "<!doctype html><meta charset='utf-8'><title>Figures</title>" + "".join(rows)


def sheet_row(path: Path) -> str:
    """One poster in both sizes with its name."""
    images = "".join(f"<img src='{path.as_uri()}' width='{width}'>" for width in (480, 150))
    return f"<figure>{images}<figcaption>{path.stem}</figcaption></figure>"

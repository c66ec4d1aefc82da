"""Import exercises, routines, articles and myth cards from routines/content/."""

from django.core.management.base import BaseCommand, CommandError

from routines.content import CONTENT_DIR, ContentError, import_content, read_content


class Command(BaseCommand):
    help = "Import the library and the articles from their content files. Safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="validate the files and write nothing")

    def handle(self, *args, check: bool, verbosity: int, **options) -> None:
        try:
            lines = self.check_files() if check else self.import_files()
        except ContentError as error:
            count = len(error.problems)
            noun = "problem" if count == 1 else "problems"
            raise CommandError(f"{count} {noun}, nothing was imported:\n{error}") from error
        if verbosity:
            self.stdout.write("\n".join(lines))

    def check_files(self) -> list[str]:
        library = read_content(CONTENT_DIR)
        return [
            f"{len(library.exercises)} exercises, {len(library.routines)} routines, "
            f"{len(library.articles)} articles and {len(library.myths)} myth cards are sound."
        ]

    def import_files(self) -> list[str]:
        report = import_content(CONTENT_DIR)
        changes = {"created": report.created, "updated": report.updated, "retired": report.retired}
        lines = [f"{change} {path}" for change, paths in changes.items() for path in paths]
        counts = ", ".join(f"{len(paths)} {change}" for change, paths in changes.items())
        return [*lines, f"Content: {counts}, {len(report.unchanged)} unchanged."]

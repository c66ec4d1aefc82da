"""Scripts and style sheets as they are shipped: without comments, indentation and blank lines.

A style sheet or script that imports others is shipped as one file, which saves a phone many requests; for
scripts see fold.py. Otherwise nothing is renamed or moved: what is shipped holds the tokens of its source.
"""

import re
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from rjsmin import jsmin

from psoasfit.fold import fold

GAP = r"(?:\s|/\*(?!!)(?:[^*]|\*(?!/))*\*/)+"  # space and comments, each to its own end, but no licence
STYLE_PART = re.compile(
    rf"""(?P<kept>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*!.*?\*/)"""
    rf"|(?:{GAP})?(?P<mark>[{{}};,])(?:{GAP})?|(?P<gap>{GAP})",
    re.DOTALL,
)

STYLE_IMPORT = re.compile(r"""@import url\("([^"]+)"\);""")


def is_ours(name: str) -> bool:
    """Whether a static file is a script or style sheet of ours, by its name such as js/session/plan.js."""
    path = PurePath(name)
    return (path.parts[0], path.suffix) in {("js", ".js"), ("css", ".css")}


def minify(name: str, text: str) -> str:
    """The text of one of our files as shipped. Comments that begin with /*! are licences and stay."""
    if PurePath(name).suffix == ".css":
        return STYLE_PART.sub(lambda part: part["kept"] or part["mark"] or " ", text).strip()
    return jsmin(text, keep_bang_comments=True)


class MinifiedFiles:
    """Stands in for a storage that collectstatic reads from; every file it opens is minified."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, name: str) -> File:
        return ContentFile(minify(name, self.whole(name)).encode())

    def whole(self, name: str) -> str:
        """The text of a file, with what it imports in place of its imports."""
        if name.endswith(".js"):
            return fold(name, self.text)
        folder = PurePath(name).parent
        return STYLE_IMPORT.sub(lambda match: self.whole(str(folder / match[1])), self.text(name))

    def text(self, name: str) -> str:
        with self.storage.open(name) as source:
            return source.read().decode()

"""A script as it is shipped: in one file with every module it imports, which saves a phone many requests.

No names are changed. Each imported module stands in a function of its own, so that their names cannot meet:

    const $0=(()=>{…the module without its imports and the word export…; return{names,it,exports};})();

That holds for modules as ours are: imports stand on one line each and name what they take, only functions,
classes and constants are exported, and no two modules import each other. Anything else is refused.
A module that two scripts of a page import runs once for each, so it may keep no state of its own.
`import("./x.js")` stays what it is: x.js is a script that is fetched when it is needed.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field

TAKES = re.compile(r"""^import (?:\{ ([\w$, ]+) \} from )?"(\.{1,2}/[\w./-]+\.js)";[^\S\n]*$""", re.MULTILINE)
GIVES = re.compile(r"^export (?=(?:async )?(?:function|class|const)\*? (\w+))", re.MULTILINE)
LATER = re.compile(r"""\bimport\("(\.{1,2}/[\w./-]+\.js)"\)""")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
LEFT = re.compile(r"^\s*(?:import\b(?!\()|export\b)", re.MULTILINE)


class NotFoldable(ValueError):
    """A module is written in a way that could not be put into one file without guessing."""


@dataclass
class Folded:
    """One script and what has been put before it. `modules` are (name of a constant, text) in order."""

    entry: str
    read: Callable[[str], str]
    modules: dict[str, tuple[str, str]] = field(default_factory=dict)
    under_way: list[str] = field(default_factory=list)

    def constant_of(self, name: str) -> str:
        """The constant that holds what a module exports; the module is put in place if it is not there."""
        if name in self.under_way:
            raise NotFoldable(f"{' → '.join([*self.under_way, name])}: modules import each other")
        if name not in self.modules:
            body = self.body_of(name)
            names = ",".join(self.names_of(name))
            constant = f"${len(self.modules)}"
            text = f"const {constant}=(()=>{{\n{GIVES.sub('', body)}\nreturn{{{names}}};\n}})();\n"
            self.modules[name] = (constant, text)
        return self.modules[name][0]

    def names_of(self, name: str) -> list[str]:
        """What a module exports."""
        return GIVES.findall(COMMENT.sub("", self.read(name)))

    def body_of(self, name: str) -> str:
        """A module with constants in place of its imports."""
        self.under_way.append(name)
        body = TAKES.sub(lambda found: self._taken(name, *found.groups()), self.read(name))
        body = LATER.sub(lambda found: f'import("{self._from_entry(name, found[1])}")', body)
        self.under_way.pop()
        if LEFT.search(GIVES.sub("", COMMENT.sub("", body))):
            raise NotFoldable(f"{name}: an import or export that is not one line with names")
        return body

    def _taken(self, name: str, names: str | None, path: str) -> str:
        module = beside(name, path)
        constant = self.constant_of(module)
        wanted = [each.strip().split(" as ") for each in (names or "").split(",") if each.strip()]
        if missing := {given for given, *_ in wanted} - {*self.names_of(module)}:
            raise NotFoldable(f"{name}: {module} has no {', '.join(sorted(missing))}")
        return f"const {{ {names.replace(' as ', ': ')} }} = {constant};" if names else ""

    def _from_entry(self, name: str, path: str) -> str:
        """The address of a script that is fetched later, from where the folded one lies."""
        found = posixpath.relpath(beside(name, path), posixpath.dirname(self.entry))
        return found if found.startswith(".") else f"./{found}"


def fold(entry: str, read: Callable[[str], str]) -> str:
    """The text of a script with its imports in place; `read` gives a script's text by its static path."""
    folded = Folded(entry, read)
    body = folded.body_of(entry)
    return "".join(text for _, text in folded.modules.values()) + body


def imported(name: str, read: Callable[[str], str]) -> set[str]:
    """The modules that a script imports at once, by static path."""
    return {beside(name, path) for _, path in TAKES.findall(read(name))}


def beside(name: str, path: str) -> str:
    """The static path that `path` means within the script `name`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))

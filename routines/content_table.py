"""A TOML table read key by key: every problem is noted as `path: field: problem`, and reading goes on."""

import datetime
from collections.abc import Collection
from typing import Any

REQUIRED: Any = object()
KINDS = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}


class Table:
    """A table and what was asked of it; what nobody asked for is an unknown key.

    A value that is missing or of the wrong kind is noted and read as an empty one, so that the rest of the
    file is still checked. Nothing that was read may be used once `problems` is filled.
    """

    def __init__(self, data: dict, path: str, problems: list[str], field: str = "", present: bool = True):
        self.data = data
        self.path = path
        self.problems = problems
        self.field = field
        self.present = present
        self.asked: set[str] = set()
        self.inner: list[Table] = []

    def note(self, key: str, problem: str) -> None:
        """Note a problem of `key`, or of the table itself when `key` is empty."""
        where = ".".join(part for part in (self.field, key) if part)
        self.problems.append(f"{self.path}: {where}: {problem}")

    def has(self, key: str) -> bool:
        """Whether the key is there, whatever its value."""
        return key in self.data

    def text(self, key: str, *, default: str = REQUIRED, limit: int | None = None) -> str:
        """A text that says something, of at most `limit` characters."""
        text = self._take(key, str, default)
        if text is None:
            return ""
        if default is REQUIRED and not text.strip():
            self.note(key, "is empty")
        if limit and len(text) > limit:
            self.note(key, f"has {len(text)} characters, at most {limit} are allowed")
        return text

    def choice(self, key: str, among: Collection[str], *, default: str = REQUIRED) -> str:
        """One of the given words."""
        word = self._take(key, str, default)
        if word is None:
            return ""
        if word != default:
            self._check_among(key, word, among)
        return word

    def flag(self, key: str) -> bool:
        """True or false."""
        return bool(self._take(key, bool, REQUIRED))

    def number(self, key: str, *, least: int, most: int | None = None, default: int = REQUIRED) -> int:
        """A whole number from `least` to `most`."""
        number = self._take(key, int, default)
        if number is None:
            return 0
        if number < least:
            self.note(key, f"is {number}, must be at least {least}")
        if most is not None and number > most:
            self.note(key, f"is {number}, must be at most {most}")
        return number

    def day(self, key: str) -> datetime.date | None:
        """A date, bare or quoted (`2026-11-23`); None when missing or empty."""
        self.asked.add(key)
        value = self.data.get(key, "")
        if value == "" or type(value) is datetime.date:
            return value or None
        try:
            return datetime.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.note(key, "must be a date such as 2026-11-23")
            return None

    def texts(
        self,
        key: str,
        *,
        among: Collection[str] | None = None,
        optional: bool = False,
        empty: bool = False,
    ) -> list[str]:
        """A list of texts, without repeats; it may be left out if `optional`, be empty if `empty`."""
        texts = self._take(key, list, [] if optional else REQUIRED)
        if texts is None:
            return []
        if not (texts or empty or optional):
            self.note(key, "is empty")
        for index, text in enumerate(texts):
            where = f"{key}[{index}]"
            if type(text) is not str or not text.strip():
                self.note(where, "must be text")
            elif text in texts[:index]:
                self.note(where, f"repeats “{text}”")
            elif among is not None:
                self._check_among(where, text, among)
        return [text for text in texts if type(text) is str]

    def words(self, key: str, among: Collection[str], *, count: int) -> list[str]:
        """A list of exactly `count` of the given words; the same word may come back."""
        words = self._take(key, list, REQUIRED)
        if words is None:
            return []
        if len(words) != count:
            self.note(key, f"has {len(words)} entries, must have {count}")
        for index, word in enumerate(words):
            self._check_among(f"{key}[{index}]", word, among)
        return words

    def numbers(self, key: str, *, count: int) -> list[int]:
        """A list of exactly `count` whole numbers, or as many zeros once noted."""
        numbers = self._take(key, list, REQUIRED)
        if numbers is None:
            return [0] * count
        if len(numbers) != count or any(type(number) is not int for number in numbers):
            self.note(key, f"must be {count} whole numbers")
            return [0] * count
        return numbers

    def table(self, key: str, *, optional: bool = False, open_ended: bool = False) -> "Table":
        """The table below `key`. `open_ended`: its keys are somebody else's to check."""
        data = self._take(key, dict, {} if optional else REQUIRED)
        inner = self._open(key, data)
        if open_ended:
            inner.asked.update(inner.data)
        return inner

    def tables(self, key: str, *, optional: bool = False) -> list["Table"]:
        """The tables of a list (`[[key]]`)."""
        rows = self._take(key, list, [] if optional else REQUIRED)
        tables = []
        for index, row in enumerate(rows or []):
            if type(row) is dict:
                tables.append(self._open(f"{key}[{index}]", row))
            else:
                self.note(f"{key}[{index}]", "must be a table")
        return tables

    def refuse_unknown(self) -> None:
        """Note every key that nobody asked for, here and in the tables below."""
        for key in self.data.keys() - self.asked:
            self.note(key, "is not a known key")
        for inner in self.inner:
            inner.refuse_unknown()

    def _take(self, key: str, kind: type, default: Any) -> Any:
        """The value if it is of that kind (True is no number), the default if missing, None once noted."""
        self.asked.add(key)
        if key not in self.data:
            if default is not REQUIRED:
                return default
            if self.present:
                self.note(key, "is missing")
            return None
        value = self.data[key]
        if type(value) is not kind:
            self.note(key, f"must be {KINDS[kind]}")
            return None
        return value

    def _open(self, key: str, data: dict | None) -> "Table":
        field = f"{self.field}.{key}" if self.field else key
        inner = Table(data or {}, self.path, self.problems, field, present=data is not None)
        self.inner.append(inner)
        return inner

    def _check_among(self, key: str, word: str, among: Collection[str]) -> None:
        if word not in among:
            self.note(key, f"“{word}” is not one of: {', '.join(among)}")

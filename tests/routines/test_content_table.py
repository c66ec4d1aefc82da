"""Reading a TOML table: what is accepted, and how each problem is worded."""

import datetime

import pytest

from routines.content_table import Table


def table_of(**data):
    return Table(data, "exercises/x.toml", [])


@pytest.mark.parametrize(
    ("read", "data", "problem"),
    [
        (lambda t: t.text("a"), {}, "a: is missing"),
        (lambda t: t.text("a"), {"a": "  "}, "a: is empty"),
        (lambda t: t.text("a"), {"a": 3}, "a: must be text"),
        (lambda t: t.text("a", limit=3), {"a": "four"}, "a: has 4 characters, at most 3 are allowed"),
        (lambda t: t.choice("a", ["x", "y"]), {"a": "z"}, "a: “z” is not one of: x, y"),
        (lambda t: t.choice("a", ["x"]), {}, "a: is missing"),
        (lambda t: t.flag("a"), {"a": 1}, "a: must be true or false"),
        (lambda t: t.flag("a"), {}, "a: is missing"),
        (lambda t: t.number("a", least=1), {"a": 0}, "a: is 0, must be at least 1"),
        (lambda t: t.number("a", least=1, most=3), {"a": 4}, "a: is 4, must be at most 3"),
        (lambda t: t.number("a", least=0), {"a": True}, "a: must be a whole number"),
        (lambda t: t.number("a", least=0), {"a": 1.5}, "a: must be a whole number"),
        (lambda t: t.day("a"), {"a": "23 November"}, "a: must be a date such as 2026-11-23"),
        (lambda t: t.day("a"), {"a": 20261123}, "a: must be a date such as 2026-11-23"),
        (
            lambda t: t.day("a"),
            {"a": datetime.datetime(2026, 11, 23, 9)},
            "a: must be a date such as 2026-11-23",
        ),
        (lambda t: t.texts("a"), {"a": "one"}, "a: must be a list"),
        (lambda t: t.texts("a"), {"a": []}, "a: is empty"),
        (lambda t: t.texts("a"), {"a": ["x", ""]}, "a[1]: must be text"),
        (lambda t: t.texts("a"), {"a": ["x", 2]}, "a[1]: must be text"),
        (lambda t: t.texts("a"), {"a": ["x", "x"]}, "a[1]: repeats “x”"),
        (lambda t: t.texts("a", among=["x"]), {"a": ["x", "y"]}, "a[1]: “y” is not one of: x"),
        (lambda t: t.table("a"), {"a": "x"}, "a: must be a table"),
        (lambda t: t.tables("a"), {}, "a: is missing"),
        (lambda t: t.tables("a"), {"a": {"b": 1}}, "a: must be a list"),
        (lambda t: t.tables("a"), {"a": ["x"]}, "a[0]: must be a table"),
        (lambda t: t.table("a").table("b").text("c"), {"a": {"b": {}}}, "a.b.c: is missing"),
        (lambda t: t.tables("a")[0].text("b"), {"a": [{}]}, "a[0].b: is missing"),
    ],
)
def test_problem_is_noted_with_path_and_field(read, data, problem):
    table = table_of(**data)
    read(table)
    assert table.problems == [f"exercises/x.toml: {problem}"]


def test_sound_values_come_back_as_they_are():
    day = datetime.date(2026, 11, 23)
    table = table_of(
        name="Cat–cow", order=10, article=False, steps=["One.", "Two."], on="2026-11-23", off=day
    )
    assert table.text("name", limit=7) == "Cat–cow"
    assert table.number("order", least=10, most=10) == 10
    assert table.flag("article") is False
    assert table.texts("steps", among=["One.", "Two."]) == ["One.", "Two."]
    assert table.day("on") == table.day("off") == day
    assert table.problems == []


def test_what_may_be_left_out_is_read_as_its_default():
    table = table_of(none=[])
    assert table.text("a", default="") == ""
    assert table.choice("b", ["x"], default="") == ""
    assert table.number("c", least=1, default=1) == 1
    assert table.texts("d", optional=True) == []
    assert table.texts("none", empty=True) == []
    assert table.tables("e", optional=True) == []
    assert table.day("f") is None
    assert table.problems == []


def test_a_missing_table_is_one_problem_and_not_one_for_each_of_its_keys():
    table = table_of()
    review = table.table("review")
    review.text("by")
    review.flag("done")
    assert table.problems == ["exercises/x.toml: review: is missing"]


def test_unknown_keys_are_noted_at_every_depth():
    table = table_of(
        name="x", nmae="y", dose={"1": {"sets": 1, "set": 2}}, props=[{"prop": "mat", "why": "z"}]
    )
    table.text("name")
    table.table("dose").table("1").number("sets", least=1)
    table.tables("props")[0].text("prop")
    table.refuse_unknown()
    assert sorted(table.problems) == [
        "exercises/x.toml: dose.1.set: is not a known key",
        "exercises/x.toml: nmae: is not a known key",
        "exercises/x.toml: props[0].why: is not a known key",
    ]


def test_keys_of_an_open_ended_table_are_left_alone():
    table = table_of(figure={"anything": 1})
    assert table.table("figure", open_ended=True).data == {"anything": 1}
    table.refuse_unknown()
    assert table.problems == []

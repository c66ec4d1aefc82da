"""Few rows that belong to somebody, read along with another query of theirs; and a look into a plan."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, CharField, Expression, Func, JSONField, QuerySet, Subquery


class _Row(Func):
    """One row as a JSON list. Django's own JSONArray asks SQLite each time whether it knows JSON."""

    function = "JSONB_BUILD_ARRAY"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context: Any):
        row = self.copy()  # SQLite keeps JSON as text, which would come as a string within the list
        row.set_source_expressions([_as_json(field) for field in row.get_source_expressions()])
        return row.as_sql(compiler, connection, function="JSON_ARRAY", **context)


def _as_json(field: Expression) -> Expression:
    return Func(field, function="JSON") if isinstance(field.output_field, JSONField) else field


class _Rows(Aggregate):
    """All rows of a group as one JSON list, in no order."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler, connection, **context: Any):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def rows_of(rows: QuerySet, *fields: str, by: str) -> Subquery:
    """To annotate with: a list of these fields of each row, in no order; None without any.

    `by` is the field by which `rows` are narrowed to those of the outer row. A date comes as "YYYY-MM-DD".
    """
    groups = rows.order_by().values(by).annotate(rows=_Rows(_Row(*fields)))
    return Subquery(groups.values("rows"))


def row_of(rows: QuerySet, *fields: str) -> Subquery:
    """To annotate with: these fields of the first row as a list; None without any."""
    return Subquery(rows.annotate(row=_Row(*fields)).values("row")[:1])


def instant(text: str) -> datetime:
    """A moment out of such a list; SQLite keeps no zone with it."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class PlannedExercise(Func):
    """Slug of one step of a plan: PlannedExercise(plan, index)."""

    output_field = CharField()

    def as_sqlite(self, compiler, connection, **context):
        context |= {"template": "JSON_EXTRACT(%(expressions)s || '].id')", "arg_joiner": ", '$.steps[' || "}
        return self.as_sql(compiler, connection, **context)

    def as_postgresql(self, compiler, connection, **context):
        context |= {"template": "(%(expressions)s::text, 'id'])", "arg_joiner": " #>> ARRAY['steps', "}
        return self.as_sql(compiler, connection, **context)

"""Parses statements for engines that are not run here.

Reads from standard input a JSON object: the tables with their columns and types, and statements, each with the dialect
that has to understand it. Fails with what is wrong: text that does not parse, anything that the dialect has no way to
say, a function that it does not have, a column that no table has.
"""

import json
import sys

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

request = json.load(sys.stdin)
for statement in request["statements"]:
    dialect = statement["dialect"]
    parsed = sqlglot.parse(statement["sql"], read=dialect, error_level=ErrorLevel.RAISE)
    assert len(parsed) == 1, f"{dialect}: {len(parsed)} statements"
    tree = parsed[0]
    assert isinstance(tree, exp.Select), f"{dialect}: {type(tree)}"
    for unknown in (exp.Command, exp.Anonymous):
        found = tree.find(unknown)
        assert found is None, f"{dialect}: {unknown.__name__} {found}"
    # Written again it is the same statement, and nothing of it has no equivalent.
    written = tree.sql(dialect=dialect, unsupported_level=ErrorLevel.RAISE)
    again = sqlglot.parse_one(written, read=dialect, error_level=ErrorLevel.RAISE)
    assert again == tree, f"{dialect}: it is read differently the second time"
    # Every column is one that the tables or the relations before it have, and the three that come out have a type.
    schema = {table: columns for table, columns in request["tables"].items()}
    qualified = qualify(tree.copy(), schema=schema, dialect=dialect, validate_qualify_columns=True)
    typed = annotate_types(qualified, schema=schema, dialect=dialect)
    columns = {column.alias_or_name: str(column.type) for column in typed.selects}
    print(json.dumps({"dialect": dialect, "columns": columns}))

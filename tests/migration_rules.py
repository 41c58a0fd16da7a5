"""Check a migration's source for statements that could break or block the code that is still running.

While a new version starts, the old one works on the same tables. So a migration may contain only the
statements listed here (expand): they remove nothing and hold no lock for long. PostgreSQL's manual ("ALTER
TABLE", Notes) says which forms of ALTER TABLE rewrite or scan a table. Any other statement (contract) needs a
reason: `CONTRACTS = "why nothing needs it any more"`. Downgrades are not checked.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

IMPORTS = frozenset({"from alembic import op", "import sqlalchemy as sa"})
TABLE_AT = {"create_index": 1, "create_index_concurrently": 1}
"""Which argument of `op.NAME` is the table, where it is not the first."""
ALONE = frozenset({"create_index_concurrently", "execute"})
PLAIN_TYPES = frozenset(
    "BigInteger Boolean Date DateTime Double Float Integer Interval JSON LargeBinary Numeric SmallInteger "
    "String Text Time Uuid".split()
)
PLAIN_TYPE_OPTIONS = frozenset({"length", "none_as_null", "precision", "scale", "timezone"})
CHANGED_ROWS = re.compile(r"\s*(UPDATE|INSERT INTO|DELETE FROM)\b[^;]*", re.IGNORECASE)

MARK = 'not on the list of what is safe (docs/operations.md): say why it is, CONTRACTS = "..."'
LATER = f"running code may rely on it, or break it: {MARK}, in a later release"
RENAME = "add the new one, write both, copy, read the new one, drop the old one later"
COLUMN = "add a nullable column, or one with a constant server_default, and nothing else"
LOOSEN = "of a column only nullable=True may be changed, the rest needs CONTRACTS and a later release"
INDEX = "it blocks every write while it is built: use op.create_index_concurrently(name, table, columns)"
SQL = (
    'of SQL one plain UPDATE, INSERT or DELETE of a few rows, DATA = "how many"; '
    "many are copied outside the migration, and anything else needs CONTRACTS"
)
SEPARATE = "put it in a migration of its own: the locks of the others would last as long, or stay half done"
BATCH = "write `with op.batch_alter_table(TABLE) as batch_op:` and only calls of batch_op in it"
ADVICE = {
    **dict.fromkeys(("drop_column", "drop_table", "drop_constraint", "drop_index"), LATER),
    **dict.fromkeys(("create_foreign_key", "create_check_constraint", "create_primary_key"), LATER),
    "create_unique_constraint": LATER,
    "rename_table": RENAME,
    "add_column": COLUMN,
    "alter_column": LOOSEN,
    "create_index": INDEX,
    "create_index_concurrently": LATER,
    "execute": SQL,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of `op` or `batch_op`. `subject` is its table, or the SQL of `execute`; empty where it is no
    plain string. `arguments` are the others by position."""

    line: int
    name: str
    subject: str
    arguments: list[ast.expr]
    options: dict[str | None, ast.expr]


def breaches(source: str) -> list[str]:
    """What breaks the rule, each as "line 12: drop_column: what to do instead"; nothing in a marked file."""
    module = ast.parse(source)
    marks = {mark for statement in module.body for mark in _marks(statement)}
    if "CONTRACTS" in marks:
        return []
    calls: list[Call] = []
    found = [(part.lineno, told) for part, told in _read_module(module, calls)]
    made = {call.subject for call in calls if call.name == "create_table"}
    for call in calls:
        if not _is_safe(call, made, marks):
            advice = ADVICE.get(call.name, MARK)
            is_rename = "new_column_name" in call.options
            found.append((call.line, f"{call.name}: {RENAME if is_rename else advice}"))
        elif call.name in ALONE and {other.name for other in calls} != {call.name}:
            found.append((call.line, f"{call.name}: {SEPARATE}"))
    return [f"line {line}: {told}" for line, told in sorted(found)]


def _marks(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign([ast.Name(name)], ast.Constant(str(reason))) if reason.strip():
            yield name


def _read_module(module: ast.Module, calls: list[Call]) -> Iterator[tuple[ast.stmt, str]]:
    """What may not stand in the file at all; the calls of its upgrade are collected."""
    for statement in module.body:
        match statement:
            case ast.Import() | ast.ImportFrom() if ast.unparse(statement) in IMPORTS:
                pass
            case ast.Expr(ast.Constant()):
                pass
            case ast.Assign([ast.Name()], value) if _is_data(value):
                pass
            case ast.FunctionDef("downgrade") if _is_bare(statement):
                pass
            case ast.FunctionDef("upgrade") if _is_bare(statement):
                yield from _read_upgrade(statement, calls)
            case _:
                yield statement, f"{_first_line(statement)}: {MARK}"


def _is_bare(function: ast.FunctionDef) -> bool:
    """Decorators, defaults and annotations run when the file is loaded."""
    return not (function.decorator_list or function.returns or ast.unparse(function.args))


def _read_upgrade(upgrade: ast.FunctionDef, calls: list[Call]) -> Iterator[tuple[ast.stmt, str]]:
    for statement in upgrade.body:
        match statement:
            case ast.Pass() | ast.Expr(ast.Constant()):
                pass
            case ast.Expr(ast.Call(ast.Attribute(ast.Name("op"), name), arguments) as call):
                at = TABLE_AT.get(name, 0)
                calls.append(_call(call, name, arguments[at : at + 1], arguments[:at] + arguments[at + 1 :]))
            case ast.With([ast.withitem(ast.Call() as opened, ast.Name("batch_op"))]) if _is_batch(opened):
                for inner in statement.body:
                    match inner:
                        case ast.Expr(ast.Call(ast.Attribute(ast.Name("batch_op"), name)) as call):
                            calls.append(_call(call, name, opened.args, call.args))
                        case _:
                            yield inner, f"{_first_line(inner)}: {BATCH}"
            case ast.With():
                yield statement, f"{_first_line(statement)}: {BATCH}"
            case _:
                yield statement, f"{_first_line(statement)}: {MARK}"


def _is_batch(opened: ast.Call) -> bool:
    """Of one table, with no option: `recreate="always"` copies it under a lock."""
    match opened:
        case ast.Call(ast.Attribute(ast.Name("op"), "batch_alter_table"), [ast.Constant(str())], options):
            return all(ast.unparse(option) == "schema=None" for option in options)
    return False


def _call(call: ast.Call, name: str, subject: list[ast.expr], arguments: list[ast.expr]) -> Call:
    options = {option.arg: option.value for option in call.keywords}
    match subject:
        case [ast.Constant(str(told))]:
            return Call(call.lineno, name, told, arguments, options)
    return Call(call.lineno, name, "", arguments, options)


def _is_safe(call: Call, made: set[str], marks: set[str]) -> bool:
    if not call.subject:
        return False
    match call.name, call.arguments:
        case "create_table", columns:
            return not call.options and all(map(_is_data, columns))
        case "create_index", [_, _]:
            return call.subject in made and _is_index(call)
        case "create_index_concurrently", [_, _]:
            return _is_index(call) and not _is_unique(call)
        case "add_column", [column]:
            return not call.options and _is_free_column(column)
        case "alter_column", [ast.Constant()]:
            return _only_loosens(call.options)
        case "execute", []:
            return "DATA" in marks and not call.options and CHANGED_ROWS.fullmatch(call.subject) is not None
    return False


def _is_index(call: Call) -> bool:
    known = all(name and name.startswith(("unique", "postgresql_", "sqlite_")) for name in call.options)
    return known and all(map(_is_data, [*call.arguments, *call.options.values()]))


def _is_unique(call: Call) -> bool:
    return "unique" in call.options and ast.unparse(call.options["unique"]) != "False"


def _only_loosens(options: dict[str | None, ast.expr]) -> bool:
    changed = {name: value for name, value in options.items() if not (name or "").startswith("existing_")}
    is_loosened = [(name, ast.unparse(value)) for name, value in changed.items()] == [("nullable", "True")]
    return is_loosened and all(map(_is_data, options.values()))


def _is_free_column(column: ast.expr) -> bool:
    """Return whether adding the column neither rewrites nor scans the table.

    It must also get a value when the running code does not name it.
    """
    match column:
        case ast.Call(ast.Attribute(ast.Name("sa"), "Column"), [ast.Constant(str()), kind], keywords):
            options = {keyword.arg: keyword.value for keyword in keywords}
        case _:
            return False
    if not _is_plain_type(kind) or not options.keys() <= {"nullable", "server_default"}:
        return False
    match options.get("nullable"), options.get("server_default"):
        case None | ast.Constant(True), None | ast.Constant(None):
            return True
        case None | ast.Constant(bool()), default:
            return _is_constant_default(default)
    return False


def _is_constant_default(default: ast.expr | None) -> bool:
    match default:
        case ast.Constant(str()) | ast.Call(ast.Attribute(ast.Name("sa"), "true" | "false"), [], []):
            return True
    return False


def _is_plain_type(kind: ast.expr) -> bool:
    """A type of the database's own: others bring a check, or values that have to be computed."""
    match kind:
        case ast.Call(ast.Attribute(ast.Name("sa"), name), sizes, options):
            return (
                name in PLAIN_TYPES
                and all(isinstance(size, ast.Constant) and type(size.value) is int for size in sizes)
                and all(option.arg in PLAIN_TYPE_OPTIONS for option in options)
                and all(isinstance(option.value, ast.Constant) for option in options)
            )
    return False


def _is_data(value: ast.expr) -> bool:
    """Constants, and what sqlalchemy makes of them: to build it does nothing to the database."""
    match value:
        case ast.Constant() | ast.Attribute(ast.Name("sa")):
            return True
        case ast.List(parts) | ast.Tuple(parts):
            return all(map(_is_data, parts))
        case ast.Call(ast.Attribute(ast.Name("sa"))) | ast.Call(
            ast.Attribute(ast.Name("op" | "batch_op"), "f")
        ):
            named = all(option.arg for option in value.keywords)
            return named and all(map(_is_data, [*value.args, *(option.value for option in value.keywords)]))
    return False


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).splitlines()[0]

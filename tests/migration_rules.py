"""Reads a migration without running it: what in it would break the code that is still running.

While a new version starts the old one still works on the same tables. So a migration may add (expand);
what takes away or tightens (contract) goes into a later migration, once no running code needs it, and says
so: `CONTRACTS = "why nothing needs it any more"`.
"""

import ast

TAKES_AWAY = frozenset({"drop_column", "drop_table", "drop_constraint", "rename_table"})
NEW_NAME = "new_column_name"
BINDING = frozenset(
    {"create_unique_constraint", "create_foreign_key", "create_check_constraint", "create_primary_key"}
)


def breaches(source: str) -> list[str]:
    """What breaks the rule, each as "line 12: drop_column"; nothing in a marked contract step."""
    module = ast.parse(source)
    if _contracts(module):
        return []
    upgrade = next(
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    made = _tables_made(upgrade)
    return [
        f"line {call.lineno}: {told}"
        for call in ast.walk(upgrade)
        if isinstance(call, ast.Call)
        for told in _breach(call, made)
    ]


def _contracts(module: ast.Module) -> bool:
    marks = [
        node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == "CONTRACTS"
    ]
    return any(isinstance(mark, str) and mark.strip() for mark in marks)


def _breach(call: ast.Call, made: set[str]) -> list[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in TAKES_AWAY:
        return [name]
    if name in BINDING and _table(call) not in made:
        return [f"{name} on a table that is in use"]
    if name == "alter_column":
        return [f"alter_column with {word}" for word in _tightening(keywords)]
    if name == "add_column" and _must_be_given(call):
        return ["add_column that is not nullable and has no server_default"]
    if name == "create_index" and _is_true(keywords.get("unique")) and _table(call) not in made:
        return ["a unique index on a table that is in use"]
    if name == "execute" and any(word in ast.unparse(call).upper() for word in ("DROP ", "RENAME ")):
        return ["SQL that drops or renames"]
    return []


def _tightening(keywords: dict[str | None, ast.expr]) -> list[str]:
    words = [NEW_NAME] if NEW_NAME in keywords else []
    words += ["type_"] if "type_" in keywords else []
    nullable = keywords.get("nullable")
    return (
        [*words, "nullable=False"]
        if isinstance(nullable, ast.Constant) and nullable.value is False
        else words
    )


def _must_be_given(call: ast.Call) -> bool:
    columns = [node for node in ast.walk(call) if isinstance(node, ast.Call) and node is not call]
    for column in columns:
        keywords = {keyword.arg: keyword.value for keyword in column.keywords}
        nullable = keywords.get("nullable")
        if (
            isinstance(nullable, ast.Constant)
            and nullable.value is False
            and "server_default" not in keywords
        ):
            return True
    return False


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _tables_made(upgrade: ast.FunctionDef) -> set[str]:
    """New tables are nobody's yet."""
    return {
        str(call.args[0].value)
        for call in ast.walk(upgrade)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "create_table"
        and isinstance(call.args[0], ast.Constant)
    }


def _table(call: ast.Call) -> str:
    """The table that a call of `op` names; that of `batch_op` stands in the `with`, and counts as in use."""
    names = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    is_batch = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "batch_op"
    return "" if is_batch or len(names) < 2 else str(names[1])

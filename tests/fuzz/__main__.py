"""`make fuzz`: EXAMPLES for each operation (100), every check, two users; status 1 when an answer is not as
described."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from clueso.dev.stack import ROOT
from tests.fuzz.target import USERS, Target, serving

CONFIG = """
[auth.wfc]
path = "{users}"
peers = {peers}

[generation]
max-examples = {examples}

# Besides what Schemathesis expects: what rests on the present state of a row, or on the size of the whole.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 429]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429]

[checks.missing_required_header]
expected-statuses = [400, 401, 403, 404, 406, 422, 428]

# Which body, segments and parts are right, and what can move in a file, only the row can say. The description cannot
# say which names metadata may have, and which addresses are public.
[[operations]]
include-operation-id = ["editDocument", "createExport", "editTranscript", "signParts", "createProject", "changeProject", "createWebhook"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 422, 429]
"""
LEAVING = "deleteAccount"
"""The call after which a user has nothing left to try the others on."""


def run(target: Target, examples: int, *options: str) -> int:
    """Let Schemathesis loose on the target. Returns its status, 0 when it found nothing."""
    with tempfile.TemporaryDirectory() as folder:
        config = _configured(target, examples, Path(folder))
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"]
        checks = ["--checks", "all", "--continue-on-failure", *options]
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
            "FUZZ_IDS": json.dumps(target.ids),
            "FUZZ_URL": target.url,
            "FUZZ_TOKEN": target.tokens[USERS[0]],
        }
        document = f"{target.url}/api/v1/openapi.json"
        return subprocess.run([*command, document, *checks], cwd=folder, env=env, check=False).returncode


def _configured(target: Target, examples: int, folder: Path) -> Path:
    users = folder / "users.json"
    entries = [
        {"name": user, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for user, token in target.tokens.items()
    ]
    users.write_text(json.dumps({"auth": entries}))
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG.format(users=users, peers=json.dumps(USERS), examples=examples))
    return config


def main(*options: str) -> int:
    examples = int(os.environ.get("EXAMPLES") or 100)
    with serving() as target:
        statuses = [
            run(target, examples, "--exclude-operation-id", LEAVING, *options),
            run(target, examples, "--include-operation-id", LEAVING, *options),
        ]
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

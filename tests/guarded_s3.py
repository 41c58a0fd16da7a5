"""An S3 in which each process type has credentials of its own, and may do what its policy file allows."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from tests.iam import Authority, Policy, Wish
from tests.sigv4 import Gate
from tests.storage_servers import MotoS3, S3Server, make_bucket, serve

FOLDER = Path(__file__).parents[1] / "deploy" / "iam"
ROLES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@dataclass(frozen=True, slots=True)
class GuardedS3:
    """`owner` may do everything, each of `roles` what its policy allows."""

    owner: S3Server
    roles: Mapping[str, S3Server]
    authority: Authority

    def granted(self, role: str) -> set[Wish]:
        return {wish for key, wish in self.authority.granted if key == self.roles[role].access_key_id}

    def refused(self) -> list[tuple[str, Wish]]:
        """By role."""
        names = {server.access_key_id: role for role, server in self.roles.items()}
        return [(names[key], wish) for key, wish in self.authority.refused]

    def change(self, role: str, policy: Policy) -> None:
        """Give a role another policy from now on."""
        self.authority.policies[self.roles[role].access_key_id] = policy


def policy_of(role: str, bucket: str) -> Policy:
    """The policy file of a process type, filled in as its README says."""
    policy: Policy = json.loads((FOLDER / f"{role}.json").read_text().replace("BUCKET", bucket))
    return policy


def actions(policy: Policy) -> list[str]:
    """What a policy allows."""
    allowed = [part["Action"] for part in policy["Statement"] if part["Effect"] == "Allow"]
    return list(dict.fromkeys(action for some in allowed for action in some))


def without(policy: Policy, action: str) -> Policy:
    """The same policy with one action taken out."""
    kept = [
        part | {"Action": [one for one in part["Action"] if one != action]} for part in policy["Statement"]
    ]
    return {**policy, "Statement": [part for part in kept if part["Action"]]}


@contextmanager
def start_guarded_s3() -> Iterator[GuardedS3]:
    """With one empty bucket."""
    unique = uuid4().hex
    bucket = f"clueso-{unique}"
    secrets = {f"AKIA{name.upper()}{unique[:8].upper()}": f"{name}-{unique}" for name in ("owner", *ROLES)}
    key_of = dict(zip(("owner", *ROLES), secrets, strict=True))
    authority = Authority(MotoS3(), {key_of[role]: policy_of(role, bucket) for role in ROLES})
    with serve(Gate(authority, secrets)) as url:
        owner = S3Server(url, bucket, "eu-central-1", key_of["owner"], secrets[key_of["owner"]])
        make_bucket(owner)
        roles = {
            role: replace(owner, access_key_id=key_of[role], secret_access_key=secrets[key_of[role]])
            for role in ROLES
        }
        yield GuardedS3(owner, roles, authority)

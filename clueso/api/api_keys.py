"""Keys for programs: make, list and revoke them. No key can: see `clueso.api.guards.scopes`."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from clueso.api.coming import Coming
from clueso.api.guards.auth import PREFIX, owner_id
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import UNIQUE, Answer, Body, Moment, Name, Path, answer, without_repeats
from clueso.errors import QuotaExceeded
from clueso.models import Scope
from clueso.services.people import api_keys

routes = api_blueprint("keys", __name__, tag="keys")


class NewKey(Body):
    name: Annotated[Name, Field(max_length=100)] = Field(description="What the key is for.")
    scopes: Annotated[
        list[Annotated[Scope, Field(strict=False)]],
        Field(min_length=1, max_length=len(Scope)),
        AfterValidator(without_repeats),
        UNIQUE,
    ] = Field(description="`read` allows calls that change nothing, `write` the others.")
    expires_at: Coming | None = Field(
        None, description="Within ten years from now. Without it the key does not expire."
    )


class Key(Answer):
    id: str
    name: str
    prefix: str = Field(description="The first characters of the secret, by which its owner recognises it.")
    scopes: list[Scope]
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None = Field(description="To the minute; null for a key that nobody has used.")


class NewSecret(Key):
    """A new key with its secret."""

    secret: str = Field(description="The key itself. No other response shows it again.")


class Keys(Answer):
    items: list[Key]
    next_cursor: None = None  # a person has at most 20 keys


@routes.post("/keys", responses={201: NewSecret, **problems(QuotaExceeded)})
def create(body: NewKey) -> Any:
    """Make a key with which a program signs in as the caller"""
    # No Idempotency-Key: the first response would be kept, and the secret with it.
    made = api_keys.create(owner_id(), body.name, body.scopes, expires_at=body.expires_at)
    shown = NewSecret(**Key.model_validate(made.key).model_dump(), secret=made.secret)
    return answer(shown, 201, {"Location": f"{PREFIX}/keys/{made.key.id}"})


@routes.get("/keys", responses={200: Keys})
def list_keys() -> Any:
    """List the caller's keys, newest first"""
    return answer(Keys(items=[Key.model_validate(key) for key in api_keys.list_of(owner_id())]))


@routes.get("/keys/<id>", responses={200: Key})
def read(path: Path) -> Any:
    """Read a key, without its secret"""
    return answer(Key.model_validate(api_keys.get(owner_id(), path.id)))


@routes.delete("/keys/<id>", responses={204: None})
def revoke(path: Path) -> Any:
    """Revoke a key: it signs nobody in from now on"""
    api_keys.revoke(owner_id(), path.id)
    return "", 204

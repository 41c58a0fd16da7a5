"""How the caller hears that a recording of theirs is ready."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from clueso import web_push
from clueso.api.context import settings, toolbox
from clueso.api.guards.auth import PREFIX, caller, user_id
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Body, Described, Line, Moment, Path, answer
from clueso.domain.ports.outgoing import URL_MAX
from clueso.errors import AddressRefused, Conflict
from clueso.services.notifications import browsers, contacts

routes = api_blueprint("notifications", __name__, tag="me")

NO_PUSH = "This service notifies no browsers. Ask the people who run it."
NO_MAIL = "This service sends no mail. Ask the people who run it."


class MailNotifications(Answer):
    offered: bool = Field(description="Whether this installation sends mail.")
    address: str | None = Field(
        description="Where mail goes: the verified address that the sign-in names; null if it names none."
    )
    enabled: bool
    trouble: str | None = Field(description="Why the last mail did not arrive; null if it did.")


class PushNotifications(Answer):
    public_key: str | None = Field(
        description="`applicationServerKey` for a browser's subscription; null where this installation has no key."
    )
    browsers: list[str] = Field(
        description="Ids of the person's browsers, newest first: the first 32 hexadecimal digits of the SHA-256 of each endpoint."
    )


class Notifications(Answer):
    """The person's own choice, whatever organisation is selected."""

    mail: MailNotifications
    push: PushNotifications


class Browser(Answer):
    """A browser that is notified while the page is closed."""

    id: str
    created_at: Moment


class BrowserKeys(Body):
    p256dh: Annotated[Line, Field(max_length=100)]
    auth: Annotated[Line, Field(max_length=32)]

    @model_validator(mode="after")
    def must_be_keys(self) -> Self:
        try:
            web_push.demand_keys(self.p256dh, self.auth)
        except ValueError as error:
            raise ValueError("must be the keys of a push subscription") from error
        return self


class NewBrowser(Body):
    """What a browser's `PushSubscription` holds."""

    endpoint: Annotated[Line, Field(max_length=URL_MAX), Described({"format": "uri"})]
    keys: BrowserKeys


class ChosenNotifications(Body):
    mail: bool = Field(
        description="Whether a mail says that a recording of the caller's is ready, or failed."
    )


@routes.get("/me/notifications", responses={200: Notifications})
def read_notifications() -> Any:
    """Read how the caller hears that a recording is ready"""
    return _shown()


@routes.put("/me/notifications", responses={200: Notifications, **problems(Conflict)})
def write_notifications(body: ChosenNotifications) -> Any:
    """Turn the caller's mails on or off"""
    _learn_address()
    if body.mail and not settings().sends_mail:
        raise Conflict(NO_MAIL)
    contacts.choose(user_id(), by_mail=body.mail)
    return _shown()


@routes.post("/browsers", responses={201: Browser, **problems(AddressRefused, Conflict)})
def create_browser(body: NewBrowser) -> Any:
    """Notify a browser of the caller while the page is closed"""
    if web_push.key_of(settings()) is None:
        raise Conflict(NO_PUSH)
    row = browsers.subscribe(
        user_id(), body.endpoint, body.keys.p256dh, body.keys.auth, outgoing=toolbox().outgoing
    )
    return answer(Browser.model_validate(row), 201, {"Location": f"{PREFIX}/browsers/{row.id}"})


@routes.get("/browsers/<id>", responses={200: Browser})
def read_browser(path: Path) -> Any:
    """Read whether a browser of the caller is notified"""
    return answer(Browser.model_validate(browsers.get(user_id(), path.id)))


@routes.delete("/browsers/<id>", responses={204: None})
def remove_browser(path: Path) -> Any:
    """Notify a browser of the caller no more"""
    browsers.unsubscribe(user_id(), path.id)
    return "", 204


def _shown() -> Any:
    _learn_address()
    choice = contacts.read(user_id())
    mail = MailNotifications(
        offered=settings().sends_mail,
        address=choice.address,
        enabled=choice.by_mail,
        trouble=choice.mail_trouble,
    )
    key = web_push.key_of(settings())
    push = PushNotifications(public_key=key.public if key else None, browsers=browsers.ids_of(user_id()))
    return answer(Notifications(mail=mail, push=push))


def _learn_address() -> None:
    """Keep the address of this session, so that a changed one is followed. Not every session names one."""
    known = caller()
    if known and known.address:
        contacts.learn(known.user_id, known.address)

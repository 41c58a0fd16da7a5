"""Pictures that the caller adds to a document."""

from typing import Annotated, Any

from pydantic import Field

from clueso.api.context import settings, toolbox
from clueso.api.guards.auth import owner_id
from clueso.api.guards.creation import Answered, Creation, once
from clueso.api.links import link_to
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Body, Described, Path, answer, decoded
from clueso.domain.files.media_types import picture_type
from clueso.domain.files.pictures import MAX_BYTES
from clueso.errors import Conflict, Invalid, QuotaExceeded, StorageDown
from clueso.services.documents import own_pictures

routes = api_blueprint("own_pictures", __name__, tag="documents")


class NewPicture(Body):
    picture: Annotated[
        str, Field(min_length=1, max_length=MAX_BYTES * 4 // 3 + 4), Described({"format": "png"})
    ] = Field(
        description="An upright PNG or JPEG of at most 5 MB and 40 megapixels, in Base64. Only its pixels are kept."
    )


class OwnPicture(Answer):
    """`url` is signed for fifteen minutes."""

    id: str
    url: str
    width: int
    height: int


@routes.post(
    "/documents/<id>/pictures", responses={201: OwnPicture, **problems(Conflict, QuotaExceeded, StorageDown)}
)
def add_picture(path: Path, body: NewPicture, header: Creation) -> Any:
    """Add a picture of your own to a document"""

    def make(picture_id: str | None) -> Answered:
        try:
            row = own_pictures.add(
                owner_id(),
                path.id,
                decoded(body.picture),
                storage=toolbox().storage,
                settings=settings(),
                picture_id=picture_id,
            )
        except ValueError as error:
            detail = f"The picture {error}."
            raise Invalid(extra={"errors": [{"pointer": "/picture", "detail": detail}]}) from error
        url = link_to(row.key, picture_type(row.key)).url
        return answer(OwnPicture(id=row.id, url=url, width=row.width, height=row.height), 201)

    return once(header.idempotency_key, make)

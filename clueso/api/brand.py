"""The caller's brand: the colour and the logo of exported files."""

from typing import Annotated, Any, Self

from pydantic import Field

from clueso.api.context import toolbox
from clueso.api.guards.auth import owner_id
from clueso.api.links import link_to
from clueso.api.openapi import api_blueprint
from clueso.api.responses import problems
from clueso.api.schemas import Answer, Body, Described, answer, decoded
from clueso.domain.files.png import MAX_BYTES
from clueso.errors import Invalid, StorageDown
from clueso.services.people import brands

routes = api_blueprint("brand", __name__, tag="me")


class Brand(Answer):
    accent: str | None = Field(
        description="Colour of exported files, darkened where it could not be read; null for the product's."
    )
    logo_url: str | None = Field(description="Presigned URL of the logo; null without one.")

    @classmethod
    def of(cls, user: str) -> Self:
        brand = brands.brand_of(user)
        link = link_to(brand.logo_key, brands.LOGO_TYPE) if brand.logo_key else None
        return cls(accent=brand.accent, logo_url=link.url if link else None)


class NewBrand(Body):
    accent: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] | None


class NewLogo(Body):
    png: Annotated[
        str, Field(min_length=1, max_length=MAX_BYTES * 4 // 3 + 4), Described({"format": "png"})
    ] = Field(
        description="A PNG in true colour with 8 bits per channel, at most 1200 by 600 pixels and 256 kB, in Base64."
    )


@routes.get("/me/brand", responses={200: Brand})
def read_brand() -> Any:
    """Read the colour and the logo of the caller's files"""
    return answer(Brand.of(owner_id()))


@routes.put("/me/brand", responses={200: Brand})
def write_brand(body: NewBrand) -> Any:
    """Set the colour of the caller's files"""
    brands.set_accent(owner_id(), body.accent)
    return answer(Brand.of(owner_id()))


@routes.put("/me/brand/logo", responses={200: Brand, **problems(StorageDown)})
def write_logo(body: NewLogo) -> Any:
    """Set the logo of the caller's files"""
    try:
        brands.set_logo(owner_id(), decoded(body.png), toolbox().storage)
    except ValueError as error:
        raise Invalid(extra={"errors": [{"pointer": "/png", "detail": str(error)}]}) from error
    return answer(Brand.of(owner_id()))


@routes.delete("/me/brand/logo", responses={200: Brand})
def remove_logo() -> Any:
    """Remove the logo of the caller's files"""
    brands.remove_logo(owner_id())
    return answer(Brand.of(owner_id()))

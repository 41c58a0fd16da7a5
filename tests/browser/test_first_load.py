"""What everyone loads before they see anything."""

from tests.browser.built import first_load_bytes, require_build


def test_the_javascript_of_the_first_load_stays_under_100_kb() -> None:
    require_build()

    assert first_load_bytes() < 100_000

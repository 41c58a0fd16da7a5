"""axe, the rules of the WCAG as a program, in the page as it stands."""

from playwright.sync_api import Page

AXE = """async () => {
  const { violations } = await axe.run(document, { rules: { 'target-size': { enabled: true } } })
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${node.target.join(' ')}: ${node.failureSummary}`))
}"""
"""All its rules, and the one of WCAG 2.2 that it leaves off."""
SETTLED = """() => document.getAnimations().every(
  ({ playState, effect }) => playState !== 'running' || effect.getTiming().iterations === Infinity)"""


def violations(page: Page) -> list[str]:
    """What axe finds, once nothing fades in any more."""
    page.wait_for_function(SETTLED)
    found: list[str] = page.evaluate(AXE)
    return found


def in_light_and_dark(page: Page) -> list[str]:
    """What axe finds in either look of the page."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("scheme => document.documentElement.dataset.theme === scheme", arg=scheme)
        found += violations(page)
    return found

"""The review page in a real browser: what its readers do with it, and what axe-core says of it.

Needs `chromium` and `chromium-driver` of Debian, selenium, and for the last word `axe-core` of npm, whose `axe.min.js` is in
CLAUSECHECK_AXE. What is not there is skipped with its reason.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clausecheck import check
from clausecheck.reports.common import Run
from clausecheck.reports.html_report import render
from clausecheck.rules.loader import load
from tests.reports.test_html import AS_OF, CALENDAR, hostile

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = os.environ.get("CLAUSECHECK_AXE", "")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1200,900",
)  # fmt: skip
SIZES = {"A4": (8.27, 11.69), "Letter": (8.5, 11.0)}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="there is no chromium with its chromedriver"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The address of each page."""
    folder = tmp_path_factory.mktemp("pages")
    sample = Path(__file__).resolve().parents[2] / "samples" / "clean" / "managed-servers.sla"
    texts = {
        "calendar": CALENDAR,
        "hostile": hostile(),
        "clean": sample.read_text(encoding="utf-8"),
        "unread": "priority {",
    }
    made = {}
    for name, text in texts.items():
        file = folder / f"{name}.html"
        file.write_text(
            render(check(text, path=f"{name}.sla", as_of=AS_OF), Run(rules=load("msp"))), encoding="utf-8"
        )
        made[name] = file.as_uri()
    return made


def shown(browser: Any) -> list[str]:
    """The severities of the findings that can be seen."""
    found: list[str] = browser.execute_script(
        "return [...document.querySelectorAll('.finding')].filter(e => e.offsetParent).map(e => e.dataset.severity)"
    )
    return found


def test_findings_can_be_chosen_by_severity_subject_and_party(browser: Any, pages: dict[str, str]) -> None:
    browser.get(pages["calendar"])
    every = shown(browser)
    assert {"error", "warning"} <= set(every)
    box = browser.find_element("css selector", "input[value=warning]")
    box.send_keys(" ")  # with the keyboard
    assert shown(browser) == [severity for severity in every if severity != "warning"]
    status = browser.find_element("css selector", "[role=status]").text
    assert status == f"{len(shown(browser))} of {len(every)} findings shown"
    box.send_keys(" ")
    assert shown(browser) == every
    for kind in ("block", "party"):
        browser.execute_script(
            "const s = document.querySelector(`select[data-filter=${arguments[0]}]`); s.selectedIndex = 1;"
            "s.dispatchEvent(new Event('change', {bubbles: true}))",
            kind,
        )
        assert 0 < len(shown(browser)) < len(every) or kind == "party"


def test_without_scripts_every_finding_is_there(browser: Any, pages: dict[str, str]) -> None:
    browser.get(pages["calendar"])
    number = len(shown(browser))
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(pages["calendar"])
        assert browser.execute_script("return 1") == 1
        seen = [one for one in browser.find_elements("css selector", ".finding") if one.is_displayed()]
        assert len(seen) == number
        assert not browser.find_element("css selector", "form.filters").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_hostile_text_runs_nothing_and_asks_for_nothing(browser: Any, pages: dict[str, str]) -> None:
    from selenium.common.exceptions import NoAlertPresentException

    browser.get(pages["hostile"])
    with pytest.raises(NoAlertPresentException):
        _ = browser.switch_to.alert
    assert browser.execute_script("return document.scripts.length") == 1
    assert browser.execute_script("return document.images.length") == 0
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["calendar", "hostile", "clean", "unread"])
def test_nothing_runs_out_of_the_page_and_axe_finds_nothing(
    browser: Any, pages: dict[str, str], name: str, scheme: str, width: int
) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(pages[name])
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    dark = browser.execute_script("return getComputedStyle(document.documentElement).backgroundColor")
    assert (dark == "rgb(255, 255, 255)") is (scheme == "light")
    if not Path(AXE).is_file():
        pytest.skip("CLAUSECHECK_AXE names no axe.min.js")
    browser.execute_script(Path(AXE).read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run().then(r => done(r.violations.map(v => `${v.id}: ${v.nodes[0].html}`)))"
    )
    assert found == []


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("name", ["calendar", "clean"])
def test_it_is_printed(browser: Any, pages: dict[str, str], name: str, paper: str) -> None:
    wide, high = SIZES[paper]
    browser.get(pages[name])
    size = {"paperWidth": wide, "paperHeight": high}
    data = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", size)["data"])
    assert data.startswith(b"%PDF")
    box = f"/MediaBox [0 0 {wide * 72:.0f}"[:16].encode()
    assert box in data
    assert not browser.execute_script("return document.querySelectorAll('details[open]').length")

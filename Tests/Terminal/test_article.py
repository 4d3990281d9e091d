"""The article: it is as new as its sources, its numbers hold, and its live pieces work in a real browser."""

import re
import subprocess
import sys

import pytest
from conftest import PATIENCE, ROOT
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from test_page import browser  # noqa: F401

sys.path.insert(0, str(ROOT / "tools"))
import article  # noqa: E402

PAGE = ROOT / "docs" / "article.html"


def test_the_page_is_as_new_as_its_sources():
    found = re.search(r'<meta name="made-of" content="(\w+)">', PAGE.read_text())
    assert found and found[1] == article.digest(), "docs/article.html is older than docs/article: tools/article makes it anew"
    assert len(PAGE.read_bytes()) <= 1_500_000


@pytest.mark.parametrize("script", [path.stem for path in article.scripts()])
def test_numbers_hold(script, tmp_path):
    output = article.printed(ROOT / "docs" / "article" / "scripts" / (script + ".nsh"), tmp_path)
    quoted = [quote for quote in article.quotes() if quote[1] == script]
    assert quoted or script in ["family", "principle"], "nothing in the text is of this script"
    assert article.refuted({script: article.values(output)}, quoted) == []


def test_a_number_that_does_not_hold_is_told():
    told = {"swap": {"gradient": 8.97e-4}}
    right = [("a:1", "swap", "gradient", relation, number) for relation, number in [(":", "9e-4"), (":", "8.97e-4"), ("<", "1e-3"), (">", "8e-4")]]
    wrong = [("a:2", "swap", "gradient", relation, number) for relation, number in [(":", "8.9e-4"), (":", "2e-3"), ("<", "8e-4"), (">", "nan")]]
    assert article.refuted(told, right) == []
    assert len(article.refuted(told, wrong)) == len(wrong)
    assert "prints no number called `loss`" in article.refuted(told, [("a:3", "swap", "loss", ":", "1")])[0]
    assert all("docs/article/text" in place for place, *_ in article.quotes()) and {quote[1] for quote in article.quotes()} <= {path.stem for path in article.scripts()}


def test_the_same_page_comes_again(tmp_path):
    """But for the pictures' bytes, which are the PNG library's, and the digits of what is rounding."""
    python = ROOT / ".build-article" / "bin" / "python"
    if not python.exists():
        pytest.skip("tools/article has not been run here, so that the libraries for Markdown and formulas are missing")
    subprocess.run([python, ROOT / "tools" / "article.py", tmp_path / "article.html"], check=True, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    varies = re.compile(r"data:image/png;base64,[^\"]*|\d(\.\d+)?e-[1-9]\d")
    bare = [varies.sub("", path.read_text()) for path in (PAGE, tmp_path / "article.html")]
    assert bare[0] == bare[1]


@pytest.fixture
def reader(browser):  # noqa: F811
    """Opens the article; the console stays empty, and nothing is asked for."""

    def reader(width=1000, height=900):
        phone = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        quiet()
        browser.get(PAGE.as_uri())
        return browser

    def quiet():
        assert browser.get_log("browser") == []
        asked = [e["message"] for e in browser.get_log("performance") if 'Network.requestWillBeSent"' in e["message"]]
        assert not any("http:" in r or "https:" in r for r in asked), asked

    yield reader
    quiet()
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def enliven(driver, name, place=0):
    """The figure of a live piece, alive."""
    figures = driver.find_elements(By.CSS_SELECTOR, f'figure.live[data-live="{name}"]')
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'}); enliven(arguments[0])", figures[place])
    return figures[place]


def press(driver, element):
    driver.execute_script("arguments[0].click()", element)


def told(figure):
    return figure.find_element(By.CSS_SELECTOR, ".told").text


def until(driver, what):
    return WebDriverWait(driver, PATIENCE, poll_frequency=0.05).until(lambda _: what())


def test_predictions_come_before_answers(reader):
    driver = reader()
    sections = driver.find_elements(By.CSS_SELECTOR, ".predict")
    assert len(sections) == len(driver.find_elements(By.TAG_NAME, "h2")) == 11
    for section in sections[::5]:
        answer = section.find_element(By.TAG_NAME, "details")
        wrong = section.find_element(By.CSS_SELECTOR, "li:not([data-right]) button")
        right = section.find_element(By.CSS_SELECTOR, "li[data-right] button")
        assert answer.get_attribute("open") is None and "right" not in (right.find_element(By.XPATH, "..").get_attribute("class") or "")
        driver.execute_script("arguments[0].focus()", wrong)
        wrong.send_keys(Keys.ENTER)
        assert answer.get_attribute("open") is not None and wrong.get_attribute("aria-pressed") == "true"
        assert section.find_element(By.CSS_SELECTOR, "[role=status]").text.startswith("Not so")
        right.send_keys(Keys.ENTER)
        assert section.find_element(By.CSS_SELECTOR, "[role=status]").text.startswith("Yes")


MOVED = """
  const [figure, drawn] = [arguments[0], () => arguments[0].querySelector(".picture svg").innerHTML];
  enliven(figure);
  const before = drawn();
  const stuck = [...figure.querySelectorAll(".handle")].filter((handle) => {
    const name = handle.getAttribute("aria-label");
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", cancelable: true }));
    return !handle.hidden && handle.getAttribute("aria-label") === name;
  }).length;
  for (const slider of figure.querySelectorAll("input[type=range]")) {
    slider.stepUp();
    slider.dispatchEvent(new Event("input"));
  }
  const unnamed = [...figure.querySelectorAll("button, input, select")].filter((e) => !(e.getAttribute("aria-label") || e.textContent || e.labels?.[0]?.textContent).trim()).length;
  requestAnimationFrame(() => requestAnimationFrame(() => arguments[1]({
    stuck, unnamed, isMoved: drawn() !== before, isReplaced: getComputedStyle(figure.querySelector(".still")).display === "none",
    marks: [...figure.querySelectorAll("svg")].map((s) => s.innerHTML).join(),
  })));
"""


def test_every_piece_comes_to_life_and_is_moved_by_keys(reader):
    driver = reader()
    for figure in driver.find_elements(By.CSS_SELECTOR, "figure.live"):
        seen = driver.execute_async_script(MOVED, figure)
        assert seen["isMoved"] and seen["isReplaced"] and seen["stuck"] == seen["unnamed"] == 0
        assert not re.search("NaN|undefined|Infinity", seen["marks"])


def test_training_ends_where_the_charges_stay(reader):
    driver = reader()
    figure = enliven(driver, "chain", 2)
    train = figure.find_element(By.CSS_SELECTOR, "button.main")
    assert "not to be told" in told(figure), "of an untrained chain nothing is claimed"
    press(driver, train)
    until(driver, lambda: "Step 0" not in told(figure))
    press(driver, train)
    # The rest at once.
    driver.execute_script("const { course, stage } = enliven(arguments[0]); while (course.go()) {} stage.draw()", figure)
    assert "V = " in told(figure) and told(figure).endswith("conserved.") and "not conserved" not in told(figure)
    boxes = figure.find_elements(By.CSS_SELECTOR, "input[type=checkbox]")
    for box in boxes[1:]:
        press(driver, box)
    until(driver, lambda: "Momentum of left1 changes" in told(figure) and told(figure).endswith("not conserved."))
    press(driver, boxes[1])
    until(driver, lambda: "Momentum of left1 + left2" in told(figure) and "not" not in told(figure).split("V = ")[1])


def test_a_broken_symmetry_and_an_absorbed_charge(reader):
    driver = reader()
    ended = "const a = enliven(arguments[0]); Object.assign(a.state, arguments[1]); a.begin(); for (let n = 0; n < 4000 && a.course.go(); n++); const p = a.course.past.at(-1); return [p.momentum, p.angular, p.force, ...a.course.found[0].sum.map(Math.abs)]"
    broken = enliven(driver, "chain", 3)
    momentum, angular, *_ = driver.execute_script(ended, broken, {"family": "pinned"})
    assert momentum > 1e-2 and angular > 1e-2 and "Trained" in driver.execute_script("return enliven(arguments[0]).course.name", broken), "at rest, and yet"
    absorbed = enliven(driver, "chain", 4)
    momentum, angular, force, *sums = driver.execute_script(ended, absorbed, {"end": "affine"})
    assert max(sums) < 1e-9 * force < 1e-3 * force, "the momentum is zero while forces go on"


def test_light_and_bodies_have_nsh_s_numbers(reader, run):
    driver = reader()
    script = """
      build ray lens=bump height=0.6 width=0.5 from=(-1.5, 0) to=(1.5, 0) segments=64
      print "{duration.ray1[last]:.17g} {duration.ray3[last]:.17g} {abs(angular.ray1[0]):.17g} {abs(angular.ray3[0]):.17g}"
      build orbit masses=[1, 2] eccentricity=0.5 drift=(0.15, 0.1) steps=1000
      print "{position.body1[last].x:.17g} {position.body2[last].y:.17g} {momentum.body1[last].x:.17g} {angular[0]:.17g}"
    """
    light, bodies = [[float(x) for x in line.split()] for line in run("-q", "-c", script).stdout.splitlines() if line[0] in "-0123456789"]
    rays = driver.execute_script("return enliven(arguments[0]).rays.map((r) => [r.time, Math.abs(rayCharges(r).angular[0])])", enliven(driver, "lens"))
    # Both come to rest where the gradient is rounding; the saddle's charge is zero.
    assert [rays[0][0], rays[2][0], rays[0][1], rays[2][1]] == pytest.approx(light, rel=1e-9, abs=1e-9)
    moved = "const m = enliven(arguments[0]).motion, [q, p] = [m.states.at(-1), m.momenta.at(-1)]; return [q[0], q[3], p[0], orbitCharges(m).angular.sum[0]]"
    # Rounding grows along the way.
    assert driver.execute_script(moved, enliven(driver, "bodies")) == pytest.approx(bodies, rel=1e-9)


def test_the_principle_has_nsh_s_numbers(reader, tmp_path):
    driver = reader()
    figure = enliven(driver, "principle")
    nsh = article.values(article.printed(ROOT / "docs" / "article" / "scripts" / "principle.nsh", tmp_path))
    terms = [float(b.text.replace("\u2212", "-")) for b in figure.find_elements(By.CSS_SELECTOR, ".terms b")]
    # Told to four digits, as in the script.
    assert terms[:2] == pytest.approx([nsh["angular momentum behind layer 4"], nsh["angular momentum before layer 4"]], abs=1.01e-4)
    assert terms[0] - terms[1] == pytest.approx(terms[2], abs=2e-4) and abs(terms[2]) > 1e-2
    word = driver.find_element(By.CSS_SELECTOR, "p .term[data-term=parameters]")
    driver.execute_script("arguments[0].focus()", word)
    until(driver, lambda: told(figure).startswith("The map"))
    assert "lit" in figure.find_element(By.CSS_SELECTOR, ".terms [data-term=parameters]").get_attribute("class")


@pytest.mark.parametrize("width", [390, 1000])
def test_it_is_read_on_a_phone(reader, width):
    driver = reader(width, 844)
    driver.execute_script("for (const f of document.querySelectorAll('figure.live')) enliven(f); for (const d of document.querySelectorAll('details')) d.open = true")
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    small = """
      return [...document.querySelectorAll("body *")].filter((e) => !e.closest("math, sup, script, .spoken") && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
        && parseFloat(getComputedStyle(e).fontSize) < 12).map((e) => e.outerHTML.slice(0, 80))"""
    assert driver.execute_script(small) == []
    flat = "return [...document.querySelectorAll('button, select, summary, nav a')].filter((e) => e.offsetParent && e.getBoundingClientRect().height < 24).map((e) => e.outerHTML.slice(0, 80))"
    assert driver.execute_script(flat) == []
    assert driver.execute_script("return [...document.querySelectorAll('math')].every((m) => (!m.checkVisibility() || m.getBoundingClientRect().height > 8) && !m.querySelector('merror'))")


def test_without_scripts_there_are_still_pictures(reader):
    driver = reader()
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.get(PAGE.as_uri())
        stills = driver.find_elements(By.CSS_SELECTOR, ".still img")
        assert len(stills) >= 11 and all(s.is_displayed() and len(s.get_attribute("alt")) > 30 for s in stills)
        answers = driver.find_elements(By.CSS_SELECTOR, ".predict summary")
        answers[0].send_keys(Keys.ENTER)
        assert driver.find_element(By.CSS_SELECTOR, ".predict details p").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_charts_stand_beside_the_plane_where_there_is_room(reader):
    places = "const [a, b] = [...arguments[0].querySelectorAll('.front, .side')].map((e) => e.getBoundingClientRect()); return [b.left >= a.right, b.top >= a.bottom, document.documentElement.scrollWidth <= innerWidth]"
    assert reader(1280, 720).execute_script(places, enliven(reader(1280, 720), "chain")) == [True, False, True]
    assert reader(390, 844).execute_script(places, enliven(reader(390, 844), "chain")) == [False, True, True]


def test_with_reduced_motion_play_steps_on(reader):
    driver = reader()
    try:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
        driver.refresh()
        for name, slider in [("bodies", "time"), ("chain", "layer")]:
            figure = enliven(driver, name)
            button = next(b for b in figure.find_elements(By.TAG_NAME, "button") if b.text.startswith("step"))
            value = "return [...arguments[0].querySelectorAll('.control')].find((c) => c.textContent.startsWith(arguments[1])).querySelector('input')"
            read = lambda: driver.execute_script(value + ".valueAsNumber / " + value.removeprefix("return ") + ".max", figure, slider)  # noqa: E731
            seen = []
            for _ in range(9):
                press(driver, button)
                seen.append(read())
            assert seen[:8] == pytest.approx([(k + 1) / 8 for k in range(8)], abs=0.02) and seen[8] == 0
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

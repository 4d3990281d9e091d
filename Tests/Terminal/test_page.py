"""The pages, in a real browser."""

import base64
import io
import os

import pytest
from conftest import PATIENCE, default_signals
from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.service import Service

SETUP = """
seed 3
define cluster red n=20 at=(0, 1) to=(1, 0)
define cluster blue n=20 at=(1, 0) to=(0, 1)
build chain layers=20 penalty=1e-2
train adam steps=100 rate=0.02
"""


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """One for all tests, with a home of its own."""
    home = str(tmp_path_factory.mktemp("browser"))
    options = webdriver.ChromeOptions()
    for argument in ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1240,1500", "--force-device-scale-factor=1"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    homes = {name: home for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"]}
    service = Service("/usr/bin/chromedriver", env=dict(os.environ, **homes), popen_kw={"preexec_fn": default_signals})
    driver = webdriver.Chrome(service=service, options=options)
    driver.set_script_timeout(PATIENCE)
    yield driver
    driver.quit()


@pytest.fixture
def page(run, browser, tmp_path):
    """Runs a script that writes a page, and opens it from disk."""

    def page(script, file):
        done = run("-c", script)
        assert done.returncode == 0, done.stderr
        quiet()
        browser.get((tmp_path / file).as_uri())
        return browser

    def quiet():
        """The console stays empty, and nothing is asked for, since the last time."""
        assert browser.get_log("browser") == []
        requests = [e["message"] for e in browser.get_log("performance") if 'Network.requestWillBeSent"' in e["message"]]
        assert all("file://" in r or "data:" in r for r in requests) and not any("http:" in r or "https:" in r for r in requests), requests

    yield page
    quiet()


def value(browser, name):
    return browser.find_element(By.ID, name).get_property("value")


def picture(browser):
    data = browser.execute_script("return document.getElementById('plane').toDataURL()")
    return Image.open(io.BytesIO(base64.b64decode(data.split(",")[1]))).convert("RGB")


def watch(browser, name):
    """From now on the page notes the texts that an element takes, some of which do not stay for long."""
    browser.execute_script("""
      const element = byId(arguments[0]);
      window.texts = [];
      new MutationObserver(() => texts.push(element.textContent)).observe(element, {childList: true});""", name)


def texts(browser, count):
    """What `watch` noted, as soon as there are so many."""
    return browser.execute_async_script("""
      const [count, done] = arguments;
      const wait = () => texts.length < count ? setTimeout(wait, 20) : done(texts);
      wait();""", count)


def test_the_slider_and_the_keys(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    slider = browser.find_element(By.ID, "layer")
    assert value(browser, "layer") == "0" and slider.get_attribute("max") == "20"
    first = picture(browser)
    slider.send_keys(Keys.RIGHT, Keys.RIGHT)
    assert value(browser, "layer") == "2" and slider.get_attribute("aria-valuetext") == "layer 2 of 20"
    assert picture(browser).tobytes() != first.tobytes()
    plane = browser.find_element(By.ID, "plane")
    plane.send_keys(Keys.END)
    assert value(browser, "layer") == "20"
    plane.send_keys(Keys.LEFT)
    assert value(browser, "layer") == "19"
    assert "layer 19 of 20. momentum, x" in browser.find_element(By.ID, "status").get_property("textContent")
    plane.send_keys(Keys.HOME)
    assert value(browser, "layer") == "0"


def test_it_plays_and_pauses(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    # Within the page, so that it plays no further while this process is waiting for its turn.
    seen = browser.execute_async_script("""
      const done = arguments[0], play = byId("play"), seen = [];
      const click = () => { play.click(); seen.push([play.textContent, play.getAttribute("aria-pressed"), layer]); };
      const wait = () => { if (layer < 4) return setTimeout(wait, 20); click(); done(seen); };
      click();
      wait();""")
    assert seen[0] == ["pause", "true", 0] and seen[1][:2] == ["play", "false"] and 4 <= seen[1][2] < 20
    assert value(browser, "layer") == str(seen[1][2])
    watch(browser, "play")
    browser.find_element(By.ID, "plane").send_keys(Keys.SPACE)
    assert texts(browser, 2) == ["pause", "play"]
    assert value(browser, "layer") == "20", "it ends at the last layer"


def test_every_toggle_changes_the_picture(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    browser.find_element(By.ID, "layer").send_keys(Keys.RIGHT * 7)
    for name in ["points", "gradients", "means", "angular", "grid", "trails"]:
        before = picture(browser).tobytes()
        browser.find_element(By.ID, name).click()
        assert picture(browser).tobytes() != before, name
        browser.find_element(By.ID, name).click()
        assert picture(browser).tobytes() == before, name


def test_the_picture_is_the_engines(page, tmp_path):
    """The canvas beside nsh's own PNG of the same layer: within the axes they differ in the smoothing of edges only."""
    browser = page(SETUP + 'export page "a.html"\nplot layer 7 arrows=none before=no size=(640, 560) > "layer.png"', "a.html")
    browser.find_element(By.ID, "layer").send_keys(Keys.RIGHT * 7)
    for name in ["means", "trails"]:
        browser.find_element(By.ID, name).click()
    # The PNG has no crosses: the page draws the destinations too.
    browser.execute_script("drawDestinations = () => {}; draw()")
    left, top, width, height = browser.execute_script("return data.place.rect")
    box = (int(left) + 2, int(top) + 2, int(left + width) - 2, int(top + height) - 2)
    ours, theirs = picture(browser).crop(box), Image.open(tmp_path / "layer.png").convert("RGB").crop(box)
    ground = (255, 255, 255)
    inked = [(a, b) for a, b in zip(ours.getdata(), theirs.getdata()) if a != ground or b != ground]
    assert len(inked) > 400, "there are forty discs"
    # Two rasterisers' smoothed edges of discs five pixels wide: 8.6; shifted by one pixel: 71.
    mean = sum(max(abs(x - y) for x, y in zip(a, b)) for a, b in inked) / len(inked)
    assert mean < 15, mean


def test_the_numbers_are_the_engines(page, run):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    shown = run("-q", "-c", SETUP + 'for k in 0..20 { print momentum[k].x }').stdout.split()
    charts = browser.execute_script("return moment.charts.map((c) => [c.name, c.curves.map((k) => [k.group, k.values])])")
    name, curves = charts[0]
    assert name == "momentum, x" and [c[0] for c in curves] == [0, 1, None]
    for ours, theirs in zip(curves[2][1], shown):
        assert abs(ours - float(theirs)) <= 1e-5 * abs(float(theirs)), "print has six digits"


def test_every_moment_has_all_points_gradients_and_its_own_grid(page, run):
    """Moments are those of early steps, where most is learned; the grid is carried by each moment's parameters."""
    browser = page(SETUP + 'export page "a.html"', "a.html")
    steps = browser.execute_script("return data.moments.map((m) => m.step)")
    assert steps[0] == 0 and steps[-1] == 100 and sorted(steps) == steps and sum(s < 50 for s in steps) >= len(steps) / 2
    assert browser.execute_script("return data.moments.every((m) => m.points.length === 40 && m.costates.length === m.states.length)")
    browser.find_element(By.ID, "layer").send_keys(Keys.END)
    for name in ["points", "means", "trails"]:
        browser.find_element(By.ID, name).click()
    browser.find_element(By.ID, "grid").click()
    late = picture(browser).tobytes()
    browser.find_element(By.ID, "step").send_keys(Keys.HOME)
    assert picture(browser).tobytes() != late
    # At step 0 the longest arrow is a sixth of the picture too.
    assert browser.execute_script("return data.moments.every((m) => { moment = m; const s = arrowSizes(); let most = 0; for (let i = 0; i < m.costates.length; i += 2) most = Math.max(most, Math.hypot(m.costates[i], m.costates[i + 1])); return Math.abs(most * s.gradient * unitAcross() - wide / 6) < 1e-6; })")


def test_arrows_have_a_key_and_charts_a_relative_scale(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    before = picture(browser).tobytes()
    browser.find_element(By.ID, "same").click()
    assert picture(browser).tobytes() != before
    # On one scale a mean arrow has the length that its gradient has on the points' scale.
    assert browser.execute_script("return scaleOf('mean') === scaleOf('gradient')")
    now = browser.execute_script("return document.querySelector('#charts .now').textContent")
    browser.find_element(By.ID, "relative").click()
    after = browser.execute_script("return document.querySelector('#charts .now').textContent")
    assert after != now and after.endswith("of E|g||\u03be|")


def test_what_clusters_exchange_is_shown_with_the_verdicts_of_nsh(page, run):
    pairs = """
seed 1
define cluster left1  n=6 sd=0.12 at=(-1.5, 0.3)  to=(-1.5, -0.3)
define cluster left2  n=6 sd=0.12 at=(-1.5, -0.3) to=(-1.5, 0.3)
define cluster right1 n=6 sd=0.12 at=(1.5, 0.3)   to=(1.5, -0.3)
define cluster right2 n=6 sd=0.12 at=(1.5, -0.3)  to=(1.5, 0.3)
build chain layers=12 s=0.5 penalty=0.02
train adam steps=300 rate=0.02 decay=cosine
train newton until gradient < 1e-12
"""
    browser = page(pairs + 'export page "a.html"', "a.html")
    rows = run("-q", "-c", pairs + "let t = interact\nfor k in 1..length(t) { print t.clusters[k] + \":\" + t.verdict[k] }").stdout.split("\n")
    shown = browser.execute_script("return [...document.querySelectorAll('.exchange-verdicts button')].map((b) => b.textContent)")
    assert len(shown) == len([r for r in rows if ":" in r])
    for row, text in zip(rows, shown):
        name, verdict = row.split(":")
        assert text.startswith(f"{name}: {verdict}"), (row, text)
    # The page's own V of a chosen subset is the one that nsh tells.
    for k, button in enumerate(browser.find_elements(By.CSS_SELECTOR, ".exchange-verdicts button")):
        button.click()
        own, told = browser.execute_script("return [exchange.violation, exchange.ledger.groups[arguments[0]].violation]", k)
        assert abs(own - told) <= 1e-9 * max(1, told)
    browser.find_element(By.ID, "layer").send_keys(Keys.END)
    assert browser.execute_script("return exchange.state.layer") == 12


def test_all_processes_side_by_side(page, run):
    browser = page(SETUP + 'build chain deep layers=9\nexport page "a.html" all=yes', "a.html")
    assert browser.execute_script("return piece.pieces.map((p) => [p.ledger.name, p.ledger.layers])") == [["chain", 20], ["deep", 9]]
    browser.execute_script("piece.set({at: 1})")
    assert browser.execute_script("return piece.pieces.map((p) => p.state.layer)") == [20, 9]
    refused = run("-c", 'build ray\nexport page "b.html" all=yes')
    assert refused.returncode != 0 and "no process has clusters that exchange momentum" in refused.stderr


def test_a_process_of_one_dimension_has_a_page(page):
    browser = page('define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\nbuild path action=pendulum from=1 velocity=0 time=6 steps=60\nexport page "a.html"', "a.html")
    assert browser.execute_script("return [data.axes, moment.charts.map((c) => c.name)]") == [["x", "p"], ["x", "p", "energy"]]
    before = picture(browser).tobytes()
    browser.find_element(By.ID, "layer").send_keys(Keys.END)
    assert picture(browser).tobytes() != before


def test_twelve_clusters_are_told_apart(page):
    clusters = "\n".join(f"define cluster c{k} n=3 at=polar(1, {k}*0.5) to=polar(1, {k}*0.5 + 0.4)" for k in range(12))
    browser = page("seed 1\n" + clusters + '\nbuild chain layers=4\nexport page "a.html"', "a.html")
    curves = browser.execute_script("return [...document.querySelectorAll('#charts .chart')][0].querySelectorAll('.curve').length")
    assert curves == 13
    marks = browser.execute_script("return [...document.querySelectorAll('#legend span')].map((s) => s.style.background + s.dataset.mark)")
    assert len(set(marks)) == 12


def test_the_training_slider(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    browser.find_element(By.ID, "layer").send_keys(Keys.END)
    trained = picture(browser).tobytes()
    step = browser.find_element(By.ID, "step")
    assert browser.find_element(By.ID, "step-now").text == "100"
    step.send_keys(Keys.HOME)
    assert browser.find_element(By.ID, "step-now").text == "0"
    assert picture(browser).tobytes() != trained and browser.find_element(By.ID, "gradients").is_enabled()
    step.send_keys(Keys.END)
    assert picture(browser).tobytes() == trained


def test_without_training_there_is_no_such_slider(page):
    browser = page(SETUP.replace("train", "# train") + 'export page "a.html"', "a.html")
    assert not browser.find_element(By.ID, "step").is_displayed()


def test_rays_to_several_ends_are_played(page):
    """Each end has rays of its own, which a page cannot drag: it shows what nsh found."""
    browser = page('build ray lens=bump segments=40 to=[(1.5, 0.5), (1.5, -0.5)]\nexport page "a.html"', "a.html")
    before = picture(browser).tobytes()
    browser.find_element(By.ID, "layer").send_keys(Keys.END)
    assert browser.find_element(By.ID, "layer-now").text == "40 of 40" and picture(browser).tobytes() != before
    assert "through bump, T = " in browser.title
    areas = browser.execute_script("""
      const [cx, cy] = scenery.centre;
      return [...Array(layers + 1).keys()].map((k) => {
        const at = place(k, 0), s = moment.states, p = moment.costates;
        return (s[at] - cx) * p[at + 1] - (s[at + 1] - cy) * p[at];
      });""")
    # Places and p have single precision.
    assert max(areas) - min(areas) < 1e-6
    before = picture(browser).tobytes()
    browser.find_element(By.ID, "areas").click()
    assert picture(browser).tobytes() != before
    assert not browser.find_element(By.ID, "grid").is_displayed() and not browser.find_element(By.ID, "gradients").is_displayed()


def test_scenes_that_no_page_can_compute_have_pages_too(page):
    for build in [
        "def p(i) = (cos(i)*i, sin(i)*i)\nbuild orbit positions=map(p, 1..30) step=0.01 steps=30",
        "build ray fan=2 segments=300 spread=3", "build ray segments=450",
    ]:
        browser = page(build + '\nexport page "a.html"', "a.html")
        first = picture(browser).tobytes()
        browser.find_element(By.ID, "layer").send_keys(Keys.END)
        assert picture(browser).tobytes() != first, build


def test_hovering_names_a_point(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    x, y = browser.execute_script("return [across(moment.states[place(0, 3)]), down(moment.states[place(0, 3) + 1])]")
    canvas = browser.find_element(By.ID, "plane")
    scale = canvas.size["width"] / 640
    ActionChains(browser).move_to_element_with_offset(canvas, (x - 320) * scale, (y - 280) * scale).perform()
    hint = browser.find_element(By.ID, "hint")
    assert hint.is_displayed() and hint.text.startswith("point ") and "x = (" in hint.text and "g = (" in hint.text


def test_script_seed_and_names_are_text(page, tmp_path):
    """What a script says is never markup."""
    script = SETUP + '# </script><script>alert(1)</script> <!-- & "\nexport page "a.html"'
    (tmp_path / "s.nsh").write_text(script)
    browser = page('include "s.nsh"\nexport page "a.html" title="a < b </title></script> & c"', "a.html")
    assert browser.title == "a < b </title></script> & c"
    browser = page(script, "a.html")
    assert browser.find_element(By.ID, "script").get_property("textContent").rstrip() == script.rstrip()
    assert browser.find_element(By.ID, "seed").text == "(seed 3)"
    watch(browser, "copy")
    browser.find_element(By.ID, "copy").click()
    assert texts(browser, 1)[0] == "copied"


def test_dark_and_light(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    assert picture(browser).getpixel((1, 1)) == (255, 255, 255)
    browser.find_element(By.ID, "ground").click()
    assert picture(browser).getpixel((1, 1)) == (0x15, 0x18, 0x1D)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    browser.refresh()
    assert picture(browser).getpixel((1, 1)) == (0x15, 0x18, 0x1D)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_it_can_be_printed(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"])
    assert pdf.startswith(b"%PDF") and len(pdf) > 20_000


def test_everything_has_a_name_for_screen_readers(page):
    browser = page(SETUP + 'export page "a.html"', "a.html")
    tree = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    named = {(n["role"]["value"], n.get("name", {}).get("value", "")) for n in tree if not n.get("ignored")}
    for role, name in [("slider", "layer"), ("slider", "step"), ("button", "play"), ("checkbox", "gradients"), ("checkbox", "angular momentum")]:
        assert (role, name) in named, (role, name)
    assert all(name for role, name in named if role in ["slider", "button", "checkbox", "img", "image"]), named

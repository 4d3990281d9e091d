"""The page that trains: its engine beside nsh's, and what a reader does with it."""

import contextlib
import os
import re

import pytest
from conftest import default_signals
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_page import browser, page, picture  # noqa: F401

PRINTED = """
print "{loss:.17g} {gradient:.17g}"
for k in 0..LAYERS { print "{momentum[k].x:.17g} {momentum[k].y:.17g} {angular[k]:.17g} {dilation[k]:.17g}" }
"""

# So many steps from a state, as numbers: loss and |gradient|, then all charges by layer.
TRAINED = """
  const [changes, steps] = arguments;
  state = Object.assign(copied(data.start), changes);
  begin();
  const size = [training.chain.loss, training.chain.slope];
  for (let i = 0; i < steps; i++) if (!training.step()) return {failed: i};
  const found = Object.values(motions).map((xi) => charges(training.chain, xi));
  const rows = Array.from({length: state.layers + 1}, (_, k) => found.map((f) => f.sum[k]));
  return {script: script(training, "no", false), first: [training.chain.loss, training.chain.slope], size, rows, scales: found.map((f) => f.scale)};
"""


@contextlib.contextmanager
def phone(home):
    """Another browser, as small as a phone."""
    options = webdriver.ChromeOptions()
    for argument in ["--headless", "--no-sandbox", "--disable-gpu"]:
        options.add_argument(argument)
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2, "touch": True}})
    homes = {name: str(home) for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"]}
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver", env=dict(os.environ, **homes), popen_kw={"preexec_fn": default_signals}), options=options)
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def playground(run, page, tmp_path):  # noqa: F811
    """A page of an example; and nsh's own numbers for what the page says is its script."""

    def made(command):
        return page(command, "p.html")

    def compared(browser, changes, steps, tolerance=1e-12):
        ours = browser.execute_script(TRAINED, changes, steps)
        assert "failed" not in ours, ours
        script = ours["script"].split("\nconserve")[0]
        layers = len(ours["rows"]) - 1
        done = run("-q", "-c", script + PRINTED.replace("LAYERS", str(layers)))
        assert done.returncode == 0, done.stderr + script
        rows = [[float(x) for x in line.split()] for line in done.stdout.splitlines() if re.fullmatch(r"[-+.\de ]+", line)]
        theirs, charges = rows[0], rows[1:]
        # Of what they were before the training, which makes both small.
        for a, b, size in zip(ours["first"], theirs, ours["size"]):
            assert abs(a - b) <= tolerance * size, (script, ours["first"], theirs)
        assert len(charges) == layers + 1
        for mine, other in zip(ours["rows"], charges):
            for a, b, scale in zip(mine, other, ours["scales"]):
                assert abs(a - b) <= tolerance * scale, (script, mine, other)

    made.compared = compared
    return made


FAMILIES = ["bump", "swirl", "pinch", "general", "affine", "anisotropic", "pinned"]


def test_the_engine_agrees_for_every_family_and_kernel(playground):
    browser = playground('export playground "p.html" example=pairs')
    assert browser.execute_script("return Object.keys(maps)") == FAMILIES
    for family in FAMILIES:
        for kernel in ["gauss", "lorentz", "compact"] if family != "affine" else ["gauss"]:
            for trained in [False, True] if family != "affine" else [False]:
                few = {"families": [family], "kernel": kernel, "trained": trained, "layers": 8, "s": 0.7, "decay": "constant"}
                playground.compared(browser, few | {"method": "adam", "rate": 0.01}, 100)
                playground.compared(browser, few | {"method": "gd", "rate": 0.02}, 100)


def test_the_engine_agrees_for_every_example(playground):
    browser = playground('export playground "p.html" example=swap')
    for number in range(browser.execute_script("return data.examples.length")):
        state = browser.execute_script("return data.examples[arguments[0]].state", number)
        playground.compared(browser, state | {"decay": "constant"}, 100)
        playground.compared(browser, state | {"method": "gd", "rate": 0.05, "decay": "constant"}, 100)


def test_newton_ends_where_nsh_does(playground, run):
    """Stationary to rounding, with the same loss: both methods came into the same valley."""
    browser = playground('export playground "p.html" example=single')
    ours = browser.execute_async_script("""
      const done = arguments[0];
      state = Object.assign(copied(data.start), {layers: 10});
      begin();
      for (let i = 0; i < 1000; i++) training.step();
      while (!training.isStuck && training.chain.slope > 1e-13) { const steps = training.newton(); while (!steps.next().done); }
      done([training.chain.loss, training.chain.slope, driftOf(training.chain).momentum, script(training, "yes", false)]);""")
    done = run("-q", "-c", ours[3].split("\nconserve")[0] + '\nprint "{loss:.17g} {gradient:.17g}"\n')
    loss, gradient = map(float, done.stdout.split("\n")[-2].split())
    assert ours[1] < 1e-12 and gradient < 1e-10 and ours[2] < 1e-9
    assert abs(ours[0] - loss) < 1e-9 * loss


def test_a_page_of_ones_own_experiment_begins_where_it_stands(playground, run, tmp_path):
    script = """
seed 4
define family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)
define cluster red n=8 radius=0.3 at=(0, 1) to=(1, 0)
define cluster blue_2 n=5 sd=0.2 at=(1, 0) to=(0, 1)
build chain layers=6 family=wave
train gd steps=7 rate=0.1
print "{loss:.17g} {gradient:.17g}"
export playground "p.html"
"""
    browser = playground(script)
    shown = [float(x) for x in run("-q", "-c", script).stdout.split("\n")[0].split()]
    ours = browser.execute_script("return [training.chain.loss, training.chain.slope, state.clusters.map((c) => [c.name, c.n, c.shape, c.size]), state.method, state.rate]")
    assert abs(ours[0] - shown[0]) < 1e-12 and abs(ours[1] - shown[1]) < 1e-12 * shown[1]
    assert ours[2:] == [[["red", 8, "disc", 0.3], ["blue_2", 5, "gaussian", 0.2]], "gd", 0.1]
    browser.execute_script("byId('reset').click()")
    playground.compared(browser, {"theta": None, "decay": "constant"}, 50)


def test_points_of_ones_own_are_carried_as_they_are(playground, run, tmp_path):
    (tmp_path / "p.csv").write_text("x,y,u,v\n0,1,1,0\n0.1,1.2,1,0.3\n-0.3,0.9,0.7,0\n")
    script = 'seed 1\ndefine cluster c file="p.csv"\nbuild chain layers=4\nprint "{loss:.17g}"\n'
    browser = playground(script + 'export playground "p.html"')
    loss = float(run("-q", "-c", script).stdout)
    assert abs(browser.execute_script("return training.chain.loss") - loss) < 1e-14
    assert "points of its own" in browser.execute_script("return byId('script').textContent")


def test_dragging_and_keys_move_clusters_and_the_address_brings_them_back(playground, page):  # noqa: F811
    browser = playground('export playground "p.html" example=swap')
    x, y = browser.execute_script("const [x, y] = state.clusters[0].at, box = canvas.getBoundingClientRect(); return [box.left + across(x), box.top + down(y)]")
    ActionChains(browser).move_by_offset(round(x), round(y)).click_and_hold().move_by_offset(60, 40).release().perform()
    moved = browser.execute_script("return state.clusters[0].at")
    assert moved[0] > 0.1 and moved[1] < 0.95
    goal = browser.find_elements(By.CSS_SELECTOR, "#clusters button")[1]
    goal.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_UP)
    assert browser.execute_script("return state.clusters[0].to") == [-0.816, -0.45]
    playground.compared(browser, {"clusters": browser.execute_script("return state.clusters"), "decay": "constant"}, 20)
    browser.execute_script("train(false); settle()")
    place = browser.execute_script("return location.href")
    browser.get("about:blank")
    browser.get(place)
    assert browser.execute_script("return state.clusters[0].at") == moved
    for wrong in ["#nonsense", "#l=1e9&g=a,0,0,1,1,5,gaussian,0.1", "#g=a,0,0,1,1,5,cube,0.1", "#f=nothing&g=a,0,0,1,1,5,gaussian,0.1", "#%E0%A4"]:
        browser.get("about:blank")
        browser.get(place.split("#")[0] + wrong)
        assert browser.execute_script("return [state.layers, state.clusters.length, Number.isFinite(training.chain.loss)]") == [50, 3, True], wrong


def test_it_trains_and_shows_what_is_conserved(playground):
    browser = playground('export playground "p.html" example=single')
    before = picture(browser).tobytes()
    browser.execute_script("change('layers', 8); byId('train').click()")
    wait = "const done = arguments[0], wait = () => (isOn ? setTimeout(wait, 20) : done([training.total, past.length])); wait();"
    total, moments = browser.execute_async_script(wait)
    assert total == 1000 and moments > 1 and picture(browser).tobytes() != before
    browser.execute_script("byId('finish').click()")
    browser.execute_async_script(wait)
    assert browser.execute_script("return byId('subset').textContent").startswith("momentum of all: conserved")
    assert browser.execute_script("return past[past.length - 1].residual < 1e-13")
    browser.execute_script("byId('clusters').querySelector('input').click()")
    assert "other + single: not conserved" in browser.execute_script("return byId('subset').textContent")
    for name in ["points", "gradients", "means", "grid", "trails", "tails"]:
        before = picture(browser).tobytes()
        browser.execute_script("goTo(4); byId(arguments[0]).click()", name)
        assert picture(browser).tobytes() != before, name


def test_every_setting_and_example_leaves_a_page_that_works(playground):
    browser = playground('export playground "p.html" example=pairs')
    fine = browser.execute_script("""
      const found = [];
      for (const s of settings.filter((s) => s.options)) for (const o of s.options()) {
        change(s.name, (s.read ?? String)(o));
        once();
        if (!Number.isFinite(training.chain.loss)) found.push([s.name, o]);
      }
      for (const s of settings.filter((s) => !s.options && !s.isText)) for (const t of [0, 0.5, 1]) {
        change(s.name, slid(s, t));
        once();
        if (!Number.isFinite(training.chain.loss)) found.push([s.name, t]);
      }
      data.examples.forEach((e, i) => { byId("example").value = i; byId("example").dispatchEvent(new Event("change")); once(); });
      add();
      return found;""")
    assert fine == []
    assert browser.execute_script("return state.clusters.length") == 5


WAIT = "const done = arguments[0], wait = () => (isOn ? setTimeout(wait, 20) : done([training.chain.slope, training.total])); wait();"


def test_finishing_goes_by_lbfgs_and_then_by_newton(playground):
    browser = playground('export playground "p.html" example=single')
    browser.execute_script("change('layers', 6); window.before = training.chain.value; window.first = lbfgs(training); while (!first.next().done);")
    value, before, slope = browser.execute_script("return [training.chain.value, before, training.chain.slope]")
    assert value < before and slope < 0.05
    browser.execute_script("byId('finish').click()")
    assert browser.execute_async_script(WAIT)[0] < 1e-12


def test_finishing_is_stopped_and_keeps_a_whole_chain(playground):
    browser = playground('export playground "p.html" example=single')
    # At each moment at which it might be stopped, loss and gradient are those of its parameters.
    broken = browser.execute_script("""
      change('layers', 6);
      let [broken, count] = [0, 0];
      for (const _ of training.finish()) {
        if (++count % 7) continue;
        const [value, slope] = [training.chain.value, training.chain.slope];
        training.chain.pass();
        if (value !== training.chain.value || slope !== training.chain.slope) broken += 1;
      }
      return [broken, count > 100, training.isAtRest];""")
    assert broken == [0, True, True]
    browser.execute_script("change('layers', 50); byId('finish').click()")
    stopped = "const done = arguments[0], wait = () => { if (training.total < 5) return setTimeout(wait, 5); const was = byId('finish').textContent; byId('finish').click(); done([was, isOn, byId('finish').textContent, training.total, byId('script').textContent]); }; wait();"
    was, isOn, now, total, script = browser.execute_async_script(stopped)
    assert (was, isOn, now) == ("stop", False, "finish") and "stopped on its way to rest" in script
    assert browser.execute_script("return training.total") == total and total < 1000


def test_the_chain_beside_is_finished_too(playground):
    browser = playground('export playground "p.html" example=single')
    browser.execute_script("change('layers', 6); change('compare', 'pinned'); byId('finish').click()")
    browser.execute_async_script(WAIT)
    rests = browser.execute_script("return [training.chain.steepness, beside.chain.steepness, past[past.length - 1].momentum, past[past.length - 1].other]")
    assert max(rests[:2]) < 1e-12 and rests[2] < 1e-10 and rests[3] > 1e-3, "both are at rest; the pinned one conserves nothing"
    assert "at rest" in browser.execute_script("return byId('now').textContent")


def test_points_and_goals_are_drawn_and_pasted(playground, run, tmp_path):
    """They are clusters like others: in the address, and in nsh the same numbers."""
    browser = playground('export playground "p.html" example=single')
    few = "state.layers = 6; begin();"
    browser.execute_script(few + "byId('pasted').value = 'x,y\\n0.1, 0.2\\n0.3 0.4\\n-0.2;0.9'; paste();")
    assert browser.execute_script("return [byId('hint').textContent, state.clusters.length]") == ["3 points were added as drawn1.", 4]
    for wrong in ["", "0.1, 0.2\\n0.3", "0.1, 0.2\\n0.3, b", "1, 2, 3", "1,2\\n" * 400, "1e999, 2"]:
        browser.execute_script(f"byId('pasted').value = '{wrong}'; paste();")
        assert browser.execute_script("return state.clusters.length") == 4, wrong
    canvas = browser.find_element(By.ID, "plane")
    browser.find_element(By.ID, "draw-points").click()
    ActionChains(browser).move_to_element_with_offset(canvas, -150, 60).click_and_hold().move_by_offset(60, 30).move_by_offset(60, -80).release().perform()
    browser.execute_script("chosen = 0")
    browser.find_element(By.ID, "draw-goal").click()
    ActionChains(browser).move_to_element_with_offset(canvas, -90, -90).click_and_hold().move_by_offset(80, 30).move_by_offset(60, 70).release().perform()
    drawn = browser.execute_script("return state.clusters.map((c) => [c.name, sizeOf(c), c.goals ? c.goals.length : 0])")
    assert drawn[4][0] == "drawn2" and 15 < drawn[4][1] < 40 and drawn[0][2] == drawn[0][1]
    playground.compared(browser, {"clusters": browser.execute_script("return state.clusters"), "layers": 6, "decay": "constant"}, 20)
    address, clusters = browser.execute_script("train(false); settle(); return [location.href, state.clusters]")
    browser.get("about:blank")
    browser.get(address)
    assert browser.execute_script("return state.clusters") == clusters


def test_physics_is_in_the_menu(playground, run):
    browser = playground('export playground "p.html" example=swap')
    for name in browser.execute_script("return Object.keys(physics)"):
        browser.execute_script("byId('example').value = arguments[0]; byId('example').dispatchEvent(new Event('change'))", name)
        assert not canvas_of(browser).is_displayed() and browser.find_element(By.CSS_SELECTOR, "#piece canvas").is_displayed()
        script = browser.execute_script("return byId('script').textContent")
        done = run("-q", "-c", script.replace("plot path", "").replace("plot family", "# plot family"))
        assert done.returncode == 0, script + done.stderr
        address = browser.execute_script("tellPiece(); return location.href")
        browser.get("about:blank")
        browser.get(address)
        assert browser.execute_script("return shown") == name
    browser.execute_script("byId('example').value = '0'; byId('example').dispatchEvent(new Event('change'))")
    assert canvas_of(browser).is_displayed() and browser.execute_script("return piece") is None


def canvas_of(browser):  # noqa: F811
    return browser.find_element(By.ID, "plane")


def test_a_second_chain_trains_beside_the_first(playground):
    browser = playground('export playground "p.html" example=pairs')
    assert not browser.find_element(By.ID, "other").is_displayed()
    browser.execute_script("change('layers', 8); change('compare', 'pinned'); for (let i = 0; i < 50; i++) advance(); remember(); settle();")
    assert browser.find_element(By.ID, "other").is_displayed() and "beside it, pinned: loss" in browser.find_element(By.ID, "beside-told").text
    # Its family lacks translations: its charges drift by what no defect explains.
    assert browser.execute_script("const p = past[past.length - 1]; return p.residual < 1e-13 && p.other > 1e-3")


def test_a_click_takes_a_cluster_out_of_the_sum(playground):
    browser = playground('export playground "p.html" example=single')
    x, y = browser.execute_script("const [x, y] = state.clusters[2].at, box = canvas.getBoundingClientRect(); return [across(x) - box.width / 2, down(y) - box.height / 2]")
    ActionChains(browser).move_to_element_with_offset(canvas_of(browser), round(x), round(y)).click().perform()
    assert browser.execute_script("return [...subset]") == [0, 1]


def test_without_scripts_the_picture_and_the_text_remain(playground, browser, tmp_path):  # noqa: F811
    playground('export playground "p.html" example=swap')
    text = (tmp_path / "p.html").read_text()
    (tmp_path / "dead.html").write_text(re.sub(r"<script>.*?</script>", "", text, flags=re.S))
    browser.get((tmp_path / "dead.html").as_uri())
    assert browser.find_element(By.CSS_SELECTOR, ".fallback img").is_displayed() and not canvas_of(browser).is_displayed()
    browser.get((tmp_path / "p.html").as_uri())
    assert not browser.find_element(By.CSS_SELECTOR, ".fallback img").is_displayed() and len(text) < 250_000


def test_on_a_phone_it_does_not_scroll_sideways(run, tmp_path):
    assert run("-q", "-c", 'export playground "p.html" example=field').returncode == 0
    with phone(tmp_path) as driver:
        driver.get((tmp_path / "p.html").as_uri())
        assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        small = driver.execute_script("""return [...document.querySelectorAll("button, select, input, summary, textarea")].filter((e) => e.offsetParent)
          .filter((e) => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width) < 24 && !(e.type === "checkbox" && e.getBoundingClientRect().height >= 18))
          .map((e) => e.id || e.textContent)""")
        assert small == []


ON_PAPER = """
  const ground = () => getComputedStyle(document.documentElement).getPropertyValue("--ground").trim();
  const found = [ground()];
  dispatchEvent(new Event("beforeprint"));
  found.push(ground(), getComputedStyle(arguments[0]).display !== "none" && arguments[0].getBoundingClientRect().width > 100);
  dispatchEvent(new Event("afterprint"));
  return [...found, ground()];
"""


@pytest.mark.parametrize("script", ['export playground "p.html" example=single', 'build ray\nexport page "p.html"', 'seed 1\ndefine cluster a n=3 at=(0, 0) to=(1, 0)\nbuild chain layers=3\nexport page "p.html"'])
def test_pages_are_light_and_whole_on_paper(playground, script):
    browser = playground(script)
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    try:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
        browser.refresh()
        before, printed, isSeen, after = browser.execute_script(ON_PAPER, browser.find_element(By.TAG_NAME, "canvas"))
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert isSeen and before == after and printed == "#ffffff" != before

"""The live pieces of pages: light, bodies, families. Their engines beside nsh's, and what a reader does with them."""

import csv
import re

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_page import browser, page  # noqa: F401

TRACE = '\nexport trace "t.csv"\n'


def traced(run, tmp_path, script):
    """States and costates by cluster, a row (x, y, p, q) for each step, as nsh has them."""
    done = run("-q", "-c", script + TRACE)
    assert done.returncode == 0, done.stderr + script
    found = {}
    for row in csv.DictReader((tmp_path / "t.csv").open()):
        found.setdefault(row["cluster"], []).append([float(row[k]) for k in ["x", "y", "gx", "gy"]])
    return list(found.values())


def near(ours, theirs, tolerance):
    """Of the largest of them, by places and by momenta."""
    assert len(ours) == len(theirs), (len(ours), len(theirs))
    for mine, other in zip(ours, theirs):
        assert len(mine) == len(other)
        for part in [slice(0, 2), slice(2, 4)]:
            size = max(abs(x) for row in other for x in row[part])
            worst = max(abs(a - b) for m, o in zip(mine, other) for a, b in zip(m[part], o[part]))
            assert worst <= tolerance * size, worst / size


RAYS = "return piece.rays.map((r) => [...Array(r.count + 1).keys()].map((k) => [r.points[2*k], r.points[2*k + 1], r.momenta[2*k], r.momenta[2*k + 1]]));"
BODIES = """const m = piece.motion, n = m.count;
  return [...Array(n).keys()].map((i) => m.states.map((q, k) => [q[i], q[n + i], m.momenta[k][i], m.momenta[k][n + i]]));"""
LENSES = ["luneburg", "fisheye", "bump", "layers"]


@pytest.mark.parametrize("lens", LENSES + ['"1 + 0.6*exp(-r^2/0.5)"', '"1.5 + 0.2*x*y"', '"sqrt(2 + y/2)"', '"1.2 + sin(2*x)^2/6 + cosh(y)/9"'])
def test_light_is_the_engines(page, run, tmp_path, lens):  # noqa: F811
    ends = "from=(-0.9, 0.3) to=(0.8, -0.4)"
    build = f"build ray lens={lens} {ends} segments=40"
    browser = page(build + '\nexport page "a.html"', "a.html")  # noqa: F811
    near(browser.execute_script(RAYS), traced(run, tmp_path, build), 1e-12)
    assert set(LENSES) <= set(browser.execute_script("return Object.keys(media)"))
    # What the page says does the same in nsh, after something has been moved.
    browser.execute_script("piece.set({from: [-0.7, 0.45], to: [0.9, 0.1], segments: 24})")
    near(browser.execute_script(RAYS), traced(run, tmp_path, browser.execute_script("return piece.script()").split("conserve")[0]), 1e-12)
    # Shot rays are the same action's, step by step.
    browser.execute_script("piece.set({fan: 5, direction: 0.2, spread: 0.8, time: 0.9})")
    near(browser.execute_script(RAYS), traced(run, tmp_path, browser.execute_script("return piece.script()").split("conserve")[0]), 1e-12)


def test_light_by_functions_is_the_engines(page, run, tmp_path):  # noqa: F811
    for index, ends in [("def n(r) = 1 + 1/(1 + r)", "from=(-1, 0.2) to=(1, 0.5)"), ("def n(a, b) = 1 + a^2/9 + b/5", "from=(-1, 0.2) to=(1, 0.5)")]:
        build = index + f"\nbuild ray index=n {ends} segments=32"
        browser = page(build + '\nexport page "a.html"', "a.html")  # noqa: F811
        near(browser.execute_script(RAYS), traced(run, tmp_path, build), 1e-12)


def test_settings_and_centre_of_a_lens_are_the_scripts(page, run, tmp_path):  # noqa: F811
    browser = page('build ray\nexport page "a.html"', "a.html")  # noqa: F811
    browser.execute_script("piece.set({settings: {height: 0.9, width: 0.3}, centre: [0.2, -0.1]})")
    script = browser.execute_script("return piece.script()").split("conserve")[0]
    moved = [[[x - 0.2, y + 0.1, p, q] for x, y, p, q in ray] for ray in browser.execute_script(RAYS)]
    assert len(moved) == 3 and "height=0.9 width=0.3 from=(-1.7, 0.1)" in script
    near(moved, traced(run, tmp_path, script), 1e-12)
    charges = browser.execute_script("return piece.rays.map((r) => [...rayCharges(r, piece.state.centre).angular])")
    assert all(max(c) - min(c) < 1e-13 for c in charges) and max(abs(c[0]) for c in charges) > 0.1


def test_a_fan_of_nsh_is_the_pages(page, run, tmp_path):  # noqa: F811
    build = "build ray lens=luneburg from=(-1, 0) fan=9 spread=120deg time=1.5 direction=10deg"
    browser = page(build + '\nexport page "a.html"', "a.html")  # noqa: F811
    # The directions are read off the rays' own momenta.
    near(browser.execute_script(RAYS), traced(run, tmp_path, build), 1e-12)


@pytest.mark.parametrize("integrator", ["verlet", "euler", "rk4", "midpoint"])
def test_bodies_are_the_engines(page, run, tmp_path, integrator):  # noqa: F811
    for start in [
        "masses=[1, 2] eccentricity=0.4 steps=200",
        "masses=[1, 0.5, 2] positions=[(0, 1), (1.2, 0), (-0.4, -0.7)] velocities=[(-0.6, 0), (0, 0.9), (0.2, -0.1)] softening=0.2 step=0.01 steps=200",
    ]:
        build = f"build orbit {start} integrator={integrator}"
        browser = page(build + '\nexport page "a.html"', "a.html")  # noqa: F811
        assert set(browser.execute_script("return Object.keys(integrators)")) == {"verlet", "euler", "rk4", "midpoint"}
        near(browser.execute_script(BODIES), traced(run, tmp_path, build), 1e-12)
        browser.execute_script("piece.set({masses: piece.state.masses.map((m) => m * 0.9), velocities: piece.state.velocities.map(([x, y]) => [x + 0.1, y * 1.05])})")
        near(browser.execute_script(BODIES), traced(run, tmp_path, browser.execute_script("return piece.script()").split("conserve")[0]), 1e-12)


def told(browser):  # noqa: F811
    return browser.execute_script("return [...document.querySelectorAll('.piece-told, .piece-warning')].map((e) => e.textContent)")


def test_steps_that_are_too_long_are_told_and_halved(page):  # noqa: F811
    browser = page('build orbit eccentricity=0.9 steps=1000\nexport page "a.html"', "a.html")  # noqa: F811
    assert "The energy strays by" in told(browser)[1]
    button = next(b for b in browser.find_elements(By.CSS_SELECTOR, ".piece-bar button") if b.text == "halve the step")
    for _ in range(5):
        if button.is_displayed():
            button.click()
    assert told(browser)[1] == "" and not button.is_displayed()
    browser.execute_script("piece.set({step: 1})")
    assert "come too near for this step" in told(browser)[1] or "too near" in told(browser)[1]


def test_what_is_added_up_stays(page):  # noqa: F811
    """Verlet keeps momenta and areas to rounding; Euler, beside it, loses the energy."""
    browser = page('build orbit masses=[1, 3] eccentricity=0.5 steps=400\nexport page "a.html"', "a.html")  # noqa: F811
    browser.execute_script("piece.set({beside: 'euler', positions: [[-0.5, 0.1], [0.4, 0]], velocities: [[0.2, -1.4], [0, 0.5]]})")
    strays = browser.execute_script("""const c = orbitCharges(piece.motion);
      return ["x", "y", "angular"].map((k) => Math.max(...c[k].sum) - Math.min(...c[k].sum));""")
    assert max(strays) < 1e-12
    energies = browser.execute_script("return [piece.motion, piece.beside].map((m) => Math.max(...m.energies.map((e) => Math.abs(e - m.energies[0]))))")
    assert energies[1] > 20 * energies[0]


@pytest.mark.parametrize("family", ["bump", "swirl", "pinch", "general", "affine", "anisotropic", "pinned"])
@pytest.mark.parametrize("kernel", ["gauss", "lorentz", "compact"])
def test_the_explorers_formula_is_the_engines(page, run, family, kernel):  # noqa: F811
    if family == "affine" and kernel != "gauss":
        pytest.skip("it has no kernel")
    browser = page(f'plot family {family} kernel={kernel} > "f.html"', "f.html")  # noqa: F811
    # The same few operations in double precision, in another order.
    assert float(browser.execute_script("return document.documentElement.dataset.difference")) < 1e-14
    ink = "return document.querySelector('.stage canvas').toDataURL()"
    before = browser.execute_script(ink)
    browser.find_elements(By.CSS_SELECTOR, ".piece-controls input[type=range]")[-1].send_keys(Keys.END)
    assert browser.execute_script(ink) != before
    assert browser.execute_script("return piece.script()").startswith(f"plot family {family} ")
    next(b for b in browser.find_elements(By.CSS_SELECTOR, ".piece-bar button") if b.text == "reset").click()
    assert browser.execute_script(ink) == before


def test_a_moved_frame_shows_which_families_are_closed(page):  # noqa: F811
    """f_(g theta) = g f_theta g^-1 to rounding for the motions that a family claims, and visibly not for the controls."""
    browser = page('plot family bump > "f.html"', "f.html")  # noqa: F811
    names = browser.execute_script("return Object.keys(families)")
    shift, turn = {"x": 0.6, "y": -0.4, "turn": 0, "grow": 1}, {"x": 0.6, "y": -0.4, "turn": 0.8, "grow": 1}
    grow = turn | {"grow": 1.4}
    for name in names:
        for kernel in ["gauss", "lorentz", "compact"]:
            misses = [browser.execute_script("piece.set({family: arguments[0], kernel: arguments[1], p: {}, framed: true, frame: arguments[2]}); return piece.miss", name, kernel, f) for f in [shift, turn, grow]]
            if name == "pinned":
                assert min(misses) > 0.01, (name, kernel, misses)
            elif name == "anisotropic":
                assert misses[0] < 1e-13 and min(misses[1:]) > 0.01, (name, kernel, misses)
            else:
                assert max(misses) < 1e-13, (name, kernel, misses)
    assert "not closed" not in told(browser)[0] or names[-1] in ["anisotropic", "pinned"]


def test_a_family_by_formula_has_its_own_frame(page):  # noqa: F811
    browser = page('define family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)\nplot family wave > "f.html"', "f.html")  # noqa: F811
    assert float(browser.execute_script("return document.documentElement.dataset.difference")) < 1e-14
    assert browser.execute_script("return piece.script()").startswith("define family wave(x, y; c, a, w")


def handle(browser, name):  # noqa: F811
    return next(b for b in browser.find_elements(By.CSS_SELECTOR, ".handle") if b.get_attribute("aria-label").startswith(name + ","))


def test_places_are_dragged_and_moved_by_keys(page, run):  # noqa: F811
    browser = page('build ray\nexport page "a.html"', "a.html")  # noqa: F811
    before = browser.execute_script("return piece.rays[0].time")
    ActionChains(browser).click_and_hold(handle(browser, "end")).move_by_offset(-40, -60).release().perform()
    moved = browser.execute_script("return piece.state.to")
    assert moved[0] < 1.4 and moved[1] > 0.2 and browser.execute_script("return piece.rays[0].time") != before
    handle(browser, "end").send_keys(Keys.ARROW_LEFT)
    assert browser.execute_script("return piece.state.to")[0] < moved[0]
    handle(browser, "centre of the lens").send_keys(Keys.ARROW_UP, Keys.ARROW_UP)
    assert browser.execute_script("return piece.state.centre")[1] > 0
    assert "the lens lies at the origin there" in browser.execute_script("return piece.script()")
    # The state is in the address, and what is no state there is not taken.
    browser.execute_script("tell()")
    address, state = browser.execute_script("return [location.href, piece.state]")
    browser.get("about:blank")
    browser.get(address)
    assert browser.execute_script("return piece.state") == state
    for wrong in ["#nonsense", "#%7B%22from%22%3A%22x%22%7D", "#%7B%22medium%22%3A%22glass%22%7D", "#%E0%A4", "#%7B%22segments%22%3A-5%7D", "#%7B%22from%22%3A%5B1%5D%7D"]:
        browser.get("about:blank")
        browser.get(address.split("#")[0] + wrong)
        assert browser.execute_script("return piece.rays.length") == 3, wrong


def test_where_no_light_comes_it_is_told(page):  # noqa: F811
    browser = page('build ray lens=luneburg from=(-1, 0) to=(1, 0.1)\nexport page "a.html"', "a.html")  # noqa: F811
    browser.execute_script("piece.set({to: [2, 2]})")
    assert "No ray was found" in told(browser)[1]
    browser.execute_script("piece.set({to: [1, 0.1]})")
    assert told(browser)[1] == ""


def test_snells_products_are_equal(page):  # noqa: F811
    browser = page('build ray lens=layers from=(-1, 1) to=(1, -1) thickness=0.02 segments=150\nexport page "a.html"', "a.html")  # noqa: F811
    browser.execute_script("piece.set({settings: {below: 1.33}})")
    text = told(browser)[0]
    products = re.findall(r"= ([\d.]+) at the", text)
    assert len(products) == 2 and products[0] == products[1] and "goes through the interface at x = " in text
    p = browser.execute_script("return [...rayCharges(piece.rays[0]).x]")
    assert max(p) - min(p) < 1e-13 and p[0] > 0.3

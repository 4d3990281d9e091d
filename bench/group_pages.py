"""Pages in headless Chromium, opened from disk: when the first words and the first picture are there, and how long training takes in them."""

import os
import pathlib
import statistics
import tempfile

from measure import NSH, Row, command, script

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Begins before the page's own scripts. The first picture is the first stroke or disc on a canvas, in the article the first words that a
# piece tells: it draws before it tells.
WATCH = """
  window.firsts = {};
  const first = (name) => { window.firsts[name] ??= performance.now(); };
  for (const name of ["stroke", "fill", "fillText"]) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...all) { first("picture"); return own.apply(this, all); };
  }
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (e.name === "first-contentful-paint") window.firsts.words = e.startTime; }).observe({ type: "paint", buffered: true });
  new MutationObserver(() => { if (document.querySelector(".lives .told:not(:empty)")) first("picture"); }).observe(document, { childList: true, subtree: true, characterData: true });
"""
BOTH = "const done = arguments[0], wait = () => (firsts.words && firsts.picture ? done(firsts) : setTimeout(wait, 5)); wait();"
ENDED = "const done = arguments[0], wait = () => (isOn ? setTimeout(wait, 5) : done(performance.now() - begun)); wait();"
# The longest time for which a click would not have been heard.
DEAF = "window.deaf = 0; let last = performance.now(); (function tick() { const now = performance.now(); deaf = Math.max(deaf, now - last); last = now; if (isOn) setTimeout(tick, 0); })();"


def rows():
    try:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
    except ImportError:
        print("pages: not measured, since there is no selenium; tools/setup says what to install")
        return
    with tempfile.TemporaryDirectory(prefix="nsh-bench-") as folder:
        place = pathlib.Path(folder)
        command(NSH, script(f'export playground "{place}/swap.html" example=swap\n'))()
        options = webdriver.ChromeOptions()
        for argument in ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,720"]:
            options.add_argument(argument)
        homes = {name: folder for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]}
        driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver", env=dict(os.environ, **homes)), options=options)
        try:
            driver.set_script_timeout(600)
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
            yield from firsts(driver, [("playground", place / "swap.html", ""), ("article", ROOT / "docs" / "article.html", "#light")])
            yield from training(driver, place / "swap.html")
        finally:
            driver.quit()


def firsts(driver, pages, runs=9):
    """The pages take turns; the first round warms up."""
    found = {name: [] for name, *_ in pages}
    for run in range(runs + 1):
        for name, path, part in pages:
            driver.get("about:blank")
            driver.get(path.as_uri() + part)
            times = driver.execute_async_script(BOTH)
            if run:
                found[name].append(times)
    for name in found:
        for what, said in [("words", "first words of the "), ("picture", "first live picture of the ")]:
            yield Row(said + name, statistics.median(times[what] for times in found[name]), "ms", 300)


def processor(driver):
    """Seconds that the page's own thread has worked, whatever else the machine does."""
    driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    return {m["name"]: m["value"] for m in driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]}["TaskDuration"]


def training(driver, page):
    driver.get(page.as_uri())
    driver.execute_script("window.begun = performance.now(); for (let i = 0; i < 1000; i++) training.step(); window.passed = performance.now() - begun")
    yield Row("1,000 steps of Adam, 60 points x 50 layers, in the page", driver.execute_script("return passed"), "ms", 150)
    before = processor(driver)
    driver.execute_script("begin(); window.begun = performance.now(); finish();" + DEAF)
    yield Row("  from untrained to rest, with the pictures on the way", driver.execute_async_script(ENDED) / 1e3, "s", 10)
    yield Row("  of it, processor time", processor(driver) - before, "s", 10)
    yield Row("  longest time in which no click is heard", driver.execute_script("return deaf"), "ms", 100)

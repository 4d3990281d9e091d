"""Words and numbers on pages: that each is whole and says what it stands for, on a phone's screen too."""

import pytest
from conftest import ROOT
from test_page import SETUP, browser, page  # noqa: F401

PENDULUM = """
define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)
build path action=pendulum from=3 velocity=0 time=40 steps=400 rule=midpoint
export page "a.html"
"""
# The widest number beside the upward axis begins on the canvas, keys of arrows have room above the picture, the lower axis below.
WHOLE = """
pen.font = font();
const widest = Math.max(...data.place.y.ticks.map(([, label]) => pen.measureText(label).width));
return [left - 8 - widest, top_ - 18 * zoom(), data.size[1] - top_ - high - 5 - 30 * zoom(), Math.abs(wide / high - data.place.rect[2] / data.place.rect[3])];
"""
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


@pytest.mark.parametrize("script", [SETUP + 'export page "a.html"', PENDULUM], ids=["chain", "pendulum"])
def test_numbers_are_whole_on_a_phone(page, browser, script):  # noqa: F811
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    try:
        page(script, "a.html")
        before, above, below, shape = browser.execute_script("draw();" + WHOLE)
        assert before >= 0 and above >= 0 and below >= 0
        # The picture became smaller, and circles stay circles.
        assert browser.execute_script("return left > data.place.rect[0]") and shape < 1e-9
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_numbers_of_a_chart_differ(page):  # noqa: F811
    """An energy between 0.9900 and 0.9924, whose ticks in three digits would be the same; and one of 1.5e-4."""
    shown = page(PENDULUM, "a.html").execute_script(
        "return [...document.querySelectorAll('#charts .chart')].map((c) => [...c.querySelectorAll('text[text-anchor=end]:not(.now)')].map((t) => t.textContent))")
    assert all(len(set(texts)) == len(texts) >= 3 for texts in shown), shown
    assert page(PENDULUM, "a.html").execute_script("return [ticked(1.5e-4), ticked(-2e-4), ticked(0), ticked(0.9905), ticked(2e6)]") == ["1.5e\u22124", "\u22122e\u22124", "0", "0.9905", "2e6"]


def test_a_key_lies_above_the_picture_and_arrows_within(page):  # noqa: F811
    """One point at the picture's edge, whose mean gradient would leave it."""
    browser = page("""
seed 1
define cluster one n=1 at=(0, 1) to=(1, 0)
build chain layers=8
train adam steps=300 rate=0.02
export page "a.html"
""", "a.html")
    [part, drawn] = browser.execute_script("""
      const [x, y, gx, gy] = mean(0), size = scaleOf("mean") * unitAcross();
      const room = roomFor(across(x), down(y), size * gx, -size * gy, {left, right: left + wide, top: top_, bottom: top_ + high});
      const rows = [];
      inkKeys({ measureText: () => ({ width: 10 }), fillRect: (...r) => rows.push(r), beginPath() {}, moveTo() {}, lineTo() {}, stroke() {}, fill() {}, fillText() {} },
        [["a", 50, 1], ["b", 50, 1]], { x: left, y: top_ - 10, right: left + wide, ink: "", ground: "" });
      return [room, rows.every(([, y, , h]) => y + h < top_) && rows[1][0] > rows[0][0] + rows[0][2]];""")
    # But for the rounding of that part itself.
    assert part > 1 - 1e-9 and drawn


def test_directions_of_recorded_states_have_their_names(page):  # noqa: F811
    recording = ROOT / "scripts" / "recordings" / "source-points.safetensors"
    browser = page(f'import trace "{recording}" as points\nexport page "a.html"', "a.html")
    assert browser.execute_script("return data.axes") == ["direction 1", "direction 2"]

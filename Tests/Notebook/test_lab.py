"""JupyterLab in a headless Chromium, as a person uses it: cells, a wrong one, completion, an interrupt, a restart."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request

import nbformat
import pytest
from conftest import FOLDER, PATIENCE
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CELLS = [
    "seed 1\ndefine cluster red n=8 at=(0, 1) to=(1, 0)\nbuild chain layers=10\nplot path",
    "conserve", "1 + 1", 'export gif "a.gif" size=(320, 280)', 'export page "a.html"', "let fine = 1\nbuild chian layers=5", "print fine"]


def until(what, found):
    """The first true answer of a function."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if answer := found():
                return answer
        except Exception as error:  # a page that is being built anew
            what = f"{what}: {error}"
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")


@pytest.fixture(scope="module")
def server():
    folder = FOLDER / "lab"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    (FOLDER / "jupyter_config_dir" / "labconfig").mkdir()
    overrides = {"@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"}}
    (FOLDER / "jupyter_config_dir" / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(overrides))
    process = subprocess.Popen(
        ["jupyter-lab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
         f"--ServerApp.root_dir={folder}", f"--LabApp.app_settings_dir={FOLDER / 'jupyter_config_dir' / 'labconfig'}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    until("the server", lambda: urllib.request.urlopen(address + "/api/status").status == 200)
    yield address, folder
    process.terminate()
    process.wait()


class Lab:
    def __init__(self, address, folder, name, cells):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
        notebook.metadata["kernelspec"] = {"display_name": "nsh", "language": "nsh", "name": "nsh"}
        nbformat.write(notebook, folder / name)
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1200,1600"]:
            options.add_argument(argument)
        driver = shutil.which("chromedriver")
        options.binary_location = shutil.which("chromium") or ""
        self.browser = webdriver.Chrome(service=Service(driver), options=options)
        self.browser.get(f"{address}/lab/tree/{name}?reset")
        until("the notebook", lambda: len(self.cells()) == len(cells) and self.find(".jp-Notebook-ExecutionIndicator[data-status=idle]"))

    def find(self, path):
        return self.browser.find_elements(By.CSS_SELECTOR, path)

    def cells(self):
        return self.find(".jp-Notebook .jp-CodeCell")

    def menu(self, *names):
        next(e for e in self.find(".lm-MenuBar-item") if e.text == names[0]).click()
        until(names[1], lambda: next(e for e in self.find(".lm-Menu-item .lm-Menu-itemLabel") if e.text.strip().rstrip("….") == names[1])).click()

    def outputs(self, i, path=""):
        return self.cells()[i].find_elements(By.CSS_SELECTOR, ".jp-OutputArea-output " + path)

    def text(self, i):
        return "\n".join(e.text for e in self.outputs(i))

    def prompt(self, i):
        return self.cells()[i].find_element(By.CSS_SELECTOR, ".jp-InputPrompt").text

    def keys(self, *keys):
        chain = ActionChains(self.browser)
        for key in keys:
            chain = chain.send_keys(key) if isinstance(key, str) else chain.key_down(key[0]).send_keys(key[1]).key_up(key[0])
        chain.perform()

    def enter(self, i):
        """Puts the cursor into a cell, once it can be clicked; while the page is being built it may lose it again."""
        def clicked():
            cell = self.cells()[i]
            cell.find_element(By.CSS_SELECTOR, ".cm-content").click()
            time.sleep(0.2)
            return self.browser.execute_script("return arguments[0].contains(document.activeElement)", cell.find_element(By.CSS_SELECTOR, ".cm-editor"))

        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", self.cells()[i])
        until("the cell", clicked)

    def edit(self, i, text):
        """Replaces a cell's text."""
        self.enter(i)
        self.keys((Keys.CONTROL, "a"), Keys.DELETE, text)

    def run(self, i):
        self.enter(i)
        self.keys((Keys.CONTROL, Keys.ENTER))

    def picture(self, name):
        """For who wants to look at it: SCREENSHOTS=folder."""
        if folder := os.environ.get("SCREENSHOTS"):
            self.browser.save_screenshot(os.path.join(folder, name + ".png"))


@pytest.fixture
def lab(server, request):
    """Opens a notebook of the cells that it is called with: one of its own, since the server keeps the kernel of each."""
    opened = []

    def open_lab(*cells):
        opened.append(Lab(*server, f"{request.node.name}.ipynb", cells))
        return opened[-1]

    yield open_lab
    for lab in opened:
        lab.picture("last-" + request.node.name)
        lab.browser.quit()


def test_cells_of_all_kinds(lab):
    lab = lab(*CELLS)
    lab.menu("Run", "Run All Cells")
    until("the error", lambda: "did you mean" in lab.text(5))
    lab.browser.execute_script("arguments[0].scrollIntoView()", lab.cells()[0])
    lab.picture("cells")
    # A picture is no wider than its cell, and is there.
    picture, = lab.outputs(0, ".jp-RenderedSVG img, .jp-RenderedSVG svg") or lab.outputs(0, "img")
    assert picture.size["width"] > 200 and picture.size["width"] <= lab.cells()[0].size["width"]
    assert "translation x" in lab.text(1) and lab.outputs(1, "table") and lab.text(2).strip() == "2"
    assert lab.outputs(3, "img")[0].size["width"] == 320
    # The page within runs, by itself.
    frame, = lab.outputs(4, "iframe")
    lab.browser.execute_script("arguments[0].scrollIntoView()", frame)
    assert "allow-same-origin" not in frame.get_attribute("sandbox")
    lab.browser.switch_to.frame(frame)
    until("the canvas", lambda: lab.find("canvas") and lab.find("canvas")[0].size["width"] > 100)
    lab.browser.switch_to.default_content()
    lab.picture("page")
    # A wrong cell tells its line; the cell behind it did not run, nothing of it is known.
    assert "cell [6], line 2, column 7" in lab.text(5) and lab.prompt(6) == "[ ]:", lab.prompt(6)
    lab.browser.execute_script("arguments[0].scrollIntoView()", lab.cells()[5])
    lab.picture("error")


def test_tab_completes_and_shift_tab_tells(lab):
    lab = lab("1 + 1")
    lab.edit(0, "plot mom")
    lab.keys(Keys.TAB)
    # Lab puts a word in at once where no other provider of its own has one, else it asks.
    until("what is offered", lambda: "momentum" in lab.cells()[0].text or "momentum" in lab.find(".jp-Completer")[0].text)
    if "momentum" not in lab.cells()[0].text:
        lab.picture("completion")
        lab.keys(Keys.ENTER)
    until("the completion", lambda: "plot momentum" in lab.cells()[0].text)
    lab.keys((Keys.SHIFT, Keys.TAB))
    tip = until("the help", lambda: lab.find(".jp-Tooltip"))
    assert "momentum" in tip[0].text
    lab.picture("help")


def test_an_interrupt_and_a_restart(lab):
    lab = lab(CELLS[0], "1 + 1")
    lab.run(0)
    until("the chain", lambda: lab.prompt(0) == "[1]:")
    # In the middle of a training: the workspace stays.
    lab.edit(1, "train adam steps=1000000000")
    lab.run(1)
    until("progress", lambda: "train adam" in lab.text(1) and "left" in lab.text(1))
    lab.picture("progress")
    assert len(lab.outputs(1)) == 1
    lab.menu("Kernel", "Interrupt Kernel")
    until("the end", lambda: re.search(r"after \d+ steps", lab.text(1)))
    until("idle", lambda: lab.find(".jp-Notebook-ExecutionIndicator[data-status=idle]"))
    lab.picture("interrupted")
    assert "left" not in lab.text(1)
    lab.edit(1, "print count([1, 2, 3])")
    lab.run(1)
    until("what came after", lambda: lab.text(1).strip() == "3")

    # A restart forgets.
    lab.menu("Kernel", "Restart Kernel")
    until("the question", lambda: lab.find(".jp-Dialog .jp-mod-accept"))[0].click()
    until("idle", lambda: not lab.find(".jp-Dialog") and lab.find(".jp-Notebook-ExecutionIndicator[data-status=idle]"))
    lab.edit(1, "conserve")
    lab.run(1)
    until("a new workspace", lambda: "there is no process yet" in lab.text(1))
    assert lab.prompt(1) == "[1]:"
    lab.picture("restarted")

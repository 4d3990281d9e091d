"""`nsh --lsp` and editors/vim in Neovim, with the configuration that docs/editors.md tells."""

import json
import os
import re
import shutil
import subprocess

import pytest

from conftest import NSH, ROOT

NVIM = os.environ.get("NVIM_PROGRAM", shutil.which("nvim") or "")
SCRIPT = """seed 1
define cluster red n=20 at=(0, 1) to=(1, 0)
build chian layers=5
def f(x,n=2) {
return x^n
}
print f(3) lss
"""
# What a person would do, and what they would see.
LOOK = r"""
local seen = {}
local function wait(what, condition) if not vim.wait(60000, condition, 50) then error("no " .. what) end end
local ok, why = pcall(function()
  wait("errors", function() return #vim.diagnostic.get(0) == 2 end)
  seen.type = vim.bo.filetype
  seen.errors = vim.tbl_map(function(d) return { d.lnum, d.col, d.end_col, d.message, d.code } end, vim.diagnostic.get(0))
  local function ask(method, line, character, more)
    local params = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = character } }
    local answers = vim.lsp.buf_request_sync(0, "textDocument/" .. method, vim.tbl_extend("force", params, more or {}), 60000)
    for _, answer in pairs(answers) do return answer.result end
  end
  seen.hover = ask("hover", 1, 3).contents.value
  seen.offered = vim.tbl_map(function(i) return i.label end, ask("completion", 2, 8).items)
  seen.definition = ask("definition", 6, 6)[1].range.start.line
  vim.api.nvim_win_set_cursor(0, { 3, 8 })
  local stretch = { start = { line = 2, character = 8 }, ["end"] = { line = 2, character = 8 } }
  local action = ask("codeAction", 2, 8, { range = stretch, context = { diagnostics = {} } })[1]
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  wait("fewer errors", function() return #vim.diagnostic.get(0) == 1 end)
  if vim.lsp.buf.format then vim.lsp.buf.format() else vim.lsp.buf.formatting_sync({}, 60000) end
  seen.text = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  seen.colour = vim.fn.synIDattr(vim.fn.synID(1, 1, 1), "name")
  -- Typed, with the indents of editors/vim.
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("Gofor k in 1..3 {<CR>if k == 2 {<CR>print k<CR>}<CR>}<Esc>", true, false, true), "tx", false)
  seen.typed = vim.api.nvim_buf_get_lines(0, 7, -1, true)
end)
seen.why = (not ok) and tostring(why) or nil
local file = io.open("seen.json", "w")
file:write(vim.json.encode(seen))
file:close()
vim.cmd("qall!")
"""


@pytest.mark.skipif(not NVIM, reason="Neovim is not installed")
def test_neovim(tmp_path):
    page = (ROOT / "docs" / "editors.md").read_text()
    blocks = re.findall(r"```lua\n(.*?)```", page, re.S)
    version = tuple(map(int, re.search(r"v(\d+)\.(\d+)", subprocess.check_output([NVIM, "--version"], text=True)).groups()))
    configuration = blocks[0] if version >= (0, 11) else blocks[1]
    (tmp_path / "init.lua").write_text(configuration.replace("/path/to/nsh", str(ROOT)))
    (tmp_path / "a.nsh").write_text(SCRIPT)
    (tmp_path / "look.lua").write_text(LOOK)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "nsh").symlink_to(NSH)
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    done = subprocess.run(
        [NVIM, "--headless", "-i", "NONE", "-n", "-u", "init.lua", "a.nsh", "-c", "luafile look.lua"], cwd=tmp_path, env=environment, timeout=300,
        stdin=subprocess.DEVNULL, capture_output=True, text=True)
    seen = json.loads((tmp_path / "seen.json").read_text())
    assert "why" not in seen, (seen, done.stderr)
    assert seen["type"] == "nsh"
    assert [error[:3] + error[4:] for error in seen["errors"]] == [[2, 6, 11, "unknown-subject"], [6, 11, 14, "unknown-name"]]
    assert "did you mean `chain`?" in seen["errors"][0][3]
    assert "define cluster NAME" in seen["hover"] and "chain" in seen["offered"] and seen["definition"] == 3
    assert seen["text"] == ["seed 1", SCRIPT.splitlines()[1], "build chain layers=5", "def f(x, n = 2) {", "  return x^n", "}", "print f(3) lss"]
    assert seen["colour"] == "nshCommand"
    assert seen["typed"] == ["for k in 1..3 {", "  if k == 2 {", "    print k", "  }", "}"]

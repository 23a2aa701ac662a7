"""A session in Neovim without a screen, with the files of `editors/nvim`: findings, hover, a fix, colours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NVIM = shutil.which("nvim")
TEXT = """\
agreement "Lifts" {
  provider Lift "Lift Ltd"
  customer House "House plc"
}

priority P1 "Stuck" {
  respnd within 4 hours
  resolve within 2 hours
}
"""
SESSION = """\
local out = {}
local function wait(what) assert(vim.wait(60000, what, 50), 'nothing came') end
local function codes()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do table.insert(found, tostring(one.code or one.user_data.lsp.code)) end
  return table.concat(found, ' ')
end
vim.cmd('edit draft.sla')
out.filetype = vim.bo.filetype
wait(function() return codes():find('unknown%-keyword') end)
local params = vim.lsp.util.make_range_params()
params.range = { start = { line = 6, character = 3 }, ['end'] = { line = 6, character = 3 } }
params.context = { diagnostics = {} }
local function ask(method, given)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, given, 60000)) do
    return answer.result
  end
end
for _, action in ipairs(ask('textDocument/codeAction', params)) do
  if action.isPreferred then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
end
out.mended = vim.api.nvim_buf_get_lines(0, 6, 7, true)[1]
wait(function() return codes():find('resolution%-before%-response') end)
for _, one in ipairs(vim.diagnostic.get(0)) do
  local sent = one.user_data.lsp
  if tostring(one.code or sent.code):find('resolution%-before%-response') then
    out.line = one.lnum
    out.related = sent.relatedInformation[1].location.range.start.line
  end
end
-- what the editor itself asks for; its cursor is in the blank before the clause
vim.api.nvim_win_set_cursor(0, { 8, 0 })
out.menu = {}
vim.ui.select = function(items)
  for _, one in ipairs(items) do table.insert(out.menu, (one[2] or one.action).title) end
end
vim.lsp.buf.code_action()
wait(function() return #out.menu > 0 end)
local place = { textDocument = params.textDocument, position = { line = 6, character = 4 } }
out.hover = ask('textDocument/hover', place).contents.value
vim.cmd('syntax on')
local function colour(line, column) return vim.fn.synIDattr(vim.fn.synID(line, column, 1), 'name') end
out.colours = { colour(7, 3), colour(7, 11), colour(7, 18), colour(7, 20), colour(6, 13), colour(1, 1) }
vim.fn.writefile({ vim.fn.json_encode(out) }, 'out.json')
vim.cmd('qall!')
"""


@pytest.mark.slow
@pytest.mark.skipif(NVIM is None, reason="Neovim is not installed")
def test_a_session_in_neovim(tmp_path: Path) -> None:
    assert NVIM is not None
    (tmp_path / "draft.sla").write_text(TEXT, encoding="utf-8")
    (tmp_path / "session.lua").write_text(SESSION, encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CLAUSECHECK_NO_CACHE": "1",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    done = subprocess.run(
        [NVIM, "--headless", "-u", "NONE", "-i", "NONE", "--cmd", f"set rtp^={ROOT / 'editors' / 'nvim'}",
         "--cmd", "filetype on", "--cmd", f"luafile {ROOT / 'editors' / 'nvim' / 'plugin' / 'clausecheck.lua'}",
         "-c", "luafile session.lua", "-c", "cquit"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    out = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert out["filetype"] == "sla"
    assert out["mended"] == "  respond within 4 hours"
    assert {out["line"], out["related"]} == {6, 7}
    assert any(title.startswith("Give the resolution more time") for title in out["menu"])
    assert "How soon a qualified person" in out["hover"]
    assert out["colours"] == ["slaClause", "slaPart", "slaNumber", "slaUnit", "slaString", "slaBlock"]

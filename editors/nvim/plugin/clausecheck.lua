-- Agreements in Neovim 0.7 or later: the file type, and the language server (pip install 'clausecheck[lsp]').
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, { pattern = "*.sla", command = "setfiletype sla" })
local client
vim.api.nvim_create_autocmd("FileType", { pattern = "sla", callback = function(args)
  local config = { name = "clausecheck", cmd = { "clausecheck", "lsp" }, root_dir = vim.fn.getcwd() }
  if vim.lsp.start then return vim.lsp.start(config) end
  client = client or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(args.buf, client)
end })

// Starts `clausecheck lsp` and asks for the reason of a waiver, which the server leaves to be written.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function options() {
  const [command, ...args] = vscode.workspace.getConfiguration("clausecheck").get("command");
  return { command, args };
}

// Where an action adds a waiver, its reason is asked for first; without one nothing is added.
async function withReason(action) {
  if (!action.data || !action.data.waive || !action.edit) {
    return action;
  }
  const name = action.data.waive;
  action.command = { title: action.title, command: "clausecheck.waive", arguments: [name, action.edit] };
  action.edit = undefined;
  return action;
}

async function waive(name, edit) {
  const reason = await vscode.window.showInputBox({
    prompt: `Why do the parties accept ${name} as it is?`,
    validateInput: (text) => (/[\p{L}\p{N}]/u.test(text) ? null : "A waiver needs a reason."),
  });
  if (!reason) {
    return;
  }
  const made = new vscode.WorkspaceEdit();
  for (const [uri, edits] of edit.entries()) {
    made.set(uri, edits.map((one) => new vscode.TextEdit(one.range, one.newText.replace(/: (\r?\n)$/, `: ${reason.trim()}$1`))));
  }
  await vscode.workspace.applyEdit(made);
}

async function start() {
  client = new LanguageClient("clausecheck", "clausecheck", options(), {
    documentSelector: [{ language: "sla" }],
    middleware: {
      provideCodeActions: async (document, range, context, token, next) =>
        Promise.all(((await next(document, range, context, token)) || []).map(withReason)),
    },
  });
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `clausecheck: the language server did not start (${error.message}); install it with: pip install 'clausecheck[lsp]'`
    );
  }
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("clausecheck.waive", waive),
    vscode.commands.registerCommand("clausecheck.restart", async () => {
      await exports.deactivate();
      await start();
    })
  );
  await start();
};

exports.deactivate = async () => {
  const running = client;
  client = undefined;
  if (running) {
    await running.stop().catch(() => undefined);
  }
};

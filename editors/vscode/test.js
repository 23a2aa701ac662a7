// Colours a text by the grammar with VS Code's own engine, and holds a conversation with the server over VS Code's own protocol
// library. `node test.js [COMMAND …]`; prints what it has seen as JSON.
"use strict";

const fs = require("fs");
const path = require("path");
const { spawn } = require("child_process");
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");
const rpc = require("vscode-languageserver-protocol/node");

const TEXT = `agreement "Lifts" {
  provider Lift "Lift Ltd"
  customer House "House plc"
}

priority P1 "Stuck" {
  respond within 4 hours   # by phone
  resolve within 2 hours
}
`;

async function colours() {
  const wasm = fs.readFileSync(path.join(path.dirname(require.resolve("vscode-oniguruma")), "onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => {
      const file = path.join(__dirname, "syntaxes", "sla.tmLanguage.json");
      return textmate.parseRawGrammar(fs.readFileSync(file, "utf8"), file);
    },
  });
  const grammar = await registry.loadGrammar("source.sla");
  const found = {};
  let stack = textmate.INITIAL;
  for (const line of TEXT.split("\n")) {
    const made = grammar.tokenizeLine(line, stack);
    stack = made.ruleStack;
    for (const token of made.tokens) {
      const word = line.slice(token.startIndex, token.endIndex).trim();
      if (word) {
        found[word] = token.scopes[token.scopes.length - 1];
      }
    }
  }
  return found;
}

async function conversation(command) {
  const server = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  const connection = rpc.createProtocolConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin)
  );
  const uri = "file:///lifts.sla";
  const told = new Promise((resolve) => {
    connection.onNotification(rpc.PublishDiagnosticsNotification.type, (params) => resolve(params.diagnostics));
  });
  connection.listen();
  const begun = await connection.sendRequest(rpc.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
  });
  await connection.sendNotification(rpc.InitializedNotification.type, {});
  await connection.sendNotification(rpc.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "sla", version: 1, text: TEXT },
  });
  const found = (await told).find((one) => String(one.code).includes("resolution-before-response"));
  const actions = await connection.sendRequest(rpc.CodeActionRequest.type, {
    textDocument: { uri },
    range: found.range,
    context: { diagnostics: [found] },
  });
  const hover = await connection.sendRequest(rpc.HoverRequest.type, {
    textDocument: { uri },
    position: { line: 6, character: 4 },
  });
  await connection.sendRequest(rpc.ShutdownRequest.type);
  const ended = new Promise((resolve) => server.on("exit", resolve));
  await connection.sendNotification(rpc.ExitNotification.type);
  return {
    encoding: begun.capabilities.positionEncoding,
    lines: [found.range, ...found.relatedInformation.map((one) => one.location.range)].map((range) => range.start.line),
    actions: actions.map((one) => one.title),
    hover: hover.contents.value,
    code: await ended,
  };
}

(async () => {
  const command = process.argv.slice(2);
  const seen = { colours: await colours() };
  if (command.length) {
    seen.server = await conversation(command);
  }
  console.log(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});

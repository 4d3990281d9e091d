// Starts `nsh --lsp` for scripts of nsh and ends it with the editor.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = () => {
  const command = workspace.getConfiguration("nsh").get("path");
  client = new LanguageClient("nsh", "nsh", { command, args: ["--lsp"] }, { documentSelector: [{ language: "nsh" }] });
  return client.start();
};

exports.deactivate = () => client?.stop();

"""`nsh --lsp` by pytest-lsp: every message is held to the protocol's own types, with the capabilities of several editors."""

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from conftest import NSH, ROOT

URI = "file:///tmp/a.nsh"
TEXT = """param steps = 10
define cluster red n=20 at=(0, 1) to=(1, 0)
def power(x, n = 2) = x^n
build chian layers=steps
print power(3) "𝛼é" lss
"""


@pytest_lsp.fixture(
    params=["neovim", "visual_studio_code", "emacs"], config=ClientServerConfig(server_command=[NSH, "--lsp"]))
async def client(request, lsp_client: LanguageClient):
    result = await lsp_client.initialize_session(
        types.InitializeParams(capabilities=client_capabilities(request.param), root_uri=ROOT.as_uri(), workspace_folders=None))
    lsp_client.encoding = result.capabilities.position_encoding
    yield
    await lsp_client.shutdown_session()


def opened(client, text=TEXT):
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(text_document=types.TextDocumentItem(uri=URI, language_id="nsh", version=1, text=text)))


DOCUMENT = types.TextDocumentIdentifier(uri=URI)


def at(line, character):
    return dict(text_document=DOCUMENT, position=types.Position(line=line, character=character))


@pytest.mark.asyncio
async def test_errors_and_fixes(client):
    opened(client)
    await client.wait_for_notification("textDocument/publishDiagnostics")
    errors = client.diagnostics[URI]
    assert [error.code for error in errors] == ["unknown-subject", "unknown-name"]
    # Some of them count bytes, some units of UTF-16.
    start = {"utf-8": 24, "utf-16": 21}[client.encoding]
    assert [(e.range.start.line, e.range.start.character) for e in errors] == [(3, 6), (4, start)]
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(text_document=DOCUMENT, range=errors[0].range, context=types.CodeActionContext(diagnostics=errors)))
    assert {action.title for action in actions} == {"write `chain`", "write `loss`"}
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=2),
            content_changes=[
                types.TextDocumentContentChangePartial(range=errors[1].range, text="loss"),
                types.TextDocumentContentChangePartial(range=errors[0].range, text="chain")]))
    await client.wait_for_notification("textDocument/publishDiagnostics")
    assert list(client.diagnostics[URI]) == []
    full = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(text_document=DOCUMENT))
    assert full.kind == "full" and list(full.items) == []


@pytest.mark.asyncio
async def test_everything_that_is_asked(client):
    opened(client)
    assert "chain" in [i.label for i in (await client.text_document_completion_async(types.CompletionParams(**at(3, 8)))).items]
    assert "power(x, n = 2)" in str((await client.text_document_hover_async(types.HoverParams(**at(4, 8)))).contents)
    help = await client.text_document_signature_help_async(types.SignatureHelpParams(**at(4, 12)))
    assert help.signatures[0].label == "power(x, n = 2)" and help.active_parameter == 0
    (found,) = await client.text_document_definition_async(types.DefinitionParams(**at(3, 20)))
    assert found.range.start == types.Position(line=0, character=6)
    places = await client.text_document_references_async(
        types.ReferenceParams(**at(0, 7), context=types.ReferenceContext(include_declaration=True)))
    assert len(places) == 2
    assert len(await client.text_document_document_highlight_async(types.DocumentHighlightParams(**at(0, 7)))) == 2
    assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(**at(0, 7))) is not None
    edit = await client.text_document_rename_async(types.RenameParams(**at(0, 7), new_name="number_of_steps"))
    assert edit.changes or edit.document_changes
    assert len(await client.text_document_document_symbol_async(types.DocumentSymbolParams(text_document=DOCUMENT))) == 3
    tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(text_document=DOCUMENT))
    assert len(tokens.data) % 5 == 0 and len(tokens.data) > 50
    opened(client, "let  a=1\nfor k in 1..3 {\nprint k\nprint a\n}\n")
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    (edit,) = await client.text_document_formatting_async(types.DocumentFormattingParams(text_document=DOCUMENT, options=options))
    assert "let a = 1" in edit.new_text or edit.range.start.line > 0
    folds = await client.text_document_folding_range_async(types.FoldingRangeParams(text_document=DOCUMENT))
    assert [(fold.start_line, fold.end_line) for fold in folds] == [(1, 3)]

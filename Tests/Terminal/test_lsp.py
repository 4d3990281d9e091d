"""`nsh --lsp`: what editors are told of the errors, words and names of scripts."""

from lsp import TEXT, messages, place, replaced, stretch

# Errors


def test_all_errors_are_told_with_their_ends(editor):
    editor.open("a.nsh", "build chian\nprint (1\nlet a = 2\nprint aa b c\n\nplot loss > \"x.jpg\"\n")
    errors = editor.errors("a.nsh", 1)
    assert messages(errors) == [
        ("unknown-subject", 0), ("unclosed", 1), ("unknown-name", 3), ("unknown-name", 3), ("unknown-name", 3), ("unknown-ending", 5)]
    assert errors[0]["range"] == stretch(0, 6, 11) and errors[0]["message"] == "`build` does not know `chian`; did you mean `chain`?"
    assert all(error["source"] == "nsh" and error["severity"] == 1 for error in errors)
    editor.change("a.nsh", {"text": "print 1\n"})
    assert editor.errors("a.nsh", 2) == []
    editor.open("empty.nsh", "")
    assert editor.errors("empty.nsh") == []
    assert editor.end() == (0, "")


def test_nothing_runs_and_nothing_is_written(editor, tmp_path):
    text = 'print 1 > "a.txt"\nlet t = table(a=1..3)\nt > "t.csv"\nseed 1\nassert false\nwhile true { let a = 1 }\n'
    editor.open("a.nsh", text)
    assert editor.errors("a.nsh") == []
    editor.of("formatting", "a.nsh", options={})
    assert editor.end() == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_included_files_have_errors_of_their_own(editor, tmp_path):
    (tmp_path / "part.nsh").write_text("let b = 1\nprint cc\n")
    editor.open("main.nsh", 'include "part.nsh"\nprint b\n')
    (error,) = editor.errors("main.nsh")
    assert error["range"] == stretch(0, 8, 18) and "line 2: `cc` is not known" in error["message"]
    (error,) = editor.errors("part.nsh")
    assert error["range"] == stretch(1, 6, 8)
    # The editor's own text counts, saved or not; by itself the file would not know `steps`.
    editor.open("part.nsh", "let b = steps\n")
    editor.change("main.nsh", {"text": 'let steps = 1\ninclude "part.nsh"\nprint b\n'})
    assert editor.errors("main.nsh", 2) == []
    assert editor.of("diagnostic", "part.nsh")["items"] == []
    assert editor.at("definition", "main.nsh", 2, 6)[0]["uri"] == editor.uri("part.nsh")
    assert editor.at("definition", "main.nsh", 1, 12)[0]["uri"] == editor.uri("part.nsh")
    editor.change("part.nsh", {"text": "let b = 1 +\n"})
    assert ("syntax", 1) in messages(editor.of("diagnostic", "main.nsh")["items"])
    editor.close("part.nsh")
    editor.close("main.nsh")
    # Errors of the text before may still be on their way.
    while editor.errors("main.nsh"):
        pass
    assert editor.end() == (0, "")


def test_files_that_are_no_plain_files_are_left_alone(editor):
    for name in ["/dev/stdin", "/dev/fd/0", "/dev/zero", "nowhere.nsh", "a.nsh"]:
        editor.open("a.nsh", f'include "{name}"\n')
        (error,) = editor.errors("a.nsh")
        assert error["code"] in ("file", "include-cycle"), error
    assert editor.end() == (0, "")


def test_notes_are_beside_their_errors(lsp):
    editor = lsp()
    editor.start(textDocument={"publishDiagnostics": {"relatedInformation": True}})
    (editor.folder / "part.nsh").write_text("print cc\nprint dd\n")
    editor.open("main.nsh", 'include "part.nsh"\n')
    (error,) = editor.errors("main.nsh")
    assert [(n["location"]["uri"], n["message"]) for n in error["relatedInformation"]] == [
        (editor.uri("part.nsh"), "`cc` is not known"), (editor.uri("part.nsh"), "`dd` is not known")]


# Words


def test_completion_knows_the_names_of_the_script(editor):
    editor.open("a.nsh", TEXT + "\n")
    offered = lambda line, text: [
        item["label"] for item in (
            editor.change("a.nsh", {"range": stretch(9, 0, 99), "text": text}), editor.at("completion", "a.nsh", 9, len(text)))[1]["items"]]
    assert "define" in offered(9, "") and "for" in offered(9, "")
    assert offered(9, "build ch") == ["chain"]
    assert "layers=" in offered(9, "build chain ") and "bump" in offered(9, "build chain family=")
    assert offered(9, "print powe") == ["power("]
    assert offered(9, "print ste") == ["step"] or "steps" in offered(9, "print ste")
    assert "red" in offered(9, "define cluster b to=") and offered(9, "print momentum.r") == ["red"]
    assert "deep" in offered(9, "use ")
    assert offered(9, "print 1 # po") == []
    (editor.folder / "part.nsh").write_text("")
    assert offered(9, 'include "pa') == ['part.nsh"']
    # Within a function its own names, outside not.
    inside = [item["label"] for item in editor.at("completion", "a.nsh", 4, 9)["items"]]
    assert {"x", "n", "y", "steps"} <= set(inside)
    assert not {"x", "n", "y"} & set(offered(9, "print "))


def test_hover_tells_what_help_tells(editor):
    editor.open("a.nsh", TEXT)
    told = lambda line, character: editor.at("hover", "a.nsh", line, character)
    assert told(1, 3)["contents"]["value"].startswith("define cluster NAME") and told(1, 3)["range"] == stretch(1, 0, 14)
    assert told(1, 19)["contents"]["value"].startswith("n=...: how many points") or "define cluster" in told(1, 19)["contents"]["value"]
    assert told(4, 13)["contents"]["value"] == "steps: a parameter of the script\n  line 1: param steps = 10"
    assert told(7, 7)["contents"]["value"].startswith("power(x, n = 2): a function\n  line 3:")
    assert told(7, 22)["contents"]["value"].startswith("momentum:")
    assert told(8, 35)["contents"]["value"].startswith("k: a loop's variable")
    assert told(5, 0) is None


def test_arguments_are_told_while_they_are_written(editor):
    editor.open("a.nsh", "def f(a, b = 2) = a*b\nprint f(1, g(2), atan2(1, ")
    help = editor.at("signatureHelp", "a.nsh", 1, 12)
    assert help["signatures"][0]["label"] == "f(a, b = 2)" and help["activeParameter"] == 1
    help = editor.at("signatureHelp", "a.nsh", 1, 26)
    assert help["signatures"][0]["label"].startswith("atan2(") and help["activeParameter"] == 1
    assert editor.at("signatureHelp", "a.nsh", 0, 3) is None


# Names


def test_names_are_found_and_renamed_where_that_is_sound(editor):
    editor.open("a.nsh", TEXT)
    (found,) = editor.at("definition", "a.nsh", 4, 14)
    assert found == {"uri": editor.uri("a.nsh"), "range": stretch(0, 6, 11)}
    assert [r["range"] for r in editor.at("references", "a.nsh", 7, 8, context={"includeDeclaration": False})] == [
        stretch(7, 6, 11), stretch(8, 29, 34)]
    assert [h["range"] for h in editor.at("documentHighlight", "a.nsh", 1, 16)] == [stretch(1, 15, 18), stretch(7, 29, 32)]

    def renamed(line, character, name):
        changes = editor.at("rename", "a.nsh", line, character, newName=name)["changes"]
        return replaced(TEXT, changes[editor.uri("a.nsh")]).splitlines()

    lines = renamed(2, 13, "m")
    assert lines[2:4] == ["def power(x, m = 2) {", "  let y = x^m"] and lines[7] == "print power(3, m=1) momentum.red"
    assert renamed(1, 16, "green")[7].endswith("momentum.green")
    assert renamed(2, 5, "raised")[8] == 'for k in 1..3 { print "{k}: {raised(k)}" }'

    def refused(line, character, name):
        return editor.refused("textDocument/rename", textDocument={"uri": editor.uri("a.nsh")}, position=place(line, character), newName=name)["message"]

    assert "is a command" in refused(0, 7, "train") and "is no name" in refused(0, 7, "2x") and "already a name" in refused(0, 7, "red")
    assert refused(5, 0, "x") == "no name of the script stands here"
    assert editor.at("prepareRename", "a.nsh", 7, 20) is None


def test_what_only_the_run_can_tell_is_not_renamed(editor):
    for text, where, why in [
        ("let a = 1\nlet t = table(a=[1, 2])\nprint (t where a > 1)\n", (0, 4), "column"),
        ("let a = 1\ndef f() {\n  print a\n  let a = 2\n}\n", (0, 4), "before it gives it a value"),
        ('define cluster red\nprint "red"\n', (0, 15), "a text names it"),
        ("define cluster red\nlet m = momentum by cluster\nprint m.red\n", (0, 15), "may mean it"),
    ]:
        editor.open("a.nsh", text)
        error = editor.refused("textDocument/rename", textDocument={"uri": editor.uri("a.nsh")}, position=place(*where), newName="other")
        assert error["code"] == -32803 and why in error["message"], error


def test_the_block_of_a_sweep_has_names_of_its_own(editor):
    text = "let y = 3\nlet x = y\nsweep s x=1..x keep=[y] { let y = x^2; let z = y }\nprint y x\n"
    editor.open("a.nsh", text)

    def places(line, character):
        found = editor.at("references", "a.nsh", line, character, context={"includeDeclaration": True})
        return sorted((r["range"]["start"]["line"], r["range"]["start"]["character"]) for r in found)

    assert places(0, 4) == [(0, 4), (1, 8), (3, 6)]
    assert places(2, 30) == places(2, 21) == [(2, 21), (2, 30), (2, 47)]
    assert places(1, 4) == [(1, 4), (2, 13), (3, 8)]
    assert places(2, 34) == [(2, 8), (2, 34)]
    changes = editor.at("rename", "a.nsh", 2, 30, newName="square")["changes"][editor.uri("a.nsh")]
    assert replaced(text, changes).splitlines()[2] == "sweep s x=1..x keep=[square] { let square = x^2; let z = square }"
    # Of the runs of another script, and where the command is wrong, only the run knows what the words mean.
    for line in ['sweep s script="b.nsh" x=1..3 keep=[y]', "sweep s x=1..3 keep=[y] keep=[y] { let y = x }"]:
        editor.open("b.nsh", f"let y = 3\nprint y\n{line}\n")
        error = editor.refused("textDocument/rename", textDocument={"uri": editor.uri("b.nsh")}, position=place(0, 4), newName="w")
        assert error["code"] == -32803 and "column may have the name" in error["message"], line


def test_symbols_folds_and_colours(lsp):
    editor = lsp()
    legend = editor.start(textDocument={"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}})["capabilities"]["semanticTokensProvider"]["legend"]
    editor.open("a.nsh", "# one\n# two\n" + TEXT)
    assert [(s["name"], s["detail"]) for s in editor.of("documentSymbol", "a.nsh")] == [
        ("steps", "a parameter of the script"), ("red", "a cluster"), ("power(x, n = 2)", "a function"), ("deep", "a process")]
    assert editor.of("foldingRange", "a.nsh") == [{"startLine": 0, "endLine": 1, "kind": "comment"}, {"startLine": 4, "endLine": 6}]
    data = editor.of("semanticTokens/full", "a.nsh")["data"]
    kinds = [legend["tokenTypes"][kind] for kind in data[3::5]]
    assert kinds[:5] == ["comment", "comment", "keyword", "number", "method"]
    few = editor.of("semanticTokens/range", "a.nsh", range={"start": place(2, 0), "end": place(2, 9)})["data"]
    assert few == [2, 0, 5, legend["tokenTypes"].index("keyword"), 0, 0, 14, 2, legend["tokenTypes"].index("number"), 0]

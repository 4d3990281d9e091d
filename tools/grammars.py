"""Grammars that colour nsh in editors, made of editors/words.json, which the tests write of the declarations.

tools/docs calls it; --check only compares. What is coloured is what Sources/Syntax/Parse/Highlighter.swift says; Tests/Terminal/test_grammars.py
holds all of them against it.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = json.loads((ROOT / "editors" / "words.json").read_text())
NOTICE = "Made by tools/docs from the declarations; edit tools/grammars.py."


def any_of(words):
    """The longest first, so that none hides another."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


# Strings on one line; within braces stand expressions, which may hold strings.
def strings():
    plain = r'"(?:\\.|[^"\\\n])*"?'
    inner = r'"(?:\\.|[^"\\{\n])*"'
    braces = r'\{(?:[^{}"\n]|' + inner + r")*\}"
    string = r'"(?:\\.|[^"\\{\n]|' + braces + r')*"'
    deeper = r'\{(?:[^{}"\n]|' + braces + "|" + string + r")*\}"
    return r'"(?:\\.|[^"\\{\n]|' + deeper + r')*"|' + plain


STRING = strings()
NUMBER = r"(?:(?<!\w)[0-9][0-9_]*(?:\.(?![.A-Za-z_])[0-9_]*)?|(?<!\.)\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?\w*"
NAME = r"[^\W\d]\w*"
# No option's name, no member.
FREE = r"(?<!(?<!\.)\.)\b(?:{})\b(?!\s*=(?!=))"
VERB = r"(?:" + any_of(WORDS["commands"]) + r")\b(?!\.)"
WORD = FREE.format(any_of(WORDS["keywords"]))
QUANTITY = FREE.format(any_of(WORDS["quantities"]))
FUNCTION = FREE.format(any_of(WORDS["functions"])) + r"(?=\s*\()"


# TextMate

SCOPES = {
    "command": "support.function.command.nsh", "word": "keyword.control.nsh", "number": "constant.numeric.nsh", "string": "string.quoted.double.nsh",
    "quantity": "support.variable.quantity.nsh", "function": "support.function.nsh", "comment": "comment.line.number-sign.nsh",
}


def textmate():
    begins = r"(?:^|(?<=[;{}]))[ \t]*(" + VERB + r")(?!\s*:)"
    binding = r"(?:^|(?<=[;{}]))[ \t]*(let)\s+" + NAME + r"\s*=\s*(" + VERB + ")"
    inside = ["comment", "string", "number", "brackets", "word", "quantity", "function", "name"]
    return json.dumps({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "nsh", "comment": NOTICE, "scopeName": "source.nsh", "fileTypes": ["nsh"], "firstLineMatch": r"^#!.*\bnsh\b",
        "patterns": [{"include": "#binding"}, {"include": "#command"}, {"include": "#inside"}],
        "repository": {
            "binding": {"match": binding, "captures": {"1": {"name": SCOPES["word"]}, "2": {"name": SCOPES["command"]}}},
            "command": {"match": begins, "captures": {"1": {"name": SCOPES["command"]}}},
            "inside": {"patterns": [{"include": f"#{name}"} for name in inside]},
            # Within brackets a line's end ends no statement.
            "brackets": {
                "patterns": [{"begin": a, "end": b, "patterns": [{"include": "#inside"}]} for a, b in [(r"\(", r"\)"), (r"\[", r"\]")]]},
            "comment": {"match": r"#.*$", "name": SCOPES["comment"]},
            "string": {"match": STRING, "name": SCOPES["string"]},
            "number": {"match": NUMBER, "name": SCOPES["number"]},
            "word": {"match": WORD, "name": SCOPES["word"]},
            "quantity": {"match": QUANTITY, "name": SCOPES["quantity"]},
            "function": {"match": FUNCTION, "name": SCOPES["function"]},
            "name": {"match": NAME},
        },
    }, indent=2, ensure_ascii=False) + "\n"


# Vim

GROUPS = {
    "Function": "Function", "Quantity": "Identifier", "Word": "Keyword", "Command": "Statement", "Number": "Number", "String": "String",
    "Comment": "Comment",
}


def vim_words(words, behind=""):
    free = r"%(%([^.]|^)\.)@<!<%({})>%(\s*\=[^=])@!"
    return r"\v" + free.format(any_of(words)) + behind


def vim_string():
    inner = r'"%(\\.|[^"\\{])*"'
    braces = r'\{%([^{}"]|' + inner + r")*\}"
    string = r'"%(\\.|[^"\\{]|' + braces + r')*"'
    deeper = r'\{%([^{}"]|' + braces + "|" + string + r")*\}"
    return r'\v"%(\\.|[^"\\{]|' + deeper + r')*"', r'\v"%(\\.|[^"\\])*"?'


def vim():
    verbs = r"<%(" + any_of(WORDS["commands"]) + r")>\.@!"
    number = r"\v%(<[0-9][0-9_]*%(\.[.A-Za-z_]@![0-9_]*)?|\.@1<!\.[0-9][0-9_]*)%([eE][+-]?[0-9][0-9_]*)?\k*"
    string, plain = vim_string()
    rows = [
        ("Function", vim_words(WORDS["functions"], r"%(\s*\()@="), ""),
        ("Quantity", vim_words(WORDS["quantities"]), ""),
        ("Word", vim_words(WORDS["keywords"]), ""),
        ("Command", r"\v%(%(^|[;{}])\s*)@<=" + verbs + r"%(\s*:)@!", ""),
        ("Command", r"\v%(%(^|[;{}])\s*let\s+\k+\s*\=\s*)@<=" + verbs, ""),
        ("Number", number, ""),
        ("String", plain, ""), ("String", string, ""),
        ("Comment", "#.*", " contains=@Spell"),
    ]
    lines = [f'" {NOTICE}', 'if exists("b:current_syntax")', "  finish", "endif", "", "syntax case match"]
    for group, pattern, more in rows:
        lines.append(f"syntax match nsh{group} '{pattern.replace(chr(39), chr(39) * 2)}'{more}")
    lines += [
        '" Within brackets a line\'s end ends no statement.',
        "syntax region nshBrackets transparent start='[([]' end='[)\\]]' contains=nshFunction,nshQuantity,nshWord,nshNumber,nshString,nshComment,nshBrackets",
        "syntax sync minlines=200",
        "",
    ]
    lines += [f"highlight default link nsh{group} {standard}" for group, standard in GROUPS.items()]
    return "\n".join([*lines, "", 'let b:current_syntax = "nsh"', ""])


FTDETECT = f'''" {NOTICE}
" Vim takes *.nsh for a header of NSIS by itself.
autocmd BufNewFile,BufRead *.nsh set filetype=nsh
autocmd BufNewFile,BufRead * if getline(1) =~# '^#!.*\\<nsh\\>' | setfiletype nsh | endif
'''

FTPLUGIN = f'''" {NOTICE}
if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\\ %s formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2
let b:undo_ftplugin = "setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop<"
'''

INDENT = f'''" {NOTICE}
if exists("b:did_indent")
  finish
endif
let b:did_indent = 1

setlocal autoindent indentexpr=NshIndent() indentkeys=0{{,0}},0),0],!^F,o,O,e
let b:undo_indent = "setlocal autoindent< indentexpr< indentkeys<"

" Two columns for each line whose brackets are open, as `nsh --lsp` lays texts out.
function! NshIndent() abort
  let above = prevnonblank(v:lnum - 1)
  if above == 0
    return 0
  endif
  let text = substitute(getline(above), '"\\%(\\\\.\\|[^"\\\\]\\)*"\\|#.*', '', 'g')
  let opened = len(substitute(text, '[^([{{]', '', 'g')) - len(substitute(substitute(text, '^\\s*[])}}]\\+', '', ''), '[^])}}]', '', 'g'))
  let indent = indent(above) + (opened > 0 ? 2 : opened < 0 ? -2 : 0)
  return max([0, indent - (getline(v:lnum) =~# '^\\s*[])}}]' ? 2 : 0)])
endfunction
'''


# Pygments

def pygments():
    lists = {name: sorted(WORDS[name]) for name in ["commands", "keywords", "quantities", "functions"]}
    lines = [f'"""The words of nsh. {NOTICE}"""', ""]
    for name, words in lists.items():
        lines += [f"{name.upper()} = ["] + [f'    "{word}",' for word in words] + ["]", ""]
    patterns = {"NAME": NAME, "NUMBER": NUMBER, "STRING": STRING, "VERB": VERB, "WORD": WORD, "QUANTITY": QUANTITY, "FUNCTION": FUNCTION}
    return "\n".join(lines + [f"{name} = {pattern!r}" for name, pattern in patterns.items()]) + "\n"


def files():
    yield "editors/vim/syntax/nsh.vim", vim()
    yield "editors/vim/ftdetect/nsh.vim", FTDETECT
    yield "editors/vim/ftplugin/nsh.vim", FTPLUGIN
    yield "editors/vim/indent/nsh.vim", INDENT
    yield "editors/vscode/syntaxes/nsh.tmLanguage.json", textmate()
    yield "python/nshell/words.py", pygments()


def main():
    old = []
    for name, text in files():
        path = ROOT / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text() != text:
                old.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if old:
        sys.exit("old, run tools/docs: " + ", ".join(old))


main()

"""nsh's language for Pygments: `pygmentize -l nsh script.nsh`, and whatever uses Pygments, such as Sphinx, MkDocs and nbconvert."""

from pygments.lexer import RegexLexer, bygroups, default, include
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text

from . import words

# What may stand between words: white space, comments, and a backslash at a line's end.
GAP = r"(?:\s|#[^\n]*\n|\\\r?\n)*"


class NshLexer(RegexLexer):
    name = "nsh"
    aliases = ["nsh"]
    filenames = ["*.nsh"]
    mimetypes = ["text/x-nsh"]

    tokens = {
        # Where a statement begins.
        "root": [
            (r"[\s;{}]+", Text),
            (r"#.*", Comment.Single),
            (rf"(let)(\s+)({words.NAME})(\s*)(=)(\s*)({words.VERB})", bygroups(Keyword, Text, Name, Text, Operator, Text, Name.Builtin), "statement"),
            (rf"{words.VERB}(?!{GAP}:)", Name.Builtin, "statement"),
            default("statement"),
        ],
        "statement": [
            (r"\\\r?\n", Text),
            # A record, or a block.
            (rf"\{{(?={GAP}(?:{words.NAME}|{words.STRING}){GAP}:)", Punctuation, "brackets"),
            (r"[\n\r;{}]", Punctuation, "#pop"),
            include("words"),
        ],
        # Here a line's end ends no statement.
        "brackets": [
            (r"\{", Punctuation, "#push"),
            (r"[)\]}]", Punctuation, "#pop"),
            (r"\s+|\\\r?\n", Text),
            include("words"),
        ],
        "words": [
            (r"[^\S\n\r]+", Text),
            (r"#.*", Comment.Single),
            (words.STRING, String.Double),
            (words.NUMBER, Number),
            (r"[(\[]", Punctuation, "brackets"),
            (words.WORD, Keyword),
            (words.QUANTITY, Name.Variable),
            (words.FUNCTION, Name.Function),
            (words.NAME, Name),
            (r"\.\.|->|==|!=|<=|>=|//|[-+*/%^<>=.:]", Operator),
            (r"[,)\]]", Punctuation),
            (r".", Text),
        ],
    }

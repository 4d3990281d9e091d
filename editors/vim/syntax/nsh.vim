" Made by tools/docs from the declarations; edit tools/grammars.py.
if exists("b:current_syntax")
  finish
endif

syntax case match
syntax match nshFunction '\v%(%([^.]|^)\.)@<!<%(correlation|couplings|violation|accuracy|linspace|quantile|columns|product|refuted|replace|reverse|shuffle|summary|append|argmax|argmin|cumsum|defect|filter|length|median|normal|number|random|select|starts|string|unique|atan2|count|cross|drift|floor|kappa|log10|lower|polar|round|split|table|upper|acos|asin|atan|ceil|cosh|diff|ends|find|fold|join|kind|list|log2|mean|norm|sign|sinh|sort|sqrt|tanh|trim|abs|all|any|cos|dot|exp|log|map|max|min|sin|sum|tan|sd)>%(\s*\=[^=])@!%(\s*\()@='
syntax match nshQuantity '\v%(%([^.]|^)\.)@<!<%(dilation|duration|gradient|momentum|position|transfer|angular|costate|energy|runge|trace|loss)>%(\s*\=[^=])@!'
syntax match nshWord '\v%(%([^.]|^)\.)@<!<%(descending|ascending|otherwise|continue|include|assert|expect|return|break|false|param|until|where|while|else|over|step|then|true|with|and|def|for|let|not|try|at|by|if|in|of|or)>%(\s*\=[^=])@!'
syntax match nshCommand '\v%(%(^|[;{}])\s*)@<=<%(histogram|conserve|discover|interact|apropos|compare|history|inspect|recover|define|export|forget|import|timing|build|names|pause|print|sweep|train|write|edit|exit|help|load|plot|quit|read|redo|runs|save|seed|test|undo|fit|use)>\.@!%(\s*:)@!'
syntax match nshCommand '\v%(%(^|[;{}])\s*let\s+\k+\s*\=\s*)@<=<%(histogram|conserve|discover|interact|apropos|compare|history|inspect|recover|define|export|forget|import|timing|build|names|pause|print|sweep|train|write|edit|exit|help|load|plot|quit|read|redo|runs|save|seed|test|undo|fit|use)>\.@!'
syntax match nshNumber '\v%(<[0-9][0-9_]*%(\.[.A-Za-z_]@![0-9_]*)?|\.@1<!\.[0-9][0-9_]*)%([eE][+-]?[0-9][0-9_]*)?\k*'
syntax match nshString '\v"%(\\.|[^"\\])*"?'
syntax match nshString '\v"%(\\.|[^"\\{]|\{%([^{}"]|\{%([^{}"]|"%(\\.|[^"\\{])*")*\}|"%(\\.|[^"\\{]|\{%([^{}"]|"%(\\.|[^"\\{])*")*\})*")*\})*"'
syntax match nshComment '#.*' contains=@Spell
" Within brackets a line's end ends no statement.
syntax region nshBrackets transparent start='[([]' end='[)\]]' contains=nshFunction,nshQuantity,nshWord,nshNumber,nshString,nshComment,nshBrackets
syntax sync minlines=200

highlight default link nshFunction Function
highlight default link nshQuantity Identifier
highlight default link nshWord Keyword
highlight default link nshCommand Statement
highlight default link nshNumber Number
highlight default link nshString String
highlight default link nshComment Comment

let b:current_syntax = "nsh"

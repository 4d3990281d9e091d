" Made by tools/docs from the declarations; edit tools/grammars.py.
if exists("b:did_indent")
  finish
endif
let b:did_indent = 1

setlocal autoindent indentexpr=NshIndent() indentkeys=0{,0},0),0],!^F,o,O,e
let b:undo_indent = "setlocal autoindent< indentexpr< indentkeys<"

" Two columns for each line whose brackets are open, as `nsh --lsp` lays texts out.
function! NshIndent() abort
  let above = prevnonblank(v:lnum - 1)
  if above == 0
    return 0
  endif
  let text = substitute(getline(above), '"\%(\\.\|[^"\\]\)*"\|#.*', '', 'g')
  let opened = len(substitute(text, '[^([{]', '', 'g')) - len(substitute(substitute(text, '^\s*[])}]\+', '', ''), '[^])}]', '', 'g'))
  let indent = indent(above) + (opened > 0 ? 2 : opened < 0 ? -2 : 0)
  return max([0, indent - (getline(v:lnum) =~# '^\s*[])}]' ? 2 : 0)])
endfunction

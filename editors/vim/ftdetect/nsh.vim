" Made by tools/docs from the declarations; edit tools/grammars.py.
" Vim takes *.nsh for a header of NSIS by itself.
autocmd BufNewFile,BufRead *.nsh set filetype=nsh
autocmd BufNewFile,BufRead * if getline(1) =~# '^#!.*\<nsh\>' | setfiletype nsh | endif

function __nsh_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __nsh_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __nsh_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __nsh_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __nsh_parse_tokens -S
    set -l unparsed_tokens (__nsh_tokens -pc)
    switch $unparsed_tokens[1]
    case 'nsh'
        __nsh_parse_subcommand -r 1 'c=' 'check' 'step' 'i' 'q/quiet' 'n' 'json' 'serve' 'lsp' 'jupyter=' 'install-jupyter' 'prefix=' 'log=' 'allow-read=+' 'allow-write=+' 'threads=' 'arithmetic=' 'graphics=' 'max-memory=' 'sweep=' 'part=' 'store=' 'into=' 'mpi-timeout=' 'no-mpi' 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'help'
            __nsh_parse_subcommand -r 1 'version'
        end
    end
end

function __nsh_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __nsh_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __nsh_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __nsh_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__nsh_tokens -p)
    if test -z "$(__nsh_tokens -t)"
        set -l index (count (__nsh_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'nsh' -f
complete -c 'nsh' -n '__nsh_should_offer_completions_for_positional "nsh" -ge 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'nsh\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" c' -s 'c' -d 'Run this text.' -rfka ''
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" check' -l 'check' -d 'Parse and check only.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" step' -l 'step' -d 'Show each statement of the script, and run it on return; q leaves.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" i' -s 'i' -d 'Stay in a dialogue after the script.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" q quiet' -s 'q' -l 'quiet' -d 'Print results only, no reports of what was done.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" n' -s 'n' -d 'Skip the start-up file.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" json' -l 'json' -d 'Write every result, remark and error as one JSON object a line, to standard output.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" serve' -l 'serve' -d 'Answer requests, one JSON object a line, from standard input; `docs/serve.md` tells how.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" lsp' -l 'lsp' -d 'Serve an editor by the Language Server Protocol; `docs/editors.md` tells how.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" jupyter' -l 'jupyter' -d 'Be the kernel of a notebook, as Jupyter starts it; `docs/notebooks.md` tells how.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'json\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" install-jupyter' -l 'install-jupyter' -d 'Tell Jupyter of this nsh, with the options for memory, threads, arithmetic and files that are given; then leave.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" prefix' -l 'prefix' -d 'With --install-jupyter: where Jupyter is, such as an environment\'s folder, instead of for the user.' -rfa '(__nsh_complete_directories)'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" log' -l 'log' -d 'Append what is run, in full, to this file; it is a script that does it again.' -rF
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh"' -l 'allow-read' -d 'Let scripts read files in this folder and below only; may be given several times.' -rfa '(__nsh_complete_directories)'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh"' -l 'allow-write' -d 'Write files in this folder and below only; may be given several times.' -rfa '(__nsh_complete_directories)'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" threads' -l 'threads' -d 'How many threads may work; results have the same bits for any number.' -rfka ''
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" arithmetic' -l 'arithmetic' -d 'portable: the same bits on every machine; fast: fused operations, where the processor has them. For comparisons: baseline, portable-avx2, fast-avx2.' -rfka 'portable fast baseline portable-avx2 fast-avx2'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" graphics' -l 'graphics' -d 'How figures are drawn in the terminal; auto asks the terminal what it can.' -rfka 'auto braille kitty sixel'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" max-memory' -l 'max-memory' -d 'What may be held in memory, such as 500MiB or 8GiB.' -rfka ''
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" sweep' -l 'sweep' -d 'Go on with this sweep, and end: for the tasks of a job array.' -rfka ''
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" part' -l 'part' -d 'With --sweep: one part of several; with /40 alone the array\'s task says which (SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX, SGE_TASK_ID).' -rfka ''
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" store' -l 'store' -d 'With --sweep: the store that has the sweep; without, your own.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'db\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" into' -l 'into' -d 'With --part: the store of the part\'s runs; without, NAME-PART.db.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'db\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" mpi-timeout' -l 'mpi-timeout' -d 'How long ranks that a launcher of MPI started wait for each other: to join (by itself 4 s), and on their way (by itself for ever).' -rfka ''
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" no-mpi' -l 'no-mpi' -d 'Run alone, whichever launcher started it.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" version' -l 'version' -d 'Show the version.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_positional "nsh" -eq 2' -fa 'help' -d 'Show subcommand help information.'
complete -c 'nsh' -n '__nsh_should_offer_completions_for_flags_or_options "nsh help" version' -l 'version' -d 'Show the version.'

# Completes the command line of backtest in fish: backtest completion fish | source
# Options are offered once a dash is there; where nothing else fits, file names are.
function __backtest_complete
    set -l line (commandline --cut-at-cursor | string collect)
    set -l word (commandline --current-token)
    set -l wanted '^[^-]'
    if string match --quiet -- '-*' $word
        set wanted '^-'
    end
    backtest "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match --regex --entire -- $wanted
    or __fish_complete_path $word
end
complete --command backtest --no-files --arguments '(__backtest_complete)'

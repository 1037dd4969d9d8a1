# Completes the command line of backtest in bash: source <(backtest completion bash)
# Options are offered once a dash is there; where nothing else fits, file names are.
_backtest() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} candidate
  COMPREPLY=()
  while IFS= read -r candidate; do
    if [[ $candidate == "$word"* && ( $word == -* || $candidate != -* ) ]]; then
      COMPREPLY+=("$candidate")
    fi
  done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _backtest backtest

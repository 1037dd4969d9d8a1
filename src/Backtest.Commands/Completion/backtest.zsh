# Completes the command line of backtest in zsh: source <(backtest completion zsh)
# Options are offered once a dash is there; where nothing else fits, file names are.
_backtest() {
  local line="${BUFFER[1,CURSOR]}" word="$PREFIX"
  local -a candidates
  candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
  if [[ $word != -* ]]; then
    candidates=("${(@)candidates:#-*}")
  fi
  candidates=("${(@M)candidates:#${(b)word}*}")
  if (( ${#candidates} && ${#candidates[1]} )); then
    compadd -a candidates
  else
    _files
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _backtest backtest

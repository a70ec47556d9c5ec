# Completion of sportello for bash.
_sportello() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  case $previous in
    --config | --from | --to | --data | --html | --batch)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --role)
      mapfile -t COMPREPLY < <(compgen -W 'operator second_level administration manager' -- "$current")
      return
      ;;
  esac
  # The program's own help is the list: a new command or option needs no change here.
  local words=() word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || words+=("$word")
    ((${#words[@]} == 2)) && break
  done
  local help
  if [[ ${words[0]:-} == @(operator|customers|templates) ]]; then
    help=$(sportello "${words[@]}" --help 2>/dev/null)
  else
    help=$(sportello ${words[0]:+"${words[0]}"} --help 2>/dev/null)
  fi
  local choices
  choices=$(sed -nE 's/^  (-[^ ,]+,)?(--?[a-z][a-z-]*|[a-z][a-z-]*).*/\2/p' <<<"$help")
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}
complete -o filenames -o bashdefault -F _sportello sportello

"""``completion``: what a shell needs to complete commands, options, choices and the ids of questions."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple

from quizapp.cli.arguments import Parser, Verb, make_parser
from quizapp.cli.commands import COMMANDS
from quizapp.cli.errors import FINE
from quizapp.cli.output import print_lines

if TYPE_CHECKING:
    from argparse import Namespace

SHELLS = ("bash", "zsh", "fish")
_BASH = r"""
_quizapp() {
    local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words="" command=""
    local first="${COMP_WORDS[1]}" second="${COMP_WORDS[2]}"
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "@first@ --help --version --no-mouse" -- "$current")); return
    fi
    case "$first" in
@groups@
        *) command="$first" ;;
    esac
    case "$command $before" in
@choices@
    esac
    case "$command" in
@options@
    esac
    case "$current" in
        -*) ;;
        *) case " @ids@ " in *" $command "*)
               words="$words $(quizapp find --ids "id:\"${current//\"/}\"" 2>/dev/null)" ;;
           esac ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    if [ ${#COMPREPLY[@]} -gt 0 ] && type __ltrim_colon_completions >/dev/null 2>&1; then
        __ltrim_colon_completions "$current"
    fi
}
complete -F _quizapp quizapp
"""


class Complete(NamedTuple):
    """One command as a shell completes it; ``choices`` are the values of options that have some."""

    name: str
    says: str
    options: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    asks_id: bool


def declare_completion(parser: Parser) -> None:
    """Declare the arguments of ``completion``."""
    parser.add_argument("shell", choices=SHELLS, help="for which shell")


def completion(options: Namespace) -> int:
    """Print the script; it says at its top how it is used."""
    found = [described(row.name, row.says, row.module) for row in COMMANDS]
    print_lines(SCRIPTS[options.shell](found).split("\n"))
    return FINE


def described(name: str, says: str, module: str) -> Complete:
    """Return what a command takes, from its own declaration."""
    verb: Verb = importlib.import_module(module).VERBS[name]
    parser = make_parser(name, says)
    verb.declare(parser)
    actions = parser._actions  # noqa: SLF001 - argparse has no public list
    longs = tuple(text for action in actions for text in action.option_strings if text.startswith("--"))
    choices = {
        text: tuple(map(str, action.choices))
        for action in actions
        if action.choices
        for text in action.option_strings or [""]
    }
    return Complete(
        name,
        says,
        longs,
        choices,
        any(action.metavar == "ID" and not action.option_strings for action in actions),
    )


def bash(found: list[Complete]) -> str:
    """Return the script for bash."""
    firsts = dict.fromkeys(one.name.split()[0] for one in found)
    grouped = [one for one in found if " " in one.name]
    groups = "\n".join(
        f'        {first}) [ "$COMP_CWORD" -eq 2 ] && {{ COMPREPLY=($(compgen -W "{seconds}" -- "$current")); '
        f'return; }}; command="{first} $second" ;;'
        for first, seconds in _groups(grouped).items()
    )
    choices = "\n".join(
        f'        "{one.name} {option}") COMPREPLY=($(compgen -W "{" ".join(values)}" -- "$current")); return ;;'
        for one in found
        for option, values in one.choices.items()
        if option
    )
    options = "\n".join(
        f'        "{one.name}") words="{" ".join((*one.options, *one.choices.get("", ())))}" ;;'
        for one in found
    )
    script = (
        _BASH.replace("@first@", " ".join(firsts)).replace("@groups@", groups).replace("@choices@", choices)
    )
    ids = " ".join(one.name for one in found if one.asks_id)
    return '# eval "$(quizapp completion bash)", or put this into ~/.bashrc' + script.replace(
        "@options@", options
    ).replace("@ids@", ids)


def zsh(found: list[Complete]) -> str:
    """Return the script for zsh: that of bash, which zsh carries out."""
    head = '# eval "$(quizapp completion zsh)", or put this into ~/.zshrc\nautoload -U +X bashcompinit && bashcompinit\n'
    return head + bash(found).partition("\n")[2]


def fish(found: list[Complete]) -> str:
    """Return the script for fish."""
    rows = ["# quizapp completion fish > ~/.config/fish/completions/quizapp.fish", "complete -c quizapp -f"]
    firsts: dict[str, str] = {}
    for one in found:
        firsts.setdefault(one.name.split()[0], one.says if " " not in one.name else "commands about packs")
    rows += [
        f"complete -c quizapp -n __fish_use_subcommand -a {first} -d '{_quoted(says)}'"
        for first, says in firsts.items()
    ]
    for one in found:
        here = " ".join(f"__fish_seen_subcommand_from {word};" for word in one.name.split())
        when = f"-n '{here.rstrip(';').replace('; ', '; and ')}'"
        words = one.name.split()
        if len(words) > 1:
            rows.append(
                f"complete -c quizapp -n '__fish_seen_subcommand_from {words[0]}' -a {words[1]} -d '{_quoted(one.says)}'"
            )
        for option in one.options:
            values = one.choices.get(option)
            chosen = f" -x -a '{' '.join(values)}'" if values else ""
            rows.append(f"complete -c quizapp {when} -l {option[2:]}{chosen}")
        if one.choices.get(""):
            rows.append(f"complete -c quizapp {when} -a '{' '.join(one.choices[''])}'")
        if one.asks_id:
            rows.append(f"complete -c quizapp {when} -a '(quizapp find --ids 2>/dev/null)'")
    return "\n".join(rows)


def _groups(found: list[Complete]) -> dict[str, str]:
    seconds: dict[str, list[str]] = {}
    for one in found:
        first, second = one.name.split()
        seconds.setdefault(first, []).append(second)
    return {first: " ".join(names) for first, names in seconds.items()}


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish}
VERBS = {"completion": Verb(declare_completion, completion)}

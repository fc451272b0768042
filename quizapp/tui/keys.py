"""Every key there is: bindings, foot line, help, palette and the README's table are made from this one.

It knows nothing of Textual. A key's ``id`` is the name of its action, and what settings.toml calls it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Key(NamedTuple):
    """One action: ``keys`` as the terminal names them, a word for the foot line, a sentence for the help."""

    id: str
    keys: tuple[str, ...]
    label: str
    says: str
    action: str = ""
    pair: str = ""  # the key of the opposite action, shown beside this one on the foot line

    @property
    def call(self) -> str:
        """Return the action as a screen is asked for it, e.g. "rate(1)"."""
        return self.action or self.id

    @property
    def verb(self) -> str:
        """Return the name of the action without its arguments."""
        return self.call.partition("(")[0]

    @property
    def shown(self) -> str:
        """Return the first key as it is written on screen, e.g. "esc"."""
        return show(self.keys[0])


class Place(NamedTuple):
    """Where keys hold: a screen or a state of one. ``foot`` names those worth a place on the last line."""

    name: str
    title: str
    about: str
    ids: tuple[str, ...]
    foot: tuple[str, ...] = ()
    after: tuple[str, ...] = ()  # keys that need the last of ``foot`` first


_SHOWN = {
    "escape": "esc",
    "comma": ",",
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pagedown": "page down",
    "pageup": "page up",
    "shift+tab": "shift tab",
}


def show(key: str) -> str:
    """Return a key as it is written on screen."""
    return _SHOWN.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key.replace("+", " "))


KEYS = (
    # everywhere
    Key("help", ("?", "f1"), "help", "Show the keys of this screen and what it is for."),
    Key("palette", (":", "ctrl+p"), "commands", "Find a command by its name.", "app.command_palette"),
    Key("back", ("escape",), "back", "Go back one level."),
    Key("quit", ("q",), "quit", "Leave quizapp. Everything answered is already saved."),
    Key(
        "leave_now",
        ("ctrl+c", "ctrl+q"),
        "quit at once",
        "Leave from anywhere; selected text is copied instead.",
        "app.leave_now",
    ),
    Key(
        "suspend",
        ("Z", "ctrl+z"),
        "to the shell",
        "Put quizapp aside; fg brings it back.",
        "app.suspend_process",
    ),
    Key("line_down", ("j", "down"), "move", "Move or scroll down.", pair="line_up"),
    Key("line_up", ("k", "up"), "move", "Move or scroll up.", pair="line_down"),
    Key("page_down", ("pagedown", "d"), "page down", "Scroll down half a page."),
    Key("page_up", ("pageup", "b"), "page up", "Scroll up half a page."),
    Key("to_top", ("g", "home"), "top", "Go to the beginning."),
    Key("to_end", ("G", "end"), "end", "Go to the end."),
    # home
    Key("start", ("enter",), "drill", "Drill what is due and new, or only the chosen section."),
    Key("ahead", ("a",), "go ahead", "Drill what is due next, before its day."),
    Key("practise", ("t",), "practise", "Drill anything without touching the schedule."),
    Key("packs", ("p",), "packs", "List the installed packs, with their errors."),
    Key("settings", ("comma",), "settings", "Change limits, retention, colours and more."),
    # in an answer field
    Key(
        "enter_answer", ("enter",), "next, then check", "Go to the next field; on the last, check the answer."
    ),
    Key("leave_field", ("escape",), "then", "Leave the field, keeping what is typed; single keys work then."),
    Key("next_field", ("down", "tab"), "next field", "Go to the next field."),
    Key("previous_field", ("up", "shift+tab"), "field before", "Go to the field before."),
    # in a choice
    Key(
        "pick",
        ("space",),
        "pick",
        "Pick the option under the cursor, or take it back. Its letter or number picks too.",
    ),
    # a free text, and its points
    Key("check_text", ("enter",), "done", "Go on to the points that the text makes."),
    Key("write_on", ("i",), "write on", "Return to the text.", "type_answer"),
    Key("rewrite", ("w",), "back to the text", "Return to the text; the points are looked for again."),
    # a kata
    Key("write_code", ("e",), "write", "Open your code in your editor; what you save is taken."),
    Key("stop_run", ("escape",), "stop", "Stop the code that is running; nothing is judged then."),
    # in an order
    Key("lift", ("space",), "lift", "Take the line up: arrows then move it. Or put it down."),
    Key("later", ("J", "shift+down"), "move", "Move the line down.", pair="earlier"),
    Key("earlier", ("K", "shift+up"), "move", "Move the line up.", pair="later"),
    Key("leave_out", ("x", "delete"), "leave out", "Leave the line out, or put it back at the end."),
    # drill: a question is asked
    Key("type_answer", ("i", "enter"), "answer", "Return to the answer."),
    Key("reveal", ("space", "enter"), "show the answer", "Turn the card over."),
    Key("hint", ("h",), "hint", "Show a hint; the proposed rating is then at most hard."),
    Key("flag", ("f",), "flag", "Flag the question with a note: it is wrong, unclear, too long."),
    Key(
        "edit",
        ("e",),
        "edit",
        "Edit the question in your editor; a bundled one is copied to your own pack first.",
    ),
    Key("copy", ("y",), "copy", "Copy the question, with your answer and the solution once it is answered."),
    Key("undo", ("u",), "undo", "Take back the last answer and ask it again; any number of times."),
    # drill: answered
    Key("next_card", ("enter", "space"), "next", "Go on; the marked rating stands."),
    Key("again", ("1",), "again", "Rate it again: I did not know it.", "rate(1)"),
    Key("hard", ("2",), "hard", "Rate it hard: right, with effort.", "rate(2)"),
    Key("good", ("3",), "good", "Rate it good: right.", "rate(3)"),
    Key("easy", ("4",), "easy", "Rate it easy: right, at once.", "rate(4)"),
    Key("solution", ("s",), "solution", "Show the worked solution with these numbers."),
    Key(
        "another",
        ("r",),
        "another like this",
        "Ask the same with fresh numbers; the schedule is not touched.",
    ),
    Key(
        "mark_right",
        ("m",),
        "mark as right",
        "Count it as right after all, for a slip of the fingers; logged as such.",
    ),
    # solution
    Key("zoom", ("z",), "zoom", "Show or hide the smaller steps inside composite ones."),
    # settings
    Key("change", ("enter", "space"), "change", "Change the chosen setting; it acts at once."),
    Key(
        "less", ("left", "h"), "less, more", "Take the next smaller value, or the option before.", pair="more"
    ),
    Key("more", ("right", "l"), "less, more", "Take the next larger value, or the next option.", pair="less"),
    Key("default", ("r",), "default", "Put the chosen setting back to its default."),
    # a line that asks for text
    Key("save_line", ("enter",), "save", "Save the line."),
    Key("cancel_line", ("escape",), "cancel", "Leave the line without saving it."),
    # an error
    Key("retry", ("r",), "try again", "Try again what went wrong."),
    # summary
    Key("home", ("enter", "space"), "home", "Go to the home screen."),
    Key("more_cards", ("a",), "go on", "Drill on, beyond today's limits."),
)

_SCROLL = ("line_down", "line_up", "page_down", "page_up", "to_top", "to_end")
_ALWAYS = ("help", "palette", "suspend", "leave_now")
_CARD = ("hint", "flag", "edit", "copy", "undo")
_ORDERING = ("lift", "later", "earlier", "leave_out")

PLACES = (
    Place("everywhere", "Everywhere", "Keys that hold on every screen, outside text fields.", _ALWAYS),
    Place(
        "home",
        "Home",
        "What waits today and how well each section is known. Enter starts today's drill: what is due first, "
        "then new questions. Choose a section with j and k to drill that one alone; esc chooses all again.",
        ("start", "line_down", "line_up", "ahead", "practise", "packs", "settings", "back", "quit"),
        ("start", "line_down", "back", "ahead", "practise", "packs", "settings", "help", "quit"),
    ),
    Place(
        "field",
        "Answer field",
        "Every printable key types. Numbers may be decimals, fractions, percentages, powers or arithmetic: "
        "0.25, 1/4, 25 %, 2.5e-1, 1 - 3/4, exp(-2). An array is typed by rows, numbers apart by spaces or "
        "commas.",
        ("enter_answer", "next_field", "previous_field", "leave_field"),
    ),
    Place(
        "choice",
        "Choice",
        "A letter or number picks an option; arrows and space do the same. Where several may be right, each "
        "press picks or takes back. Enter checks.",
        ("enter_answer", "pick", "next_field", "previous_field", "leave_field"),
    ),
    Place(
        "order",
        "Order",
        "Lines are moved until they stand in order; those that do not belong are left out, below the rule. "
        "Space takes a line up and puts it down; J and K move the line under the cursor at once. With the "
        "mouse, drag it. Enter checks.",
        ("enter_answer", *_ORDERING, "line_down", "line_up", "leave_field"),
    ),
    Place(
        "drill.ordering",
        "Drill",
        "Put the lines in order and press enter: the order is judged, logged and rated at once.",
        ("enter_answer", *_ORDERING, "leave_field", "page_down", "page_up", *_CARD),
        ("lift", "later", "leave_out", "enter_answer", "leave_field"),
        ("hint", "help", "back"),
    ),
    Place(
        "pool",
        "Cell of a table",
        "What can stand in this cell; what another row has already is marked. A letter or number picks, arrows "
        "and space do the same. Enter goes to the next cell.",
        ("enter_answer", "pick", "next_field", "previous_field", "leave_field"),
    ),
    Place(
        "drill.typing",
        "Drill",
        "One question at a time. Type the answer and press enter: it is judged, logged and rated at once. "
        "Leave the field with esc to use single keys; what is typed stays.",
        ("enter_answer", "leave_field", "page_down", "page_up", *_CARD),
        ("enter_answer", "page_down", "leave_field"),
        ("hint", "flag", "edit", "copy", "help", "back"),
    ),
    Place(
        "writing",
        "Free text",
        "Every key types, enter begins a new line. Esc leaves the text, which stays; enter then goes on to the "
        "points that a good answer makes, and what was found in yours is ticked.",
        ("leave_field",),
    ),
    Place(
        "code",
        "Code",
        "The function is written in your own editor: e opens it, and what you save is shown here and kept. Enter "
        "runs it in a process of its own and compares what it returns.",
        ("enter_answer", "write_code", "leave_field"),
    ),
    Place(
        "drill.coding",
        "Drill",
        "Write the function, then run it. It is tried on many inputs; the report says which one failed.",
        ("enter_answer", "write_code", "leave_field", "page_down", "page_up"),
        ("enter_answer", "write_code", "page_down", "leave_field"),
        ("hint", "flag", "copy", "help", "back"),
    ),
    Place(
        "drill.running",
        "Running",
        "Your code is running in a process of its own; what it prints last stands on the last line.",
        ("stop_run", *_SCROLL),
        ("stop_run",),
    ),
    Place(
        "drill.writing",
        "Drill",
        "Write what you would say. Nothing is judged before you have seen and confirmed the points.",
        ("leave_field", "page_down", "page_up"),
        ("leave_field",),
        ("check_text", "hint", "flag", "edit", "copy", "help", "back"),
    ),
    Place(
        "drill.written",
        "Drill",
        "The text is left and stays. Enter goes on to the points, i returns to the text.",
        ("check_text", "write_on", *_CARD, *_SCROLL, "back"),
        ("check_text", "write_on", "page_down", "hint", "flag", "edit", "copy", "undo", "help", "back"),
    ),
    Place(
        "drill.ticking",
        "Drill",
        "Tick the points that your answer makes; be as strict as an interviewer would be. Enter commits the "
        "answer: its credit is the share of the points, by weight.",
        ("enter_answer", "pick", "leave_field", "page_down", "page_up"),
        ("pick", "enter_answer", "leave_field"),
        ("rewrite", "help", "back"),
    ),
    Place(
        "drill.ticked",
        "Drill",
        "Enter returns to the points, w to the text.",
        ("type_answer", "rewrite", "flag", "edit", "copy", *_SCROLL, "back"),
        ("type_answer", "rewrite", "flag", "edit", "copy", "help", "back"),
    ),
    Place(
        "drill.asking",
        "Drill",
        "The field is left and single keys work; what is typed stays. Press i or enter to go on typing.",
        ("type_answer", *_CARD, *_SCROLL, "back"),
        ("type_answer", "page_down", "hint", "flag", "edit", "copy", "undo", "help", "back"),
    ),
    Place(
        "drill.recall",
        "Drill",
        "Say the answer to yourself, turn the card over, then rate how it went from 1 to 4.",
        ("reveal", *_CARD, *_SCROLL, "back"),
        ("reveal", "hint", "flag", "edit", "copy", "undo", "help", "back"),
    ),
    Place(
        "drill.revealed",
        "Drill",
        "Compare with what you said and rate it: again, hard, good or easy. Each key shows when it returns.",
        ("again", "hard", "good", "easy", "flag", "edit", "copy", "undo", *_SCROLL, "back"),
        ("undo", "flag", "edit", "copy", "help", "back"),
    ),
    Place(
        "drill.answered",
        "Drill",
        "The answer is in the log with the marked rating. Enter goes on; 1 to 4 corrects the rating; u takes "
        "the answer back. Nothing is lost by leaving now.",
        (
            "next_card",
            "again",
            "hard",
            "good",
            "easy",
            "solution",
            "undo",
            "another",
            "mark_right",
            "flag",
            "edit",
            "copy",
            *_SCROLL,
            "back",
        ),
        ("next_card", "solution", "undo", "another", "mark_right", "copy", "help", "back"),
    ),
    Place("drill.waiting", "Drill", "The next question is being drawn.", ("back",), ("help", "back")),
    Place(
        "solution",
        "Solution",
        "One step a block: the formula, the same with this question's numbers, and the value. Where yours "
        "differs it stands beside it.",
        ("zoom", *_SCROLL, "copy", "back"),
        ("line_down", "zoom", "copy", "help", "back"),
    ),
    Place(
        "summary",
        "Summary",
        "What was answered in this session, what needs work and what comes tomorrow.",
        ("home", "more_cards", *_SCROLL, "back"),
        ("home", "more_cards", "help"),
    ),
    Place(
        "settings",
        "Settings",
        "Every setting acts at once and is kept in settings.toml, which may be edited by hand.",
        ("change", "less", "more", "default", "line_down", "line_up", "page_down", "page_up", "back"),
        ("line_down", "change", "less", "default", "help", "back"),
    ),
    Place(
        "packs",
        "Packs",
        "The installed question packs. A pack with errors is listed with them; the others are not affected.",
        (*_SCROLL, "back"),
        ("line_down", "help", "back"),
    ),
    Place("help", "Help", "The keys of the screen you came from.", (*_SCROLL, "back"), ("line_down", "back")),
    Place(
        "line",
        "One line of text",
        "Type and press enter.",
        ("save_line", "cancel_line"),
        ("save_line", "cancel_line"),
    ),
    Place(
        "error",
        "Something went wrong",
        "What happened, where, and what to do. Everything answered before is saved.",
        ("retry", *_SCROLL, "back", "quit"),
        ("retry", "back", "quit", "help"),
    ),
)

_KEYS = {key.id: key for key in KEYS}
_PLACES = {place.name: place for place in PLACES}


class Registry:
    """The keys in force: the table with what the settings replace."""

    def __init__(self, replaced: Mapping[str, str] | None = None) -> None:
        self.replaced = {
            name: keys for name, keys in (replaced or {}).items() if name in _KEYS and keys.strip()
        }
        self._keys = {
            **_KEYS,
            **{name: _with_keys(_KEYS[name], keys) for name, keys in self.replaced.items()},
        }

    def key(self, name: str) -> Key:
        """Return the key of an action."""
        return self._keys[name]

    def at(self, place: str) -> tuple[Key, ...]:
        """Return the keys that hold at a place, those that hold everywhere last."""
        ids = (*_PLACES[place].ids, *_ALWAYS)
        return tuple(self._keys[name] for name in dict.fromkeys(ids))

    def shown(self, key: Key) -> str:
        """Return what the foot line calls a key: its first, with that of the opposite action."""
        return f"{key.shown} {self._keys[key.pair].shown}" if key.pair else key.shown

    def foot(self, place: str) -> tuple[Key, ...]:
        """Return the keys worth a place on the last line, in its order."""
        return tuple(self._keys[name] for name in _PLACES[place].foot)

    def after(self, place: str) -> tuple[Key, ...]:
        """Return the keys of the last line that hold once the last of ``foot`` was pressed."""
        return tuple(self._keys[name] for name in _PLACES[place].after)


def place(name: str) -> Place:
    """Return a place by its name."""
    return _PLACES[name]


@cache
def verbs(name: str) -> frozenset[str]:
    """Return the names of the actions that may run at a place."""
    return frozenset(_KEYS[each].verb for each in (*_PLACES[name].ids, *_ALWAYS))


@cache
def all_verbs() -> frozenset[str]:
    """Return the names of all actions of the table."""
    return frozenset(key.verb for key in KEYS)


def of_places(*names: str) -> tuple[Key, ...]:
    """Return the keys of several places, each once: what a screen binds."""
    ids = dict.fromkeys(each for name in names for each in _PLACES[name].ids)
    return tuple(_KEYS[each] for each in ids)


def unknown(replaced: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names in a settings table that are no action."""
    return tuple(name for name in replaced if name not in _KEYS)


def markdown_table() -> str:
    """Return the README's table of keys."""
    rows = ["| where | key | what it does |", "| --- | --- | --- |"]
    for each in PLACES:
        for name in each.ids if each.name != "drill.waiting" else ():
            keys = " ".join(f"`{show(key)}`" for key in _KEYS[name].keys)
            rows.append(f"| {each.title} | {keys} | {_KEYS[name].says} |")
    return "\n".join(dict.fromkeys(rows))


def _with_keys(key: Key, keys: str) -> Key:
    return key._replace(keys=tuple(each.strip() for each in keys.split(",") if each.strip()))

"""The table of actions: what each does, and its keys."""

from __future__ import annotations

from quizapp.tui.keys.key import Key

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
    Key("read_down", ("d", "pagedown"), "read on", "Scroll down half a page.", "page_down"),
    # home
    Key("start", ("enter",), "drill", "Drill what is due and new, or only the chosen section."),
    Key("ahead", ("a",), "go ahead", "Drill what is due next, before its day."),
    Key("practise", ("t",), "practise", "Drill anything without touching the schedule."),
    Key("mock", ("m",), "mock interview", "Set up a mock interview, or go on with the one under way."),
    Key("packs", ("p",), "packs", "List the installed packs, with their errors."),
    Key("browse", ("b",), "browse", "Search all questions, see their history, suspend, flag, reset."),
    Key("statistics", ("s",), "statistics", "Recall, reviews, forecast and what goes wrong, as charts."),
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
        "sheet",
        ("o",),
        "formulas",
        "Show the section's formula sheet, as far as you met it, and the sources.",
    ),
    Key(
        "another",
        ("r",),
        "another like this",
        "Ask the same with fresh numbers; the schedule is not touched.",
    ),
    Key(
        "figure",
        ("v",),
        "figure",
        "Show the figure whole, or the verdict again, where the screen has no room for both.",
    ),
    Key(
        "mark_right",
        ("m",),
        "mark as right",
        "Count it as right after all, for a slip of the fingers; logged as such.",
    ),
    # solution
    Key("zoom", ("z",), "zoom", "Show or hide the smaller steps inside composite ones."),
    Key("missteps", ("m",), "mistakes", "Show or hide what each known mistake would have given."),
    # preview of a pack
    Key("seed_after", ("n", "right"), "seeds", "Draw the question with the next seed.", pair="seed_before"),
    Key("seed_before", ("p", "left"), "seeds", "Draw the question with the seed before.", pair="seed_after"),
    Key("reroll", ("r",), "any seed", "Draw the question with any seed."),
    Key(
        "make_mistake",
        ("m",),
        "mistake",
        "Answer with the next known mistake and see what is said; 1 to 9 choose one.",
    ),
    Key(
        "card_alone", ("w",), "card alone", "Hide or show the list: the card then has the width learners see."
    ),
    Key("edit_here", ("e",), "edit", "Open your editor at what is wrong, or where the question begins."),
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
    # browse, and one question of it
    Key("search", ("slash",), "search", "Type what to look for; the list follows while you type."),
    Key("end_search", ("enter", "escape", "down"), "to the list", "Leave the search line for the list."),
    Key("open_question", ("enter",), "open", "Show the question with its whole history."),
    Key("set_aside", ("s",), "suspend", "Suspend it: it is asked no more. Or take it in again."),
    Key("bury", ("z",), "bury", "Leave it out until tomorrow, or take it in again today."),
    Key("forget", ("R",), "reset", "Forget how well it is known; its history stays."),
    Key("set_due", ("w",), "due on", "Say on which day it is due."),
    Key("rate_again", ("r",), "rate", "Rate its last answer anew."),
    Key("keep_it", ("c",), "keep", "Keep it though it is often forgotten; it is pointed out again later."),
    Key("undo_change", ("u",), "undo", "Take back the last change made here; any number of times."),
    Key("leeches", ("l",), "leeches", "Show what is forgotten again and again, or everything again."),
    # statistics
    Key("next_figure", ("right", "l", "space", "enter"), "next", "Show the next figure."),
    Key("figure_before", ("left", "h"), "before", "Show the figure before."),
    Key("write_page", ("x",), "write a page", "Write all figures into one HTML page, and say where it is."),
    # a mock interview
    Key("begin_interview", ("enter",), "begin", "Begin the interview, or go on with the one under way."),
    Key(
        "fresh_interview",
        ("n",),
        "begin anew",
        "End the interview under way where it is, and begin this one.",
    ),
    Key("reseed", ("r",), "other questions", "Choose another seed: the same set-up with other questions."),
    Key("past_interviews", ("p",), "earlier ones", "List the interviews that were held."),
    Key("skip_question", ("s",), "skip", "Go on without an answer."),
    Key(
        "before",
        ("p",),
        "back",
        "Open the answer before, of this phase, again, unless a follow-up came of it.",
    ),
    Key("note", ("n",), "note", "Add a line to the notes, which are kept with the interview."),
    Key("end_interview", ("E",), "end", "End the interview here; what was answered counts."),
    Key("open_answer", ("enter",), "open", "Show the question with your answer, what was right, and why."),
    Key("read_on", ("pagedown", "space"), "read on", "Scroll down half a page.", "page_down"),
    Key("read_back", ("pageup", "b"), "read back", "Scroll up half a page.", "page_up"),
    Key("into_drill", ("d",), "into the drill", "Make what was weak due in today's drill."),
    Key("export", ("x",), "export", "Write the debrief as HTML and Markdown in the present folder."),
    # an error
    Key("retry", ("r",), "try again", "Try again what went wrong."),
    # summary
    Key("home", ("enter", "space"), "home", "Go to the home screen."),
    Key("more_cards", ("a",), "go on", "Drill on, beyond today's limits."),
)

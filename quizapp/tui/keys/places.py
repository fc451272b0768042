"""The table of places: every screen or state of one, what it is for, and the actions that hold there."""

from __future__ import annotations

from quizapp.tui.keys.key import Place

_SCROLL = ("line_down", "line_up", "page_down", "page_up", "to_top", "to_end")
_READ = ("line_down", "line_up", "read_down", "page_up", "to_top", "to_end")  # where d says what it does
ALWAYS = ("help", "palette", "suspend", "leave_now")
_MARKING = ("set_aside", "bury", "flag", "forget", "set_due", "rate_again", "keep_it")
_CARD = ("hint", "flag", "edit", "copy", "undo")
_INTERVIEW_LEFT = ("hint", "skip_question", "before", "note", "end_interview")  # esc comes first
_ORDERING = ("lift", "later", "earlier", "leave_out")
_PREVIEWING = (
    "line_down",
    "line_up",
    "make_mistake",
    "solution",
    "seed_after",
    "seed_before",
    "reroll",
    "edit_here",
    "card_alone",
    "page_down",
    "page_up",
    "to_top",
    "to_end",
    "back",
    "quit",
)

PLACES = (
    Place("everywhere", "Everywhere", "Keys that hold on every screen, outside text fields.", ALWAYS),
    Place(
        "home",
        "Home",
        "What waits today and how well each section is known. Enter starts today's drill: what is due first, "
        "then new questions. Choose a section with j and k to drill that one alone; esc chooses all again.",
        (
            *("start", "line_down", "line_up", "ahead", "practise"),
            *("mock", "browse", "packs", "statistics", "settings", "back", "quit"),
        ),
        (
            *("start", "line_down", "back", "ahead", "practise"),
            *("mock", "browse", "packs", "statistics", "settings", "help", "quit"),
        ),
    ),
    Place(
        "field",
        "Answer field",
        "Every printable key types. Numbers may be decimals, fractions, percentages, powers or arithmetic: "
        "0.25, 1/4, 25 %, 2.5e-1, 1 - 3/4, exp(-2). A vector's numbers stand apart by spaces or commas. A matrix "
        "has a cell for each entry: space, comma and arrows go from cell to cell, and a whole array can be pasted.",
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
        "drill.choosing",
        "Drill",
        "Pick what is right: by its letter or number, or with the arrows and space. Enter checks, or goes to the "
        "next field; what is picked is judged, logged and rated at once.",
        ("enter_answer", "pick", "leave_field", "page_down", "page_up", *_CARD),
        ("pick", "enter_answer", "page_down", "leave_field"),
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
        ("check_text", "write_on", *_CARD, *_READ, "back"),
        ("check_text", "write_on", "read_down", "hint", "flag", "edit", "copy", "undo", "help", "back"),
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
        ("type_answer", "rewrite", "flag", "edit", "copy", *_READ, "back"),
        ("type_answer", "rewrite", "read_down", "flag", "edit", "copy", "help", "back"),
    ),
    Place(
        "drill.asking",
        "Drill",
        "The field is left and single keys work; what is typed stays. Press i or enter to go on typing.",
        ("type_answer", *_CARD, *_READ, "back"),
        ("type_answer", "read_down", "hint", "flag", "edit", "copy", "undo", "help", "back"),
    ),
    Place(
        "drill.recall",
        "Drill",
        "Say the answer to yourself, turn the card over, then rate how it went from 1 to 4.",
        ("reveal", *_CARD, *_READ, "back"),
        ("reveal", "read_down", "hint", "flag", "edit", "copy", "undo", "help", "back"),
    ),
    Place(
        "drill.revealed",
        "Drill",
        "Compare with what you said and rate it: again, hard, good or easy. Each key shows when it returns.",
        ("again", "hard", "good", "easy", "flag", "edit", "copy", "undo", *_READ, "back"),
        ("read_down", "undo", "flag", "edit", "copy", "help", "back"),
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
            "sheet",
            "figure",
            "undo",
            "another",
            "mark_right",
            "flag",
            "edit",
            "copy",
            *_READ,
            "back",
        ),
        (
            *(
                "next_card",
                "figure",
                "read_down",
                "solution",
                "undo",
                "another",
                "sheet",
                "mark_right",
                "copy",
            ),
            *("help", "back"),
        ),
    ),
    Place("drill.waiting", "Drill", "The next question is being drawn.", ("back",), ("help", "back")),
    Place(
        "solution",
        "Solution",
        "One step a block: the formula, the same with this question's numbers, and the value. Where yours "
        "differs it stands beside it.",
        ("zoom", "missteps", *_SCROLL, "copy", "back"),
        ("line_down", "zoom", "missteps", "copy", "help", "back"),
    ),
    Place(
        "summary",
        "Summary",
        "What was answered in this session, what needs work and what comes tomorrow.",
        ("home", "more_cards", *_SCROLL, "back"),
        ("home", "more_cards", "help"),
    ),
    Place(
        "interview.setup",
        "Mock interview",
        "What kind of interview it is to be, and its agenda. Left and right change the chosen line; below the line of "
        "the sections one picks those to be asked about with space. Questions come "
        "from the level and those below, first what you have not met or would not recall; nothing answered in the "
        "last day.",
        (
            *("begin_interview", "fresh_interview", "line_down", "line_up", "less", "more", "pick", "reseed"),
            *("past_interviews", "page_down", "page_up", "back"),
        ),
        (
            "begin_interview",
            "fresh_interview",
            "line_down",
            "less",
            "pick",
            "past_interviews",
            "reseed",
            "help",
            "back",
        ),
    ),
    Place(
        "interview.typing",
        "Mock interview",
        "Answer as you would in the room. When the question's time is over the interview goes on, and what is typed "
        "counts. Nothing is lost by leaving: it resumes here, and the clock stands still meanwhile.",
        ("enter_answer", "leave_field", "page_down", "page_up"),
        ("enter_answer", "page_down", "leave_field"),
        _INTERVIEW_LEFT,
    ),
    Place(
        "interview.choosing",
        "Mock interview",
        "Pick what is right: by its letter or number, or with the arrows and space. Enter gives the answer, or goes "
        "to the next field.",
        ("enter_answer", "pick", "leave_field", "page_down", "page_up"),
        ("pick", "enter_answer", "page_down", "leave_field"),
        _INTERVIEW_LEFT,
    ),
    Place(
        "interview.ordering",
        "Mock interview",
        "Put the lines in order; those that do not belong are left out. Enter gives the answer.",
        ("enter_answer", *_ORDERING, "leave_field", "page_down", "page_up"),
        ("lift", "later", "leave_out", "enter_answer", "leave_field"),
        ("hint", "skip_question"),
    ),
    Place(
        "interview.writing",
        "Mock interview",
        "Write what you would say; every key types, enter begins a new line. Esc, then enter gives the answer. Its "
        "points are confirmed after the interview, in coach style at once.",
        ("leave_field", "page_down", "page_up"),
        ("leave_field",),
        ("check_text", *_INTERVIEW_LEFT),
    ),
    Place(
        "interview.coding",
        "Mock interview",
        "Write the function in your own editor: e opens it, and what you save is shown here. Enter gives it.",
        ("enter_answer", "write_code", "leave_field", "page_down", "page_up"),
        ("enter_answer", "write_code", "page_down", "leave_field"),
        ("hint", "skip_question", "note"),
    ),
    Place(
        "interview.running",
        "Running",
        "Your code is running in a process of its own; what it prints last stands on the last line.",
        ("stop_run", *_SCROLL),
        ("stop_run",),
    ),
    Place(
        "interview.asking",
        "Mock interview",
        "The field is left and single keys work; what is typed stays, and the clock runs on.",
        (
            *("type_answer", "hint", "skip_question", "before", "note", "flag", "end_interview"),
            *("line_down", "line_up", "page_down", "back"),
        ),
        ("type_answer", "hint", "skip_question", "before", "note", "flag", "end_interview", "help", "back"),
    ),
    Place(
        "interview.written",
        "Mock interview",
        "The text is left and stays. Enter gives the answer, i returns to the text.",
        (
            *("check_text", "write_on", "hint", "skip_question", "before", "note", "flag", "end_interview"),
            *("line_down", "line_up", "page_down", "back"),
        ),
        (
            "check_text",
            "write_on",
            "hint",
            "skip_question",
            "before",
            "note",
            "flag",
            "end_interview",
            "help",
            "back",
        ),
    ),
    Place(
        "interview.judged",
        "Mock interview",
        "How it went. Enter goes on; the clock stands still meanwhile.",
        ("next_card", *_SCROLL, "back"),
        ("next_card", "page_down", "help", "back"),
    ),
    Place(
        "interview.ticking",
        "Mock interview",
        "Tick the points that your answer makes; be as strict as an interviewer would be. Enter confirms.",
        ("enter_answer", "pick", "leave_field"),
        ("pick", "enter_answer", "leave_field"),
        ("help", "back"),
    ),
    Place(
        "interview.ticked",
        "Mock interview",
        "Enter returns to the points.",
        ("type_answer", *_SCROLL, "back"),
        ("type_answer", "page_down", "help", "back"),
    ),
    Place(
        "interview.waiting",
        "Mock interview",
        "The next question is being drawn.",
        ("back",),
        ("help", "back"),
    ),
    Place(
        "interview.debrief",
        "Debrief",
        "The result with its formula, where the time went, how each part went, and every question: enter opens one.",
        (
            *("line_down", "line_up", "read_on", "read_back", "to_top", "to_end"),
            *("open_answer", "into_drill", "export", "past_interviews", "back"),
        ),
        ("line_down", "open_answer", "into_drill", "export", "past_interviews", "help", "back"),
    ),
    Place(
        "interview.question",
        "Debrief",
        "One question: what you answered, what was right and why.",
        ("solution", *_SCROLL, "back"),
        ("solution", "line_down", "help", "back"),
    ),
    Place(
        "interview.history",
        "Mock interviews",
        "The interviews that were held, the latest first. Enter opens a debrief, or goes on with one under way.",
        ("open_answer", *_SCROLL, "back"),
        ("line_down", "open_answer", "help", "back"),
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
    Place(
        "preview",
        "Preview of a pack",
        "Each question as a learner sees it. The files are read again as soon as one is saved; what is wrong stands "
        "under its line. Answer the question, make each known mistake, go through the seeds: nothing is logged.",
        ("type_answer", *_PREVIEWING),
        (
            "line_down",
            "type_answer",
            "make_mistake",
            "seed_after",
            "solution",
            "edit_here",
            "reroll",
            "card_alone",
            "help",
            "quit",
        ),
    ),
    Place(
        "preview.written",
        "Preview of a pack",
        "The text is left and stays. Enter goes on to the points, i returns to the text.",
        ("check_text", "write_on", *_PREVIEWING),
        ("check_text", "write_on", "line_down", "solution", "edit_here", "help", "quit"),
    ),
    Place(
        "preview.typing",
        "Preview of a pack",
        "Answer as a learner would; enter checks. Esc leaves the field, and single keys work again.",
        ("enter_answer", "leave_field", "page_down", "page_up"),
        ("enter_answer", "leave_field"),
    ),
    Place(
        "browse",
        "Browse",
        "Every question there is. A search is words and key:value: section kind level pack tag id; is:due new met "
        "learning young mature suspended buried flagged leech; answered:7d wrong:30d due:7d; recall<0.8 lapses>3 "
        "difficulty stability reviews minutes. - stands for not; or and parentheses hold.",
        (
            *("search", "open_question", "line_down", "line_up", "to_top", "to_end", *_MARKING),
            *("leeches", "practise", "undo_change", "back"),
        ),
        (
            *("search", "open_question", "set_aside", "flag", "undo_change", "practise", "leeches"),
            *("line_down", "help", "back"),
        ),
    ),
    Place(
        "browse.searching",
        "Browse",
        "The list follows while you type; enter goes to it.",
        ("end_search",),
        ("end_search",),
    ),
    Place(
        "question",
        "A question and its history",
        "The question as it would be drawn next, what is remembered of it, what goes wrong in it, and every answer "
        "with its numbers, verdict and rating as they were, the latest first.",
        (*_SCROLL, *_MARKING, "edit", "practise", "undo_change", "back"),
        (
            "line_down",
            "set_aside",
            "flag",
            "rate_again",
            "set_due",
            "undo_change",
            "edit",
            "practise",
            "help",
            "back",
        ),
    ),
    Place(
        "sheet",
        "Formula sheet",
        "What the questions of this section that you met are worked out with, each formula once, and the sources.",
        (*_SCROLL, "back"),
        ("line_down", "page_down", "help", "back"),
    ),
    Place(
        "statistics",
        "Statistics",
        "One figure at a time, with its numbers in words under it. Recall is the share of reviews, after the first "
        "learning steps, that were not rated again; expected is what FSRS foretold for the same reviews.",
        ("next_figure", "figure_before", "write_page", *_SCROLL, "back"),
        ("next_figure", "figure_before", "write_page", "line_down", "help", "back"),
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

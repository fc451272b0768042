r"""HTML as our Markdown: formulas in dollars, pictures by name, lists and tables as text; what is lost is named.

Formulas are found first, in the raw text, because programs write them as ``\(…\)``, ``[$]…[/$]`` or ``[latex]…``
with entities and line breaks inside.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from quizapp.packs.importing.plain import escaped, line, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    Attributes: TypeAlias = dict[str, str]

LONGEST = 20_000  # characters of HTML that are looked into: Python's parser may take the square of it
_OURS = re.compile("[\ue000-\ue01f]")
_FORMULA, _END = "\ue000", "\ue001"
_STRONG, _STRONG_END, _EMPHASIS, _EMPHASIS_END = "\ue010", "\ue011", "\ue012", "\ue013"
_BREAK, _BLOCK = "\ue014", "\ue015"
_FORMULAS = re.compile(
    r"\\\((?P<inline>.{0,2000}?)\\\)"
    r"|\\\[(?P<display>.{0,2000}?)\\\]"
    r"|\[\$\](?P<dollar>.{0,2000}?)\[/\$\]"
    r"|\[\$\$\](?P<dollars>.{0,2000}?)\[/\$\$\]"
    r"|\[latex\](?P<latex>.{0,2000}?)\[/latex\]"
    r"|<anki-mathjax(?P<block>[^>]{0,80})>(?P<mathjax>.{0,2000}?)</anki-mathjax>",
    re.DOTALL | re.IGNORECASE,
)
_MOODLE = re.compile(r"\$\$(?P<display>.{1,2000}?)\$\$", re.DOTALL)
_TAG = re.compile(r"<(/?)(\w+)[^<>]{0,500}>")
_ENVIRONMENT = re.compile(r"\\begin\{(displaymath|math|equation\*?)\}(.*?)\\end\{\1\}", re.DOTALL)
_WRAPPED = re.compile(r"\$\$?([^$]+)\$\$?")
_HELD = re.compile(f"{_FORMULA}(\\d+){_END}")
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "p div section article header footer details summary h1 h2 h3 h4 h5 h6 ul ol table blockquote dl dt dd hr center",
    )
)
_QUIET = frozenset(
    re.findall(
        r"\w+", "span font u s small big a abbr cite tbody thead tfoot colgroup col label nobr wbr html body"
    )
)
_DROPPED = {"script": "a script", "style": "a style sheet", "head": "a page's head", "template": "a template"}
_MEDIA = {
    "video": "a video",
    "audio": "a sound",
    "iframe": "a page within the page",
    "object": "an embedded object",
    "embed": "an embedded object",
    "svg": "a drawing in SVG",
    "canvas": "a drawing",
    "input": "an input field",
    "button": "a button",
    "math": "a formula in MathML",
}
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass(slots=True)
class Converted:
    """Markdown, the pictures it names (as the source calls them), and what is lost, each said once."""

    text: str
    pictures: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def picture_name(source: str) -> str:
    """Return the name under which a pack keeps a picture."""
    stem, dot, suffix = re.sub(r"[^\w.-]+", "-", plain(source)).strip("-.").rpartition(".")
    if not dot:
        stem, suffix = suffix, "png"
    return f"images/{stem[-80:].strip('-.') or 'picture'}.{suffix[:5]}"


def to_markdown(
    source: str, *, dollars: bool = False, name: Callable[[str], str] = picture_name
) -> Converted:
    """Return HTML as Markdown; ``dollars`` takes ``$$…$$`` for a formula, ``name`` gives pictures their names."""
    source = _OURS.sub("\N{REPLACEMENT CHARACTER}", source)
    if (
        "<" not in source
        and "&" not in source
        and "\\" not in source
        and "[" not in source
        and "$" not in source
    ):
        return Converted(escaped(" ".join(plain(source).split())))
    if len(source) > LONGEST:
        bare = escaped(plain(html.unescape(_TAG.sub(" ", source))).strip())
        return Converted(bare, lost=["this text is very long; its marks and formulas are left out"])
    held: list[str] = []
    found = Converted("")

    def hold(match: re.Match[str]) -> str:
        held.append(_dollars(match, found))
        return f"{_FORMULA}{len(held) - 1}{_END}"

    text = _FORMULAS.sub(hold, source)
    if dollars:
        text = _MOODLE.sub(hold, text)
    text = plain(text)
    if "<" in text or "&" in text:
        reader = _Reader(found, name)
        reader.feed(text)
        reader.close()
        text = _tidied(reader.result(), found)
    else:
        text = escaped(" ".join(text.replace("\xa0", " ").split()))
    found.text = _with_formulas(text, held)
    return found


def _dollars(match: re.Match[str], found: Converted) -> str:
    """Return a formula in dollars; a mixture of text and formulas as it is; what is neither as code."""
    kind = str(match.lastgroup)
    inner = line(html.unescape(_TAG.sub(" ", match[kind])))
    if kind == "latex":
        inner = _ENVIRONMENT.sub(lambda one: f"$${one[2].strip()}$$", inner)
        wrapped = _WRAPPED.fullmatch(inner)
        if wrapped is None and "$" in inner:
            return inner
        inner = wrapped[1].strip() if wrapped else inner
    if not inner:
        return ""
    if "$" in inner.replace(r"\$", "") or inner.endswith("\\"):
        found.lost.append(f"a formula that cannot stand between dollars is shown as code: {inner[:60]}")
        return f"`{inner.replace('`', '′')}`"
    is_display = kind in {"display", "dollars"} or (kind == "mathjax" and "block" in match["block"])
    return f"$${inner}$$" if is_display else f"${inner}$"


def _with_formulas(text: str, held: list[str]) -> str:
    """Return the text with its formulas, apart from what would run into their dollars."""

    def put(match: re.Match[str]) -> str:
        formula = held[int(match[1])] if int(match[1]) < len(held) else ""
        if not formula.startswith("$"):
            return formula
        before = " " if text[match.start() - 1 : match.start()] in {"$", "\\", _END} and match.start() else ""
        after = (
            " "
            if text[match.end() : match.end() + 1].isdigit() or text[match.end() : match.end() + 1] == "$"
            else ""
        )
        return f"{before}{formula}{after}"

    return _HELD.sub(put, text)


class _Reader(HTMLParser):
    """Collects the text of a page with marks where structure was."""

    def __init__(self, found: Converted, name: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.found = found
        self.name = name
        self.out: list[str] = []
        self.dropped = 0
        self.preformatted = 0
        self.code = 0
        self.lists: list[int | None] = []  # None: bullets; else the number of the last item
        self.links: list[str] = []
        self.scripts: list[tuple[str, int]] = []
        self.rows: list[list[str]] | None = None
        self.cell: int | None = None

    def result(self) -> str:
        """Return what was read."""
        if self.rows is not None:
            self._end_table()
        return "".join(self.out)

    def lose(self, what: str) -> None:
        """Name what is lost, once."""
        if what not in self.found.lost:
            self.found.lost.append(what)

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self.dropped:
            return
        if self.preformatted or self.code:
            self.out.append(data.replace("`", "′") if self.code else data)
            return
        self.out.append(escaped(re.sub(r"[\n ]+", " ", data.replace("\t", " "))))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the beginning of an element."""
        attributes = {key: value or "" for key, value in attrs}
        if tag in _DROPPED:
            self.dropped += 1
            self.lose(f"{_DROPPED[tag]} is left out")
        elif not self.dropped:
            self._open(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _DROPPED:
            self.dropped = max(0, self.dropped - 1)
        elif not self.dropped:
            self._close(tag)

    def _open(self, tag: str, attributes: Attributes) -> None:
        if re.search(r"color|font|size|background|text-decoration", attributes.get("style", "")) or tag in {
            "font",
            "u",
            "s",
        }:
            self.lose("colours, sizes and lines under or through text are left out")
        opener = getattr(self, f"_open_{tag}", None)
        if opener is not None:
            opener(attributes)
        elif tag in _MEDIA:
            self.lose(f"{_MEDIA[tag]} is left out{_where(attributes)}")
        elif tag in _BLOCKS:
            self.out.append(_BLOCK)
        elif tag not in _QUIET and tag not in _INLINE:
            self.lose(f"the mark <{line(tag)[:20]}> is left out; its text stays")
        elif tag in _INLINE:
            self.out.append(_INLINE[tag][0])

    def _close(self, tag: str) -> None:
        closer = getattr(self, f"_close_{tag}", None)
        if closer is not None:
            closer()
        elif tag in _BLOCKS:
            self.out.append(_BLOCK)
        elif tag in _INLINE:
            self.out.append(_INLINE[tag][1])

    def _open_br(self, _attributes: Attributes) -> None:
        self.out.append("\n" if self.preformatted else _BREAK)

    def _open_img(self, attributes: Attributes) -> None:
        source = unquote(attributes.get("src", "")).strip()
        words = line(attributes.get("alt", "") or attributes.get("title", "")) or source.rpartition("/")[2]
        if re.match(r"(?i)(https?:)?//|data:", source):
            self.lose(f"a picture that is not in the file is named only: {line(source)[:80]}")
            self.out.append(f"[picture: {escaped(words[:80])}]")
        elif source:
            self.found.pictures.append(source)
            shown = re.sub(r"[\[\]()]", "", words)
            self.out.append(f"![{shown}]({self.name(source)})")

    def _open_a(self, attributes: Attributes) -> None:
        self.links.append(line(attributes.get("href", "")))
        self.out.append("")
        self.scripts.append(("a", len(self.out)))

    def _close_a(self) -> None:
        target = self.links.pop() if self.links else ""
        start = self._start_of("a")
        if start is not None and target and target not in "".join(self.out[start:]):
            self.out.append(f" ({escaped(target)})")

    def _open_sup(self, _attributes: Attributes) -> None:
        self.scripts.append(("sup", len(self.out)))

    def _open_sub(self, _attributes: Attributes) -> None:
        self.scripts.append(("sub", len(self.out)))

    def _close_sup(self) -> None:
        self._script("sup", "^", _SUPERSCRIPTS)

    def _close_sub(self) -> None:
        self._script("sub", "_", _SUBSCRIPTS)

    def _script(self, tag: str, mark: str, letters: dict[int, int]) -> None:
        start = self._start_of(tag)
        if start is None:
            return
        text = "".join(self.out[start:])
        del self.out[start:]
        raised = text.translate(letters)
        is_whole = text != "" and all(ord(letter) in letters for letter in text)
        self.out.append(raised if is_whole else f"{mark}({text})" if len(text) > 1 else f"{mark}{text}")

    def _start_of(self, tag: str) -> int | None:
        """Return where the innermost open element of a name began, closing it."""
        for number in range(len(self.scripts) - 1, -1, -1):
            if self.scripts[number][0] == tag:
                return self.scripts.pop(number)[1]
        return None

    def _open_ul(self, _attributes: Attributes) -> None:
        self.lists.append(None)
        self.out.append(_BLOCK)

    def _open_ol(self, _attributes: Attributes) -> None:
        self.lists.append(0)
        self.out.append(_BLOCK)

    def _close_ul(self) -> None:
        self.lists = self.lists[:-1]
        self.out.append(_BLOCK)

    _close_ol = _close_ul

    def _open_li(self, _attributes: Attributes) -> None:
        depth = max(len(self.lists) - 1, 0)
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.out.append(f"{_BREAK}{_INDENT * depth}{'-' if number is None else f'{number + 1}.'} ")

    def _open_pre(self, _attributes: Attributes) -> None:
        self.preformatted += 1
        self.out.append(f"{_BLOCK}```{_BREAK}")

    def _close_pre(self) -> None:
        if self.preformatted:
            self.preformatted -= 1
            self.out.append(f"{_BREAK}```{_BLOCK}")

    def _open_code(self, _attributes: Attributes) -> None:
        if not self.preformatted:
            self.code += 1
            self.out.append("`")

    def _close_code(self) -> None:
        if self.code:
            self.code -= 1
            self.out.append("`")

    _open_tt = _open_kbd = _open_samp = _open_code
    _close_tt = _close_kbd = _close_samp = _close_code

    def _open_table(self, _attributes: Attributes) -> None:
        if self.rows is not None:
            self._end_table()
        self.rows = []
        self.out.append(_BLOCK)

    def _open_tr(self, _attributes: Attributes) -> None:
        self._end_cell()
        if self.rows is not None:
            self.rows.append([])

    def _open_td(self, _attributes: Attributes) -> None:
        self._end_cell()
        if self.rows:
            self.cell = len(self.out)

    _open_th = _open_td

    def _close_td(self) -> None:
        self._end_cell()

    _close_th = _close_tr = _close_td

    def _close_table(self) -> None:
        self._end_table()

    def _end_cell(self) -> None:
        if self.cell is not None and self.rows:
            text = "".join(self.out[self.cell :])
            del self.out[self.cell :]
            self.rows[-1].append(
                " ".join(re.sub(f"[{_BREAK}{_BLOCK}]", " ", text).split()).replace("|", "\\|")
            )
        self.cell = None

    def _end_table(self) -> None:
        self._end_cell()
        rows = [row for row in self.rows or [] if row]
        self.rows = None
        if not rows:
            return
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        lines.insert(1, f"|{' --- |' * width}")
        self.out.append(_BLOCK + _BREAK.join(lines) + _BLOCK)


_INDENT = "\ue016"
_INLINE = {
    "b": (_STRONG, _STRONG_END),
    "strong": (_STRONG, _STRONG_END),
    "i": (_EMPHASIS, _EMPHASIS_END),
    "em": (_EMPHASIS, _EMPHASIS_END),
    "q": ("“", "”"),
    "li": ("", ""),
}


def _where(attributes: Attributes) -> str:
    source = line(attributes.get("src", "") or attributes.get("data", ""))
    return f": {source[:80]}" if source else ""


def _tidied(text: str, found: Converted) -> str:
    """Return the text with its line ends, and emphasis where our Markdown can show it."""
    text = text.replace("\xa0", " ")
    text = re.sub(f"[ ]*(?:{_BLOCK}[ ]*)+", "\n\n", re.sub(f"{_BLOCK}[ {_BLOCK}]*(?={_BREAK})", _BLOCK, text))
    text = re.sub(f"[ ]*{_BREAK}[ ]*", "\n", text).replace("\ue016", "  ")
    for opened, closed, mark in ((_EMPHASIS, _EMPHASIS_END, "*"), (_STRONG, _STRONG_END, "**")):
        text = _marked(text, opened, closed, mark, found)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _marked(text: str, opened: str, closed: str, mark: str, found: Converted) -> str:
    pattern = re.compile(f"{opened}(\\s*)([^{opened}{closed}]*?)(\\s*){closed}")

    def put(match: re.Match[str]) -> str:
        inner = match[2]
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if not inner:
            return match[1] + match[3]
        crowded = (before.isalnum() and not match[1]) or (after.isalnum() and not match[3])
        if crowded or "\n\n" in inner or "*" in inner.replace("\\*", ""):
            found.lost.append("emphasis that this Markdown cannot show is left out")
            return match[1] + inner + match[3]
        return f"{match[1]}{mark}{inner}{mark}{match[3]}"

    return re.sub(f"[{opened}{closed}]", "", pattern.sub(put, text))

"""What somebody wrote, without what their program put around it: quoted mails, signatures, markup. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TEXT_CHARS_MAX = 200_000
"""Of one mail that are looked at."""
_LINE_CHARS_MAX = 2_000
_INTRODUCED = re.compile(
    r"^(?:On\b.{4,300}\bwrote|Am\b.{4,300}\bschrieb\b.{0,120}|Le\b.{4,300}\ba écrit|El\b.{4,300}\bescribió|"
    r"Il\b.{4,300}\bha scritto|Em\b.{4,300}\bescreveu|Op\b.{4,300}\bschreef\b.{0,120})\s*[:：]$"
)
"""The line that introduces a quoted mail, its wraps undone."""
_INTRODUCED_CJK = re.compile(r"^.{0,200}(?:写道|寫道|のメッセージ|さんは書きました)\s*[:：]?$")
_CUT = re.compile(
    r"^(?:-{2,}\s*(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine|Mensaje original|"
    r"Forwarded message|原始邮件|原始郵件|转发邮件|回复的原邮件|元のメッセージ)\s*-{2,}|_{10,}|-{20,})$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\*?(?:From|Von|De|Da|发件人|寄件者|差出人)\*?\s*[:：]\s*\S", re.IGNORECASE)
_HEADER_NEXT = re.compile(
    r"^\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Para|Asunto|Inviato|"
    r"发送时间|日期|收件人|主题|寄件日期|收件者|主旨)\*?\s*[:：]",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:--|Sent from my .{1,60}|Get Outlook for .{1,60}|Von meinem .{1,60} gesendet|Envoyé de mon .{1,60}|"
    r"发自我的.{1,40}|从我的.{1,40}发送|来自.{1,20}邮箱|获取 Outlook for .{1,40})$",
    re.IGNORECASE,
)
_BLOCKS = frozenset(("p", "div", "br", "tr", "li", "table", "h1", "h2", "h3", "h4", "ul", "ol", "hr", "pre"))
_HIDDEN = frozenset(("style", "script", "head", "title", "blockquote"))
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr"))
_QUOTES = re.compile(r"gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|"
                     r"qmbox|mail_quote|ntes_|protonmail_quote|OutlookMessageHeader", re.IGNORECASE)  # fmt: skip
_DEPTH_MAX = 500


def said(text: str) -> str:
    """The writer's own words. Answers between quoted lines stay; where nothing else is left, all of it does."""
    lines = [line.rstrip()[:_LINE_CHARS_MAX] for line in text[:_TEXT_CHARS_MAX].splitlines()]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip().lstrip("\u200b\ufeff")
        wraps = _introduced(lines, at)
        if wraps:
            at += wraps
            if not any(one.lstrip().startswith(">") for one in lines[at:]):
                break  # what follows is the quoted mail, unmarked
            continue
        if _CUT.match(line) or _SIGNED.match(line) or _is_header(lines, at):
            break
        if not line.startswith(">"):
            kept.append(lines[at])
        at += 1
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return words or re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _introduced(lines: list[str], at: int) -> int:
    """How many lines introduce a quoted mail here: one, or two or three where a program wrapped it; 0: none."""
    for many in (1, 2, 3):
        joined = " ".join(line.strip() for line in lines[at : at + many])
        if _INTRODUCED.match(joined) or (many == 1 and _INTRODUCED_CJK.match(joined)):
            return many
    return 0


def _is_header(lines: list[str], at: int) -> bool:
    """`From: …` with `Sent: …` or the like behind it, as Outlook and QQ put above what they quote."""
    following = (line.strip() for line in lines[at + 1 : at + 5])
    return bool(_HEADER.match(lines[at].strip())) and any(_HEADER_NEXT.match(line) for line in following)


def text_of_html(page: str) -> str:
    """The text of a page, a line a block, without what it quotes."""
    reader = _Page()
    reader.feed(page[:_TEXT_CHARS_MAX])
    reader.close()
    words = "".join(reader.kept)
    if not words.strip():  # all of it stood in a quotation
        words = "".join(reader.all)
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in words.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Page(HTMLParser):
    """Collects text; `hidden` counts the open elements since one that is not read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.all: list[str] = []
        self._open: list[str] = []
        self._hidden_at = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; a quotation hides what is in it."""
        if tag in _BLOCKS:
            self._add("\n")
        if tag in _VOID or len(self._open) > _DEPTH_MAX:
            return
        self._open.append(tag)
        named = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if self._hidden_at < 0 and (tag in _HIDDEN or _QUOTES.search(named)):
            self._hidden_at = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest of this name, and what was left open in it."""
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                continue
        if len(self._open) < self._hidden_at:
            self._hidden_at = -1
        if tag in _BLOCKS:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        """Words; blanks of the source are one blank."""
        self._add(re.sub(r"\s+", " ", data))

    def _add(self, text: str) -> None:
        if self._hidden_at < 0:
            self.kept.append(text)
        if not self._open or self._open[-1] not in ("style", "script", "title"):
            self.all.append(text)

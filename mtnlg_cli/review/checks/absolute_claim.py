"""The copy claims something absolute, or something the row does not prove.

Finds: superlatives and leadership claims ("the best skillet in the world", 全网第一), guarantees, proof and awards,
health, nutrition and green claims, properties such as "waterproof" or 食品级 that no column states.
Why: advertising law asks for proof of each (《广告法》第九、十七、二十五、二十八条; UK CAP 3.7; US FTC Act s. 5).
Example: "The best skillet on the market, clinically proven."
Fix: leave it out, or put the proof in the row. Harmless uses are known: "best before", "best suited", 最后, 最大承重,
最佳食用期, 本店最轻的一款 and other comparisons with one's own range.
"""

from __future__ import annotations

import re

from mtnlg_cli.domain.brief import Brief
from mtnlg_cli.domain.channel import Channel
from mtnlg_cli.domain.copy import Candidate
from mtnlg_cli.domain.product import Product
from mtnlg_cli.domain.review import Finding, Severity
from mtnlg_cli.review.evidence import Cell, RowEvidence, evidence_of, stem
from mtnlg_cli.review.example import Example
from mtnlg_cli.review.findings import Text, overlaps, texts_of
from mtnlg_cli.review.lexicon import claims_en, claims_zh
from mtnlg_cli.review.lexicon.claim import Claim
from mtnlg_cli.review.nouns import head_nouns

NAME = "absolute-claim"
_ROW = {"title": "Ferrow Skillet", "features": "IPX7; BPA-free handle"}
_POT = {"title": "岩灶铸铁锅", "features": "食品级硅胶柄"}
GOOD = (
    Example(copy="Best before 14 March, best suited to gas, best served hot. Give it your best.", row=_ROW),
    Example(copy="The best part of Sunday. Your best mornings. Waterproof and BPA-free.", row=_ROW),
    Example(copy="Our lightest skillet yet, the softest hour of the day.", row=_ROW),
    Example(copy="最后一锅，最大承重 5 kg，最佳食用期三天，最好手洗，最近常用。", row=_POT),
    Example(copy="本店最轻的一款，食品级硅胶柄，不是最好的，但够用。", row=_POT),
    Example(copy="第一次用它，唯一的缺点是重。", row=_POT),
)
BAD = (
    Example(copy="The best skillet for you.", row=_ROW, severity="block", found="The best"),
    Example(copy="The lightest pan on the market.", row=_ROW, severity="block"),
    Example(copy="Best quality, unbeatable.", row=_ROW, severity="block", found="Best quality"),
    Example(copy="Clinically proven to relax.", row=_ROW, severity="block", found="Clinically proven"),
    Example(copy="An award-winning, eco-friendly pan.", row=_ROW, severity="block", found="award-winning"),
    Example(copy="Dishwasher safe.", row=_ROW, severity="block", found="Dishwasher safe"),
    Example(copy="Relieves back pain.", row=_ROW, severity="block", found="Relieves back pain"),
    Example(copy="全网最低价，销量第一。", row=_POT, severity="block", found="全网最低"),
    Example(copy="顶级铸铁锅，独一无二。", row=_POT, severity="block", found="顶级"),
    Example(copy="杀菌消炎，七天见效。", row=_POT, severity="block", found="杀菌"),
    Example(copy="zui好的锅", row=_POT, severity="block"),
    Example(copy="完美的一锅。", row=_POT, severity="warn", found="完美"),
)

_VARIANTS = re.compile(r"(?:zui|醉|蕞)(?=[佳好高低强优先新低])", re.I)
_HAN = re.compile(r"[一-鿿]")
_LATIN = re.compile(r"[A-Za-z]{2}")


def check(candidate: Candidate, *, product: Product, brief: Brief, channel: Channel) -> list[Finding]:
    """Findings for every claim; the severity is the list's, milder where the row backs it."""
    facts = evidence_of(product, brief)
    found: list[Finding] = []
    for place in texts_of(candidate):
        # A homophone written to get past the law is read as the word it stands for; lengths stay as they are.
        text = _VARIANTS.sub(lambda m: "最".rjust(len(m.group()), "\x00"), place.text)
        for claim, match in _claims_in(text, head_nouns(product)):
            cell = _backing(claim, match.group(), facts)
            severity = claim.severity if cell is None else claim.backed
            if severity is not None and not (cell and cell.name in ("title", "brand")):
                found.append(_finding(place, claim, match.span(), severity, cell))
    return found


def _finding(place: Text, claim: Claim, span: tuple[int, int], severity: Severity, cell: Cell | None) -> Finding:
    words = place.text[slice(*span)]
    message = f'{claim.kind}: "{words}" ({claim.law})'
    message += ", keep the proof at hand" if cell else ", which the row does not back"
    return place.finding(NAME, severity, message, span=span, evidence=cell.evidence() if cell else None)


def _claims_in(text: str, heads: frozenset[str]) -> list[tuple[Claim, re.Match[str]]]:
    """The claims of a text; of claims that overlap the longest counts."""
    lists = (claims_zh.CLAIMS if _HAN.search(text) else ()) + (claims_en.CLAIMS if _LATIN.search(text) else ())
    matches = [
        (claim, match)
        for claim in lists
        for match in claim.words.finditer(text)
        if not _is_harmless(claim, match, text) and (not claim.needs_head or _names_product(text, match.end(), heads))
    ]
    matches.sort(key=lambda pair: pair[1].start() - pair[1].end())
    taken: list[tuple[int, int]] = []
    kept: list[tuple[Claim, re.Match[str]]] = []
    for claim, match in matches:
        if not overlaps(match.span(), taken):
            taken.append(match.span())
            kept.append((claim, match))
    return kept


def _is_harmless(claim: Claim, match: re.Match[str], text: str) -> bool:
    if claim.harmless_before is not None and claim.harmless_before.search(
        text, max(0, match.start() - 24), match.start()
    ):
        return True
    if claim.harmless is None:
        return False
    window = claim.harmless.finditer(text, max(0, match.start() - 40), match.end() + 40)
    return any(overlaps(match.span(), [other.span()]) for other in window)


def _names_product(text: str, end: int, heads: frozenset[str]) -> bool:
    following = re.split(r"[^A-Za-z' -]", text[end : end + 40])[0].split()[:3]
    return any(stem(word) in heads for word in following)


def _backing(claim: Claim, words: str, facts: RowEvidence) -> Cell | None:
    """The cell that says the same, or something the claim follows from."""
    plain = words.lower().strip("\x00")
    cell = (
        next((c for c in facts.cells if plain in c.column.lower()), None)
        or facts.cell_with(plain)
        or facts.cell_with(plain.replace("-", " "))
        or facts.cell_with(plain.replace(" ", "-"))
    )
    if cell is None and claim.by_part:
        part = plain[:2] if _HAN.match(plain) else re.split(r"[- ]", plain)[0]
        cell = facts.cell_with(part)
    if cell is None and claim.backing is not None:
        cell = next((c for c in facts.cells if claim.backing.search(f"{c.value} {c.column}")), None)
    return cell

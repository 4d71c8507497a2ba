"""What must not leak into copy: markup, placeholders, special tokens of models, a model talking about its task."""

from __future__ import annotations

import re

LEAKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "a special token of a model",
        re.compile(
            r"<\|[^|<>]{1,40}\|>|</?s>|<(?:pad|unk|bos|eos|mask|sep|cls)>|\[/?(?:INST|SYS|MASK|SEP|CLS|PAD|UNK)\]"
            r"|<<SYS>>|<extra_id_\d+>|▁",
            re.I,
        ),
    ),
    ("an HTML tag", re.compile(r"</?(?:[a-zA-Z][\w-]*)(?:\s[^<>\n]{0,200})?/?>|<!--|-->")),
    ("an HTML entity", re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")),
    (
        "a template variable",
        re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\$\{\w+\}|\{[A-Za-z_][\w .]*\}|%\(\w+\)s|%[A-Z_]{3,}%"),
    ),
    (
        "a placeholder",
        re.compile(
            r"[\[【〔（(<]\s*(?:insert|your|product|brand|company|store|shop|item|price|colou?r|size|name|title|link"
            r"|url"
            r"|cta"
            r"|date|number|x{2,}|tbd|todo|插入|填写|产品名?|商品名?|品牌名?|品牌名称|产品名称|商品名称|价格|颜色|链接"
            r"|此处|店铺名)"
            r"(?:[ _](?:here|name|title|brand|price|link|url|your|the|product|\w{1,12}))*(?:称|此处)?\s*[\]】〕）)>]",
            re.I,
        ),
    ),
    (
        "a placeholder",
        re.compile(r"\b(?:lorem ipsum|TBD|TODO|FIXME)\b|(?<![A-Za-z0-9])XX+(?![A-Za-z0-9])(?!L)|_{3,}|×{3,}|某某"),
    ),
    ("a code fence", re.compile(r"`{1,3}[^`\n]*`{0,3}")),
    ("markdown", re.compile(r"\*\*[^*\n]+\*\*|\*\*|__[^_\n]+__|~~[^~\n]+~~|!?\[[^\]\n]+\]\([^)\n]*\)")),
    ("a markdown heading or table", re.compile(r"^#{1,6} |^\|.*\|\s*$|^(?:-{3,}|={3,})\s*$|^>{1,3} ", re.M)),
    (
        "an invisible or direction-changing character",
        re.compile(
            r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0c\x0"
            r"e-\x1f\x7f]|[\ud800-\udfff]"
        ),
    ),
    (
        "text of the prompt",
        re.compile(
            r"^\W{0,3}(?:(?:sure|certainly|of course|absolutely|okay|ok)[,!.]+ (?:here|i |let|this|below))"
            r"[^\n:.!]*[:.!]?"
            r"|\b(?:here(?:'s| is| are)|below (?:is|are)|i(?:'ve| have) (?:written|created)) (?:the|a|an|your|my"
            r"|some|\d+|three|four|five)?"
            r" ?(?:[\w-]+ ){0,3}(?:descriptions?|copy|headlines?|bullet points?|captions?|taglines?|subject lines?|ad "
            r"text|draft|rewrites?|rewritten version|revised version)\b[^\n:.!]{0,60}:?"
            r"|\bas an? (?:ai|artificial intelligence|large language model|language model)\b"
            r"|\bi(?:'m| am) (?:sorry|unable|an ai)\b[^.\n]{0,40}(?:assist|help with|generate|fulfil|provide"
            r"|language model)"
            r"|\b(?:ignore|disregard|forget) (?:all |any |the )?(?:previous|above|prior|earlier) (?:instructions?"
            r"|prompts?|text|rules)"
            r"|^(?:product description|description|headline|subject(?: line)?|preheader|assistant|user|copy|bullet "
            r"points|meta description|ad copy)"
            r"\s*[:：]"
            r"|\b(?:word|character) count\s*:|\(\d+ (?:words|characters)\)|let me know if you|feel free to (?:adjust"
            r"|modify|edit)|i hope this helps",
            re.I | re.M,
        ),
    ),
    (
        "text of the prompt",
        re.compile(
            r"以下(?:是|为)[^。！？\n]{0,16}(?:描述|文案|标题|要点|卖点|版本|内容|介绍|示例|短信|正文)"
            r"[^。\n：:]{0,6}[：:]?"
            r"|作为(?:一个|一名|一款)?(?:AI|人工智能|大?语言模型|智能助手|助手)|(?:好的|当然|没问题)[，,！!](?:以下"
            r"|这是"
            r"|下面|我来|我将|为您)"
            r"|根据(?:您|你)?(?:提供的|给出的|上述|以上)(?:信息|资料|要求|内容|商品)|希望(?:这|以上)"
            r"[^。\n]{0,10}(?:有帮助|满意|符合)"
            r"|^(?:商品描述|产品描述|描述|标题|正文|文案|卖点|输出|回答|要点|主题|邮件主题|字数)\s*[：:]"
            r"|[（(]字数[：:]?\s*\d*|忽略(?:以上|之前|前面)[^。\n]{0,6}(?:指令|提示|内容|要求)",
            re.M,
        ),
    ),
)

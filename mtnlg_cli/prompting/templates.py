"""Finding, reading and understanding prompt templates; nothing is rendered here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from mtnlg_cli.errors import Location, MktError
from mtnlg_cli.prompting.sandbox import make_environment
from mtnlg_cli.prompting.variables import Needed, find_needed

if TYPE_CHECKING:
    from jinja2 import nodes

MAX_SOURCE = 64 * 1024
"""Bytes of one template file."""
BLOCKS = ("system", "user")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A prompt template for one channel and language, read and understood.

    `path` is where it was found and `source` its text; `parts` are all the texts it is made of, itself first, then
    what it includes, as (name, text); `sha256` covers them all. `variables` are the columns it needs from the
    catalog. `name` is what the record says: "sms/en" for a channel's own, else the file's path as given.
    """

    channel: str
    language: str
    name: str
    path: str
    source: str
    sha256: str
    variables: tuple[Needed, ...]
    parts: tuple[tuple[str, str], ...]
    blocks: tuple[str, ...]

    @property
    def header(self) -> dict[str, str]:
        """What the comment at the top says: {"purpose": ..., "columns": ..., "version": ...}, as far as it is there."""
        comment = self.source.partition("{#")[2].partition("#}")[0] if self.source.lstrip().startswith("{#") else ""
        pairs = (line.partition(":") for line in comment.splitlines())
        return {key.strip(): value.strip() for key, colon, value in pairs if colon and key.strip().isalpha()}


def packaged_folder() -> Path:
    """The templates that came with the program: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_templates"
    return inside if inside.is_dir() else package.parent / "templates"


def template_folders(folder: Path | str | None = None) -> list[Path]:
    """Where templates are looked for, in order: the folder given or ./templates, then the packaged ones."""
    own = Path(folder) if folder is not None else Path("templates")
    packaged = packaged_folder()
    found = [own] if own.is_dir() and own.resolve() != packaged.resolve() else []
    return [*found, packaged]


def find_template(channel: str, language: str, name: str | None = None, folder: Path | str | None = None) -> Template:
    """The template of a channel and language: `name` > ./templates (or `folder`) > packaged.

    `name` is the path of a file, or a name inside a templates folder: `launch` is `<channel>/launch.<language>.j2` or
    `<channel>/launch.j2`, `email/launch` the same in that channel. Raises MktError when there is none, and, with
    template and line, for a syntax error and for what the sandbox does not allow.
    """
    channel = channel.replace("_", "-")
    folders = template_folders(folder)
    if name is not None and Path(name).is_file():
        path = Path(name)
        return _load(path, [_root_of(path), *folders], channel=channel, language=language, name=name)
    tried = _candidates(channel, language, name)
    for root in folders:
        for relative in tried:
            if (root / relative).is_file():
                shown = relative.removesuffix(".j2")
                return _load(root / relative, [root, *folders], channel=channel, language=language, name=shown)
    known = sorted({entry.removesuffix(".j2") for root in folders for entry in _files(root)})
    what = f"no template {name}" if name else f"no template for {channel} in {language}"
    looked = ", ".join(str(root) for root in folders)
    raise MktError(f"{what}; looked for {' and '.join(tried)}", where=looked, fix=f"known: {', '.join(known)}")


def list_templates(folder: Path | str | None = None) -> list[tuple[str, Path]]:
    """(name, file) of every template that can be found, a user's own before a packaged one of the same name."""
    found: dict[str, Path] = {}
    for root in template_folders(folder):
        for relative in _files(root):
            found.setdefault(relative.removesuffix(".j2"), root / relative)
    return sorted(found.items())


def _candidates(channel: str, language: str, name: str | None) -> list[str]:
    if name is None:
        return [f"{channel}/{language}.j2"]
    stem = name.removesuffix(".j2")
    if not _is_inside(stem):
        raise MktError(f"no template file {name}", fix="give the path of a file, or a name inside the templates folder")
    stem = stem if "/" in stem else f"{channel}/{stem}"
    return [f"{stem}.{language}.j2", f"{stem}.j2"]


def _files(root: Path) -> list[str]:
    """Templates of a folder as <channel>/<name>.j2; the shared parts are no templates."""
    paths = (path.relative_to(root).as_posix() for path in root.glob("*/*.j2"))
    return sorted(path for path in paths if not path.startswith("shared/"))


def _root_of(path: Path) -> Path:
    """The templates folder a file belongs to: <root>/<channel>/<file>, or the file's own folder."""
    above = path.resolve().parent.parent
    return above if (above / "shared").is_dir() or above.name == "templates" else path.resolve().parent


def _load(path: Path, roots: list[Path], *, channel: str, language: str, name: str) -> Template:
    from jinja2 import nodes

    parts = {name: _read(path)}
    trees = {name: _parse(parts[name], name, str(path))}
    waiting = [name]
    while waiting:
        for include in trees[waiting.pop()].find_all(nodes.Include):
            wanted = include.template.value  # type: ignore[attr-defined]  # the guards let constants through only
            if wanted not in parts:
                file = _resolve(wanted, roots, path, include.lineno)
                parts[wanted] = _read(file)
                trees[wanted] = _parse(parts[wanted], wanted, str(file))
                waiting.append(wanted)
    digest = hashlib.sha256()
    for part, text in sorted(parts.items()):
        digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass") if part != name else b"")
    digest.update(parts[name].encode("utf-8", "surrogatepass"))
    return Template(
        channel=channel,
        language=language,
        name=name,
        path=str(path),
        source=parts[name],
        sha256=digest.hexdigest(),
        variables=find_needed(trees, main=name),
        parts=tuple(parts.items()),
        blocks=_blocks(trees[name], path),
    )


def _read(path: Path) -> str:
    if path.stat().st_size > MAX_SOURCE:
        raise MktError(f"the template is larger than {MAX_SOURCE // 1024} KiB", where=str(path), fix="shorten it")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MktError("the template is not UTF-8", where=str(path), fix="save it as UTF-8") from error


@lru_cache(maxsize=64)
def _parse(source: str, name: str, path: str) -> nodes.Template:
    """The syntax tree, for reading only, compiled once to find every mistake. Raises MktError with template:line."""
    from jinja2 import TemplateSyntaxError

    environment = make_environment({name: source})
    try:
        tree = environment.parse(source, name, path)
        environment.compile(source, name, path)
    except TemplateSyntaxError as error:
        raise MktError(_plain(error), where=Location(path, line=error.lineno), fix=_fix(error)) from error
    except (RecursionError, MemoryError, SyntaxError, OverflowError) as error:
        raise MktError("the template is nested too deeply", where=path, fix="make it simpler") from error
    return tree


def _plain(error: Any) -> str:
    message = str(error.message)
    if message.startswith(("No filter named", "No test named", "Encountered unknown tag")):
        return f"not allowed in a template: {message[0].lower()}{message[1:].rstrip('.')}"
    return message if message.startswith("not allowed") else f"template syntax: {message}"


def _fix(error: Any) -> str:
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1].strip() if 0 < error.lineno <= len(lines) else ""
    return f"mend this line: {line}" if line else "mend the line named above"


def _blocks(tree: nodes.Template, path: Path) -> tuple[str, ...]:
    """The blocks in order; () when the whole template is the user part. Anything else is told, not dropped."""
    from jinja2 import nodes

    blocks = list(tree.find_all(nodes.Block))
    if not blocks:
        return ()
    fix = "put the text into {% block system %} or {% block user %}"
    for block in blocks:
        if block.name not in BLOCKS or block not in tree.body:
            raise MktError(f"block {block.name} has no meaning here", where=Location(path, line=block.lineno), fix=fix)
    for node in tree.body:
        if not isinstance(node, nodes.Block) and not _is_blank(node):
            raise MktError("text outside the blocks is lost", where=Location(path, line=node.lineno), fix=fix)
    names = tuple(block.name for block in blocks)
    if "user" not in names:
        raise MktError("the template has no block user", where=str(path), fix=fix)
    return names


def _is_blank(node: nodes.Node) -> bool:
    from jinja2 import nodes

    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and "\0" not in name


def _resolve(name: str, roots: list[Path], path: Path, line: int) -> Path:
    """The file of an include, inside one of the template folders and nowhere else, links followed."""
    for root in roots if _is_inside(name) else []:
        file = (root / name).resolve()
        if file.is_relative_to(root.resolve()) and file.is_file():
            return file
    allowed = ", ".join(dict.fromkeys(str(root) for root in roots))
    fix = f"include a file inside {allowed}"
    raise MktError(f'the template includes "{name}", which is not there', where=Location(path, line=line), fix=fix)

"""Own templates: where they are found, what they may use, and the check against the catalog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief
from mtnlg_cli.errors import MktError
from mtnlg_cli.prompting import check_template, find_template, list_templates, render_prompt


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sms").mkdir()
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def render(source: str, folder: Path, product, brief=None) -> str:
    template = find_template("sms", "en", name=str(write(folder, "t.j2", source)))
    return render_prompt(template, product=product, brief=brief or Brief(), channel=get_channel("sms")).user


def test_lookup_order(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert find_template("sms", "en").source.startswith("{#\npurpose: one text message")
    write(folder, "templates/sms/en.j2", "mine")
    assert find_template("sms", "en").source == "mine"
    assert find_template("sms", "zh").source != "mine"
    other = write(folder, "elsewhere/x.j2", "path")
    assert find_template("sms", "en", name=str(other)).source == "path"
    write(folder, "given/sms/en.j2", "given")
    assert find_template("sms", "en", folder=folder / "given").source == "given"


def test_names_inside_a_folder(folder):
    write(folder, "sms/launch.j2", "any language")
    write(folder, "sms/launch.zh.j2", "中文")
    assert find_template("sms", "en", "launch", folder).source == "any language"
    assert find_template("sms", "zh", "launch", folder).source == "中文"
    assert find_template("sms", "zh", "sms/launch", folder).name == "sms/launch.zh"
    assert "sms/launch" in dict(list_templates(folder))


@pytest.mark.parametrize("name", ["../secret", "/etc/none", "a/../../b", "..\\x", "nul\0"])
def test_names_stay_inside(name, folder):
    with pytest.raises(MktError):
        find_template("sms", "en", name, folder)


def test_unknown_template_lists_the_known(folder):
    with pytest.raises(MktError, match="no template lunch") as caught:
        find_template("sms", "en", "lunch", folder)
    assert "sms/en" in str(caught.value.fix)


def test_columns_by_flat_name_and_by_header(folder, product):
    product = replace(product, facts=(("Battery Life (h)", "38 h"), ("材质", "棉"), ("features", ("a", "b"))))
    source = "{{ battery_life_h }}|{{ 材质 }}|{{ row['Battery Life (h)'] }}|{{ features }}|{{ row.features }}"
    assert render(source, folder, product) == "38 h|棉|38 h|a; b|a; b"


@pytest.mark.parametrize(
    "name", ["items", "keys", "values", "get", "pop", "update", "copy", "loop", "namespace", "cycler"]
)
def test_columns_named_like_methods(name, folder, product):
    product = replace(product, facts=((name, "value of it"),))
    assert render(f"{{{{ {name} }}}}|{{{{ row['{name}'] }}}}|{{{{ row.{name} }}}}", folder, product) == (
        "value of it|value of it|value of it"
    )


def test_empty_cell_of_a_known_column_is_empty_text(folder, product):
    assert render("[{{ season }}{{ row['Fit'] }}]", folder, product) == "[]"


def test_check_names_every_missing_column_at_once(folder):
    source = "{{ title }} {{ season }}\n{{ row['Fit type'] }}\n{% if materail %}{{ titel }}{% endif %}\n{{ color }}"
    template = find_template("sms", "en", name=str(write(folder, "t.j2", source)))
    assert [str(needed) for needed in template.variables] == ["season", "row['Fit type']", "materail", "titel", "color"]
    with pytest.raises(MktError) as caught:
        check_template(template, ["Title", "Material", "Fit Type", "Color"])
    error = caught.value
    assert "season (line 1), row['Fit type'] (line 2), materail (line 3), titel (line 3)" in error.what
    assert str(error.where).endswith("t.j2: line 1")
    assert "for materail did you mean Material?; for titel did you mean title?" in error.fix
    assert "for Fit type did you mean Fit Type?" in error.fix
    assert "the catalog has: Title, Material, Fit Type, Color" in error.fix
    check_template(template, ["season", "Fit type", "materail", "titel", "COLOR"])


def test_includes_are_found_checked_and_hashed(folder, product):
    write(folder, "templates/shared/end.j2", "{{ ending }}{{ offer }}")
    main = write(folder, "templates/sms/x.j2", '{{ title }} {% include "shared/end.j2" %}')
    template = find_template("sms", "en", name=str(main))
    assert [(needed.name, needed.part) for needed in template.variables] == [("ending", "shared/end.j2")]
    with pytest.raises(MktError, match=r"ending \(shared/end.j2: line 1\)"):
        check_template(template, ["title"])
    before = template.sha256
    write(folder, "templates/shared/end.j2", "{{ ending }}!")
    assert find_template("sms", "en", name=str(main)).sha256 != before


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "/etc/passwd", "shared/../../../x.j2", "..\\..\\x", "none.j2", "link.j2"]
)
def test_no_include_outside(target, folder):
    (folder / "templates").mkdir()
    write(folder, "secret.j2", "secret")
    (folder / "templates" / "link.j2").symlink_to(folder / "secret.j2")
    main = write(folder, "templates/sms/x.j2", f"\n{{% include '{target}' %}}".replace("\\", "\\\\"))
    with pytest.raises(MktError, match="which is not there") as caught:
        find_template("sms", "en", name=str(main))
    assert str(caught.value.where).endswith("x.j2: line 2")
    assert "include a file inside" in caught.value.fix


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("ok\n{% if title %}", "template syntax: Unexpected end of template", 2),
        ("{{ title", "template syntax: unexpected end of template", 1),
        ("a\n\n{{ title|shout }}", "not allowed in a template: no filter named 'shout'", 3),
        ("{% do x %}", "not allowed in a template: encountered unknown tag 'do'", 1),
        ("{% block user %}x{% endblock %}\nlost", "text outside the blocks is lost", 2),
        ("{% block body %}x{% endblock %}", "block body has no meaning here", 1),
        ("{% block system %}x{% endblock %}", "the template has no block user", None),
        ("(" * 5 + "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "the template is nested too deeply", None),
        ("{% if 1 %}" * 2000 + "{% endif %}" * 2000, "the template is nested too deeply", None),
        ("x" * 70_000, "the template is larger than 64 KiB", None),
    ],
)
def test_mistakes_name_template_and_line(source, message, line, folder):
    with pytest.raises(MktError) as caught:
        find_template("sms", "en", name=str(write(folder, "t.j2", source)))
    assert message in caught.value.what
    assert str(caught.value.where).endswith("t.j2" if line is None else f"t.j2: line {line}")


def test_without_blocks_the_whole_is_the_user_part(folder, product):
    assert render("Sell {{ title }}.", folder, product) == "Sell Trailmate Water Bottle."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n{{ attributes }}", "no text but a list"),
        ("a\n{{ row }}", "no text but row (it has: title, brand"),
        ("a\n{{ attributes[0] }}", "no text but an attribute"),
        ("a\n{{ range }}", "no text but a thing without parts"),
        ("a\n{{ attributes[0].valeu }}", "no 'valeu' in an attribute"),
        ("a\n{{ limits.headline.max_length }}", "no 'headline' in limits (it has: text)"),
        ("a\n{{ 1 // 0 }}", "zero"),
        ("a\n{{ none }}", "no text but none"),
        ("a\n{{ row[title] }}", "no 'Trailmate Water Bottle' in row (it has: title, brand"),
    ],
)
def test_failure_on_a_row_names_the_line(source, message, folder, product):
    with pytest.raises(MktError) as caught:
        render(source, folder, product)
    assert message in caught.value.what
    assert str(caught.value.where).endswith("t.j2: line 2")


def test_limits_and_loops(folder, product, brief):
    source = "{% for a in attributes %}{{ loop.index }}{{ ',' if not loop.last }}{% endfor %} {{ limits.text.max_han }}"
    assert render(source, folder, product) == "1,2,3,4,5 70"
    assert render("{{ keywords|join('/') }} {{ tone|upper }}", folder, product, brief) == "reusable bottle/hiking WARM"


def test_macros_and_sets_work(folder, product):
    source = "{% macro b(x) %}<{{ x }}>{% endmacro %}{% set t = title ~ '!' %}{{ b(t) }}{{ b(brand.upper()) }}"
    assert render(source, folder, product) == "<Trailmate Water Bottle!><TRAILMATE>"

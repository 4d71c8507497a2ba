"""Escapes reach no Python, bombs are stopped at a budget that is the same on every machine."""

from __future__ import annotations

import resource
import time

import pytest

from mtnlg_cli.channels import get_channel
from mtnlg_cli.domain import Brief
from mtnlg_cli.errors import MktError
from mtnlg_cli.prompting import find_template, render_prompt

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''[x] }}{% set x = '__cla' ~ 'ss__' %}{{ ''[x] }}",
    "{{ title.__class__.__mro__[1].__subclasses__() }}",
    "{{ attributes[0].__class__.__init__.__globals__ }}",
    "{{ attributes[0].quantities }}",
    "{{ row.__class__ }}",
    "{{ row._values }}",
    "{{ row['_values'].pop }}",
    "{{ range.__self__ }}",
    "{{ range.__class__.__base__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ ''|attr('__class__') }}",
    "{{ ['']|map(attribute='__class__')|list|join }}",
    "{{ ['']|map('attr', '__class__')|list|join }}",
    "{{ '{0.__class__}'.format(title) }}",
    "{{ '{0.__class__}'.format_map({'a': 1}) }}",
    "{{ '%s' % title.__class__ }}",
    "{{ '%(a)s'|format(a=1) }}",
    "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "{{ _budget }}",
    "{% set _budget = 1 %}{{ 1 }}",
    "{{ -1000000|_step }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner()._x }}",
    "{{ namespace().x.__class__ }}",
    "{{ title.encode('utf-8') }}",
    "{{ title.translate({1: 2}) }}",
    "{{ {'a': 1}.update({'b': 2}) }}",
    "{{ {}.__class__ }}",
    "{{ (1).__class__ }}",
    "{{ [].append(1) }}",
    "{% import 'sms/en.j2' as x %}{{ x }}",
    "{% extends 'sms/en.j2' %}",
    "{% from 'sms/en.j2' import a %}",
    "{% include title %}",
    "{% include ['a.j2', 'b.j2'] %}",
    "{{ limits.text.__dataclass_fields__ }}",
    "{{ limits.text.TEMPLATE_NAMES }}",
    "{{ caller.__globals__ }}",
    "{{ context.environment }}",
    "{{ environment.loader }}",
]
BOMBS = [
    "{{ 'x' * 10**9 }}",
    "{{ 10**9 * 'x' }}",
    "{{ [1] * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ 2**1000000 }}",
    "{{ range(10**9)|list|length }}",
    "{% for a in range(10**9) %}x{% endfor %}",
    "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(9) %}x{% endfor %}{% endfor %}{% endfor %}",
    "{{ ''['format'] }}{{ '{:999999999}'['format'](1) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% macro m(s, n) %}{% if n %}{{ m(s ~ s, n - 1) }}{% else %}{{ s }}{% endif %}{% endmacro %}{{ m('xxxx', 40) }}",
    "{% macro m(s, n) %}{% if n %}{{ m(s + s, n - 1) }}{% else %}{{ s }}{% endif %}{% endmacro %}{{ m('xxxx', 40) }}",
    "{% set a = 'x' * 1000 %}{% set b = a.replace('x', a) %}{{ b }}",
    "{% set a = 'x' * 1000 %}{% set b = a|replace('x', a) %}{% set c = b|replace('x', b) %}{{ c }}",
    "{% set a = 'x' * 1000 %}{% set b = a|list|join(a) %}{% set c = b|list|join(b) %}{{ c }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 'x'.center(10**9) }}",
    "{{ 'x'|center(10**9) }}",
    "{{ 'x'.ljust(10**9) }}{{ 'x'.zfill(10**9) }}{{ '\\t'.expandtabs(10**9) }}",
    "{{ 'x'|indent(10**9, true) }}",
    "{{ 'x'|wordwrap(1, wrapstring='y' * 10**9) }}",
    "{{ [1]|batch(10**9, 1)|list|length }}",
    "{% set x %}{% for a in range(999) %}{% for b in range(19) %}"
    + "y" * 60_000
    + "{% endfor %}{% endfor %}{% endset %}",
    "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "{% include 't.j2' %}{% include 't.j2' %}",
    "{{ lipsum(n=10**6) }}",
]


@pytest.fixture
def attempt(tmp_path, product):
    def run(source: str) -> str:
        file = tmp_path / "t.j2"
        file.write_text(source, encoding="utf-8")
        template = find_template("sms", "en", name=str(file))
        return render_prompt(template, product=product, brief=Brief(), channel=get_channel("sms")).user

    return run


def test_a_harmless_template_renders(attempt):
    assert attempt("{{ title.upper() }} {{ 'ab' * 2 }} {{ range(3)|join(',') }}") == "TRAILMATE WATER BOTTLE abab 0,1,2"


@pytest.mark.parametrize("source", ESCAPES)
def test_escape_reaches_nothing(source, attempt):
    try:
        text = attempt(source)
    except MktError as error:
        assert error.exit_code == 2
        assert "t.j2" in str(error.where)
        return
    assert text == "", f"rendered {text!r}"


@pytest.mark.parametrize("source", BOMBS)
def test_bomb_is_stopped_soon_and_cheaply(source, attempt):
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with pytest.raises(MktError) as caught:
        attempt(source)
    assert caught.value.exit_code == 2
    assert time.process_time() - start < 2
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) < 256 * 1024


def test_the_limit_hit_is_named(attempt):
    with pytest.raises(MktError, match="the template is stopped: more than 20,000 loop steps and calls") as caught:
        attempt("\n{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}")
    assert str(caught.value.where).endswith("t.j2: line 2")

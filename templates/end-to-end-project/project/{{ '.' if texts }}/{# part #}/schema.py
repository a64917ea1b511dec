{%- import "macros/python.jinja" as python -%}
{{ python.listed("TEXTS: tuple[str, ...] = ", "(", texts, ",)" if texts | length == 1 else ")") }}

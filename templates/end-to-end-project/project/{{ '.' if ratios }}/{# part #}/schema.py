{%- import "macros/python.jinja" as python -%}
# Amounts that grow together, each with the one that it is divided by.
{{ python.pairs("RATIOS", ratios) }}

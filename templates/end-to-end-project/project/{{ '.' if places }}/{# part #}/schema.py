{%- import "macros/python.jinja" as python -%}
# Where a case is: columns of latitude and longitude, in degrees.
{{ python.pairs("PLACES", places) }}

{%- import "macros/python.jinja" as python -%}
{{ python.assign("DESCRIPTION", "Predicts " ~ target_source ~ " from what is known about one case.") }}
# The ranges below are what the raw table shows, widened; narrow them to what you know is possible.

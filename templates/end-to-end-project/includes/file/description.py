{%- import "includes/python.jinja" as python -%}
DESCRIPTION = {{ python.literal("Predicts " ~ target_source ~ " from what is known about one case.") }}
# The ranges below are what the raw table shows, widened; narrow them to what you know is possible.

{%- from "includes/columns.jinja" import kept_group with context -%}
-- From clean rows to features: one line each, from the row itself.
CREATE TABLE features AS
SELECT
    source_row,
{%- if time_column %}
    {{ time_column }},
{%- endif %}
{%- if kept_group %}
    {{ group_column }},
{%- endif %}
{%- for column in columns %}
{%- if column.kind == "date" %}
{%- for part in column.parts %}
    CAST({{ part.sql }} AS DOUBLE) AS {{ part.name }},
{%- endfor %}
{%- else %}
    {{ column.name }},
{%- endif %}
{%- endfor %}
    {{ target }}
FROM clean;

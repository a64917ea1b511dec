-- From clean rows to features: one line each, from the row itself or from what was before it.
CREATE TABLE features AS
SELECT
    source_row,
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

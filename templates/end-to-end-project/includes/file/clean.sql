{%- macro cell(name, source) -%}
{%- set same = name | replace("_", "") == source | lower | replace("_", "") -%}
{%- set plain = source | regex_search('^[A-Za-z_][A-Za-z0-9_]*$') and same and source.isidentifier() and not name.endswith("_") -%}
{{ source if plain else '"' ~ source | replace('"', '""') ~ '"' }}
{%- endmacro -%}
{%- set table = raw_file | regex_replace('[.]csv$', '') -%}
{%- set identified = left_out | selectattr("kind", "equalto", "identifier") | list -%}
-- From text to clean, typed rows. Every statement is one rule; the run reports the rows it leaves.

{% if identified -%}
-- 1. A row that repeats another one in every column, its identifier too, is kept once.
CREATE TABLE deduplicated AS
SELECT *
FROM (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY
{%- for column in columns %}
                {{ cell(column.name, column.source) }},
{%- endfor %}
{%- for column in left_out %}
                {{ cell("", column.source) }},
{%- endfor %}
                {{ cell(target, target_source) }}
            ORDER BY source_row
        ) AS nth_copy
    FROM {{ table }}
) AS numbered
WHERE nth_copy = 1;

{% endif -%}
-- {{ 2 if identified else 1 }}. Every column gets its type; a number or date that cannot be read as one becomes NULL.
CREATE TABLE typed AS
SELECT
    source_row,
{%- for column in columns %}
{%- set value = cell(column.name, column.source) %}
{%- if column.kind == "category" %}
    NULLIF(TRIM({{ value }}), '') AS {{ column.name }},
{%- else %}
    TRY_CAST({{ value }} AS {{ "TIMESTAMP" if column.kind == "date" else "DOUBLE" }}) AS {{ column.name }},
{%- endif %}
{%- endfor %}
{%- set value = cell(target, target_source) %}
{%- if task == "classification" %}
    NULLIF(TRIM({{ value }}), '') AS {{ target }}
{%- else %}
    TRY_CAST({{ value }} AS DOUBLE) AS {{ target }}
{%- endif %}
FROM {{ "deduplicated" if identified else table }};

-- {{ 3 if identified else 2 }}. A row without a target teaches nothing.
CREATE TABLE clean AS
SELECT * FROM typed WHERE {{ target }} IS NOT NULL;

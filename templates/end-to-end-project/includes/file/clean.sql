{%- from "includes/columns.jinja" import kept_group with context -%}
{%- set table = raw_file.split(".")[0] -%}
{%- set identified = left_out | selectattr("kind", "equalto", "identifier") | list -%}
{%- set quoted = [] -%}
{%- for name in classes -%}{%- set _ = quoted.append("'" ~ name | replace("'", "''") ~ "'") -%}{%- endfor -%}
{%- set steps = namespace(count=0, last=table) -%}
-- From text to clean, typed rows. Every statement is one named step; the run counts what it does.

{% if identified -%}
{%- set steps.count = steps.count + 1 -%}
-- {{ steps.count }}. A row that repeats another one in every column, its identifier too, is kept once.
CREATE TABLE deduplicated AS
SELECT * EXCLUDE (nth_copy)
FROM (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY
{%- for header in headers %}
                {{ header.name }}{{ "," if not loop.last }}
{%- endfor %}
            ORDER BY source_row
        ) AS nth_copy
    FROM {{ steps.last }}
) AS numbered
WHERE nth_copy = 1;
{%- set steps.last = "deduplicated" %}

{% endif -%}
{% for step in cleaning -%}
{%- set steps.count = steps.count + 1 -%}
-- {{ steps.count }}. {{ step.comment }}
CREATE TABLE {{ step.table }} AS
SELECT * REPLACE (
{%- for name, sql in step["columns"].items() %}
    {{ sql }} AS {{ name }}{{ "," if not loop.last }}
{%- endfor %}
)
FROM {{ steps.last }};
{%- set steps.last = step.table %}

{% endfor -%}
-- {{ steps.count + 1 }}. Every column gets its type; a number or date that cannot be read as one becomes NULL.
CREATE TABLE typed AS
SELECT
    source_row,
{%- if kept_group %}
    {{ group_column }},
{%- endif %}
{%- for column in columns %}
    {{ column.name if column.sql == column.name else column.sql ~ " AS " ~ column.name }},
{%- endfor %}
    {{ target if target_sql == target else target_sql ~ " AS " ~ target }}
FROM {{ steps.last }};

-- {{ steps.count + 2 }}. A row without a target{{ ", or of a class too rare to learn," if classes }} teaches nothing.
CREATE TABLE clean AS
SELECT * FROM typed WHERE {{ target }} {{ "IN (" ~ quoted | join(", ") ~ ")" if classes else "IS NOT NULL" }};

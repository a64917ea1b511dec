{%- from "includes/columns.jinja" import fields with context -%}
{% if time_column -%}
-- The test part: the latest rows, as the service will be asked about cases to come.
CREATE TABLE split AS
SELECT
    *,
    CUME_DIST() OVER (ORDER BY {{ time_column }} NULLS FIRST) > 1 - $test_share AS is_test
FROM features;
{% elif group_column -%}
-- The test part: a share of the rows, drawn by a hash of {{ group_column }}: all rows of one are in the same
-- part, as the service will be asked about others. The same data and seed always give the same rows.
CREATE TABLE split AS
SELECT
    *,
    CUME_DIST() OVER (ORDER BY MD5(CONCAT_WS('|', $seed, {{ group_column }}))) > 1 - $test_share AS is_test
FROM features;
{% else -%}
-- The test part: a share of the rows{{ " of each class" if task == "classification" }}, drawn by a hash of their features. The same data and
-- seed always give the same rows, and rows that are alike are always in the same part.
CREATE TABLE split AS
SELECT
    *,
    CUME_DIST() OVER (
{%- if task == "classification" %}
        PARTITION BY {{ target }}
{%- endif %}
        ORDER BY MD5(CONCAT_WS('|', $seed, {{ fields | join(", ", attribute="name") }}))
    ) > 1 - $test_share AS is_test
FROM features;
{% endif -%}

{%- from "macros/columns.jinja" import fields with context -%}
-- The test part: rows drawn by a hash of their features, those that are alike together unless one set of them is more than 1 % of all.
-- In that case the part would depend on the features: each row is drawn by itself then. The same data
-- and seed always give the same rows.
WITH
    hashed AS (
        SELECT
            *,
            MD5($seed || '|' || ROW(
{%- for field in fields %}
                {{ field.name }}{{ "" if loop.last else "," }}
{%- endfor %}
            )) AS drawn
        FROM features
    ),
    alike AS (SELECT COUNT(*) AS size FROM hashed GROUP BY drawn),
    keyed AS (
        SELECT * REPLACE (
            CASE
                WHEN (SELECT MAX(size) FROM alike) <= 0.01 * (SELECT COUNT(*) FROM features) THEN drawn
                ELSE MD5(drawn || '|' || source_row)
            END AS drawn
        )
        FROM hashed
    )
SELECT
    * EXCLUDE (drawn),
    source_row AS nth_row,
    DENSE_RANK() OVER (ORDER BY drawn) AS together,
    CUME_DIST() OVER (ORDER BY drawn) > 1 - $test_share AS is_test
FROM keyed

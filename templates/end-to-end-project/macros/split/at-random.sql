{%- from "macros/columns.jinja" import fields with context -%}
-- The test part: rows drawn by a hash of their features; rows that are alike go together while they are few.
-- As long as no set of them is more than 1 % of the rows, that is; else each row is drawn by itself, as
-- the part would depend on the features. The same data and seed always give the same rows.
WITH
    hashed AS (
        SELECT
            source_row,
            MD5($seed || '|' || ROW(
{%- for field in fields %}
                {{ field.name }}{{ "," if not loop.last }}
{%- endfor %}
            )) AS drawn
        FROM features
    ),
    counted AS (SELECT *, COUNT(*) OVER (PARTITION BY drawn) AS alike FROM hashed),
    keyed AS (
        SELECT
            source_row,
            CASE
                WHEN MAX(alike) OVER () <= 0.01 * COUNT(*) OVER () THEN drawn
                ELSE MD5(drawn || '|' || source_row)
            END AS drawn
        FROM counted
    )
SELECT
    source_row,
    source_row AS place,
    DENSE_RANK() OVER (ORDER BY drawn) AS together,
    CUME_DIST() OVER (ORDER BY drawn) > 1 - $test_share AS is_test
FROM keyed

-- The test part: a share of the rows drawn by a hash of their number, so that the same data and
-- seed always give the same rows{{ ", and every class in its proportion" if task == "classification" }}.
CREATE TABLE split AS
SELECT
    *,
    CUME_DIST() OVER (
{%- if task == "classification" %}
        PARTITION BY {{ target }}
{%- endif %}
        ORDER BY MD5(CONCAT($seed, '-', row_id))
    ) > 1 - $test_share AS is_test
FROM features;

-- The test part: all rows of some values of {{ group_column }}, drawn by a hash, as the service will be asked about others.
-- The same data and seed always give the same rows.
SELECT
    * EXCLUDE (drawn),
    source_row AS nth_row,
    DENSE_RANK() OVER (ORDER BY drawn) AS together,
    CUME_DIST() OVER (ORDER BY drawn) > 1 - $test_share AS is_test
FROM (
    SELECT
        *,
        MD5($seed || '|' || COALESCE(CAST({{ group_column }} AS VARCHAR), 'row ' || source_row)) AS drawn
    FROM features
) AS hashed

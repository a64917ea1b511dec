-- The test part: the latest rows, as the service will be asked about cases to come.
SELECT
    *,
    ROW_NUMBER() OVER (ORDER BY {{ time_column }} NULLS FIRST, source_row) AS nth_row,
    {{ "DENSE_RANK() OVER (ORDER BY " ~ group_column ~ ")" if group_column else "source_row" }} AS together,
    CUME_DIST() OVER (ORDER BY {{ time_column }} NULLS FIRST) > 1 - $test_share AS is_test
FROM features

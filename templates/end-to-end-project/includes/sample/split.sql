-- The test part: the latest orders, as the service will be asked about orders to come.
CREATE TABLE split AS
SELECT
    *,
    CUME_DIST() OVER (ORDER BY placed_at, order_id) > 1 - $test_share AS is_test
FROM features;

-- Text becomes numbers; EUR 23.90 and 23,90 are both 23.90.
SELECT
    source_row,
    CAST(order_id AS BIGINT) AS order_id,
    restaurant_id,
    courier_id,
    placed_at,
    delivered_at,
    (unix_timestamp(delivered_at) - unix_timestamp(placed_at)) / 60 AS minutes,
    TRY_CAST(promised_minutes AS DOUBLE) AS promised_minutes,
    district,
    TRY_CAST(distance_km AS DOUBLE) AS distance_km,
    TRY_CAST(items AS DOUBLE) AS items,
    TRY_CAST(TRIM(REPLACE(REPLACE(order_value, 'EUR', ''), ',', '.')) AS DOUBLE) AS order_value
FROM previous

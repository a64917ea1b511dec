-- Two date formats are read: 05.03.2024 18:22 of the old app becomes 2024-03-05 18:22:00.
SELECT
    source_row, order_id, restaurant_id, courier_id, promised_minutes, district, distance_km,
    items, order_value,
    CASE
        WHEN placed_at LIKE '__.__.____ __:__' THEN TRY_CAST(
            SUBSTRING(placed_at, 7, 4) || '-' || SUBSTRING(placed_at, 4, 2) || '-'
            || SUBSTRING(placed_at, 1, 2) || SUBSTRING(placed_at, 11, 6) || ':00' AS TIMESTAMP
        )
        ELSE TRY_CAST(placed_at AS TIMESTAMP)
    END AS placed_at,
    CASE
        WHEN delivered_at LIKE '__.__.____ __:__' THEN TRY_CAST(
            SUBSTRING(delivered_at, 7, 4) || '-' || SUBSTRING(delivered_at, 4, 2) || '-'
            || SUBSTRING(delivered_at, 1, 2) || SUBSTRING(delivered_at, 11, 6) || ':00' AS TIMESTAMP
        )
        ELSE TRY_CAST(delivered_at AS TIMESTAMP)
    END AS delivered_at
FROM previous

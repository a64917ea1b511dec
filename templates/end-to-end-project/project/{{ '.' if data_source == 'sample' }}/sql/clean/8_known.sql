-- Orders of a restaurant or courier that no list knows are left out.
SELECT previous.*
FROM previous
JOIN restaurants ON restaurants.restaurant_id = previous.restaurant_id
JOIN couriers ON couriers.courier_id = previous.courier_id

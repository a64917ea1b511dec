        *directions(numbers),

        *ratios(numbers),

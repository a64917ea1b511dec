        *words(),

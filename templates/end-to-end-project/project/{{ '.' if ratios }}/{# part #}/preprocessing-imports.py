from .ratios import ratios

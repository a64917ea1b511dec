# What is averaged in each group of rows below: the target itself.
outcome = train[[TARGET]].astype(float).set_axis([f"mean of {TARGET}"], axis=1)


def show(value: float) -> str:
    """A value of the target as text."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


values = outcome.iloc[:, 0]
middle, mean = values.median(), values.mean()
plt.hist(values, bins=40)
plt.axvline(middle, color="black", linestyle=":", label="median")
plt.xlabel(TARGET)
plt.ylabel("rows")
plt.legend()
plt.show()
skew = values.skew()
tail = "a long tail upwards: consider its logarithm" if skew > 2 else "no long tail upwards"
Markdown(
    f"**`{TARGET}` has the median {show(middle)} and the mean {show(mean)}**, with {tail} (skewness "
    f"{skew:.1f}). Always answering the median is off by "
    f"{show((values - middle).abs().mean())} on average, which a model has to beat."
)

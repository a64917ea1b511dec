from {{ package }}.schema import CLASSES

# What is averaged in each group of rows below: the shares of the most frequent classes.
shares = train[TARGET].value_counts(normalize=True)
outcome = pd.DataFrame({f"share of {name}": train[TARGET] == name for name in shares.index[:5]})
outcome = outcome.astype(float)
show = "{:.1%}".format

plt.barh(shares.index[:15][::-1], shares[:15][::-1])
plt.xlabel("share of the rows")
plt.show()
Markdown(
    f"**The most frequent of {len(CLASSES)} classes is `{shares.index[0]}` with {shares.iloc[0]:.1%} of "
    f"the rows**, which is how often always answering it is right; the rarest, `{shares.index[-1]}`, has "
    f"{shares.iloc[-1]:.1%}."
)

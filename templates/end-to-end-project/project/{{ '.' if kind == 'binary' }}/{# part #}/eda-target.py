from {{ package }}.schema import CLASSES

# What is averaged in each group of rows below: the share of the second class.
label = f"share of {TARGET} = {CLASSES[1]}"
outcome = pd.DataFrame({label: train[TARGET] == CLASSES[1]}).astype(float)
show = "{:.1%}".format

shares = train[TARGET].value_counts(normalize=True)
plt.barh(shares.index[::-1], shares[::-1])
plt.xlabel("share of the rows")
plt.show()
verdict = "so accuracy alone says little" if shares.iloc[0] > 0.7 else "which a model has to beat"
Markdown(
    f"**`{TARGET}` is `{CLASSES[1]}` in {shares[CLASSES[1]]:.1%} of the rows.** Always answering "
    f"`{shares.index[0]}` is right in {shares.iloc[0]:.1%}, {verdict}."
)

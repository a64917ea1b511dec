// From what the model says to an answer; model/predictor.py and service/answer.py in JavaScript.

// The probability of each class: 0 of one that was not among the rows the model learned from.
export const said = (known, { classes }, learned) => classes.map((_, place) => known[learned.indexOf(place)] ?? 0);

export function answer(probabilities, { classes }) {
  const most = probabilities.indexOf(Math.max(...probabilities));
  return {
    prediction: classes[most],
    probabilities: Object.fromEntries(classes.map((name, place) => [name, probabilities[place]])),
  };
}

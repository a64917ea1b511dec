// From what the model says to an answer; model/predictor.py and service/answer.py in JavaScript.

// The probability of the second class.
export const said = ([, probability]) => [probability];

export function answer([probability], { classes, threshold }) {
  const acts = probability >= Math.fround(threshold); // as float32, as the service compares them
  return { prediction: classes[Number(acts)], probability };
}

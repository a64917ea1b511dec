// From what the model says to an answer; model/predictor.py and service/answer.py in JavaScript.

// The predicted value.
export const said = (values) => values;

export const answer = ([prediction], { error_p90 }) => ({ prediction, error_p90 });

const form = document.querySelector("form");
const answer = document.getElementById("answer");
const meaning = document.getElementById("meaning");
const bars = document.getElementById("bars");
const drivers = document.getElementById("drivers");
const SHOWN = 6; // contributions
let model; // what the service says about its model; nothing while it has none

// Create an element; strings among its children become text, never HTML.
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// Make the choices of a category; each value is kept as JSON, "unknown" as nothing.
function makeSelect(column, nullable, example) {
  const select = make("select");
  if (nullable) select.append(new Option("unknown", ""));
  for (const value of column.enum ?? [column.const]) {
    const chosen = value === example; // now, and again after a reset
    select.append(new Option(value, JSON.stringify(value), chosen, chosen));
  }
  return select;
}

// Make the input of a number, with its limits.
function makeNumber(column, nullable, example) {
  return make("input", {
    type: "number", min: column.minimum ?? "", max: column.maximum ?? "",
    step: column.type === "integer" ? 1 : "any",
    placeholder: nullable ? "unknown" : "", defaultValue: example ?? "",
  });
}

// Make the input of a category without a list of values, or the area of a text.
function makeText(column, nullable, example) {
  const isLong = column.maxLength > 200;
  return make(isLong ? "textarea" : "input", {
    maxLength: column.maxLength ?? 100000, rows: 4,
    placeholder: nullable ? "unknown" : "", defaultValue: example ?? "",
  });
}

// Choose the widget for what a column may be.
function widgetFor(column) {
  if (["integer", "number"].includes(column.type)) return makeNumber;
  return column.enum || column.const !== undefined ? makeSelect : makeText;
}

// Say in words what a number may be.
function limits({ minimum, maximum }, nullable) {
  const from = minimum === undefined ? "" : `from ${minimum.toLocaleString("en")} `;
  const to = maximum === undefined ? "" : `to ${maximum.toLocaleString("en")} `;
  return from + to + (nullable ? "or empty" : "");
}

// Make one column's label, widget, limits and the place for its error.
function makeField(name, property) {
  const variants = property.anyOf ?? [property]; // a column that may be missing has two
  const column = variants.find((variant) => variant.type !== "null");
  const nullable = variants.length > 1;
  const makeWidget = widgetFor(column);
  const widget = makeWidget(column, nullable, property.examples?.[0]);
  Object.assign(widget, { id: `field-${name}`, name, required: !nullable });
  widget.setAttribute("aria-describedby", `error-${name} hint-${name}`);
  const label = make("label", { htmlFor: widget.id }, property.description ?? name);
  if (label.textContent !== name) label.append(" ", make("code", {}, name));
  const error = make("p", { id: `error-${name}`, className: "error" });
  const hint = make("p", { id: `hint-${name}`, className: "hint" });
  if (makeWidget === makeNumber) hint.textContent = limits(column, nullable);
  const notes = make("div", { className: "notes" }, error, hint);
  return make("div", { className: "field" }, label, widget, notes);
}

// Build the page from the service's own description of itself.
async function build() {
  const { info, components } = await getJson("openapi.json");
  document.title = document.querySelector("h1").textContent = info.title;
  document.getElementById("about").textContent = info.description ?? "";
  const { properties } = components.schemas.Features;
  for (const [name, property] of Object.entries(properties)) {
    document.getElementById("fields").append(makeField(name, property));
  }
  await describeModel();
}

// Get JSON from the service.
async function getJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: error ${response.status}`);
  return response.json();
}

// Show what the model is for, its limits, and examples to try.
async function describeModel() {
  model = await getJson("model");
  document.getElementById("use").textContent = model.use.join(" ");
  document.getElementById("limit-list").append(...model.limits.map((limit) => make("li", {}, limit)));
  const trained = model.trained_at.slice(0, 10);
  document.getElementById("facts").textContent = `Model ${model.version} (${model.model}), trained `
    + `on ${trained} on ${model.data.rows.toLocaleString("en")} rows; ${score(model)}.`;
  document.getElementById("limits").hidden = false;
  const buttons = model.examples.map(makeExample);
  document.getElementById("examples").append("Try a made-up case:", ...buttons);
}

// Say how good the model is on rows that it had not seen, and the baseline.
function score({ metric, metrics }) {
  const [mine, guess] = ["champion", "baseline"].map((name) => format(metrics[name][metric].value));
  return `${metric} ${mine} on the test rows, ${guess} for guessing`;
}

// Make a button that fills the form with a made-up case.
function makeExample({ name, case: values }) {
  const button = make("button", { type: "button" }, name);
  button.addEventListener("click", () => {
    for (const widget of widgets()) fill(widget, values[widget.name]);
    predict().catch(sayFailure);
  });
  return button;
}

// Write a value into a widget.
function fill(widget, value) {
  const text = value === null ? "" : String(value);
  widget.value = widget.localName === "select" && text ? JSON.stringify(value) : text;
}

// List the widgets, one per column.
function widgets() {
  return [...document.querySelectorAll("#fields [name]")];
}

// Read one widget; null when the value is unknown.
function valueOf(widget) {
  if (widget.localName === "select") return JSON.parse(widget.value || "null");
  if (widget.validity.badInput) return "not a number"; // for the service to refuse
  if (widget.value === "" && !(widget.required && widget.type !== "number")) return null;
  return widget.type === "number" ? Number(widget.value) : widget.value;
}

// Write the case in the form as JSON, the body of a request.
function caseAsJson() {
  return JSON.stringify(Object.fromEntries(widgets().map((w) => [w.name, valueOf(w)])));
}

// Show one line in the place of the answer; big when it is the answer.
function say(text, big = false) {
  answer.textContent = text;
  answer.classList.toggle("big", big);
  meaning.textContent = "";
  bars.replaceChildren();
  drivers.hidden = true;
}

// Write an error beside its widget; an empty message takes it away.
function setError(widget, message) {
  document.getElementById(`error-${widget.name}`).textContent = message;
  widget.setAttribute("aria-invalid", message !== "");
}

// Show what the service refused, each beside its field, and go to the first.
function showErrors(detail) {
  const messages = new Map(detail.map(({ loc, msg, allowed }) => [loc[1], wording(msg, allowed)]));
  const refused = widgets().filter((widget) => messages.has(widget.name));
  refused.forEach((widget) => setError(widget, messages.get(widget.name)));
  say(refused.length ? "No prediction: see the marked fields" : `No prediction: ${detail[0].msg}`);
  refused[0]?.focus();
}

// Say what a field may be; what is wrong with it where that is all that is known.
function wording(message, allowed) {
  return allowed && allowed.length < 200 ? `Must be ${allowed}` : message;
}

// Write a number with three significant digits or more, and all its whole digits.
function format(number) {
  const digits = Math.abs(number) >= 1000 ? { maximumFractionDigits: 0 }
    : { minimumSignificantDigits: 3, maximumSignificantDigits: 4 };
  return number.toLocaleString("en", digits);
}

// Write a probability as a percentage, never rounded to certainty.
function percent(probability) {
  if (probability > 0.999) return "over 99.9%";
  return probability < 0.001 ? "under 0.1%" : `${(100 * probability).toFixed(1)}%`;
}

// Make one class's line: its name, its probability and the bar.
function makeBar([name, probability]) {
  const bar = make("div", { className: "bar" });
  bar.style.width = `${100 * probability}%`;
  const track = make("div", { className: "track" }, bar);
  return make("li", {}, make("span", {}, name), make("span", {}, percent(probability)), track);
}

// Show the prediction: a number, or a class with the probability of each.
function showAnswer({ prediction, probabilities, contributions }) {
  if (probabilities) {
    say(`${prediction}, probability ${percent(probabilities[prediction])}`, true);
    bars.append(...Object.entries(probabilities).sort((a, b) => b[1] - a[1]).map(makeBar));
  } else say(format(prediction), true);
  meaning.textContent = decision(probabilities);
  showDrivers(prediction, probabilities !== undefined, contributions);
  form.lastElementChild.scrollIntoView({ block: "nearest" });
}

// Say how the decision follows from the probability, where there is a threshold.
function decision(probabilities) {
  if (!probabilities || !model || model.threshold === null) return "";
  const [no, yes] = model.classes;
  const place = probabilities[yes] >= model.threshold ? "reaches" : "is below";
  return `The probability of “${yes}” ${place} ${percent(model.threshold)}; from there on the `
    + `decision is “${yes}”, else “${no}”. The threshold follows from what errors cost.`;
}

// List the features that moved the prediction most.
function showDrivers(prediction, isShare, contributions) {
  const most = Object.entries(contributions).filter(([, by]) => by !== 0).slice(0, SHOWN);
  if (!most.length) return;
  document.getElementById("drivers-hint").textContent = "By how much each value alone moves "
    + (isShare ? `the probability of “${prediction}”` : "the prediction") + ", against a typical one.";
  document.getElementById("contributions").replaceChildren(
    ...most.map(([name, by]) => make("li", {}, make("span", {}, name), make("span", {}, change(by, isShare)))),
  );
  drivers.hidden = false;
}

// Write a change with its sign: of a probability in percentage points.
function change(by, isShare) {
  const size = isShare ? `${(100 * Math.abs(by)).toFixed(1)} points` : format(Math.abs(by));
  return (by > 0 ? "+" : "−") + size;
}

// Ask the service about the case in the form and show what it answers.
async function predict() {
  const body = caseAsJson();
  widgets().forEach((widget) => setError(widget, ""));
  say("Asking the model…");
  const headers = { "Content-Type": "application/json", ...keyHeader() };
  const response = await fetch("explain", { method: "POST", headers, body });
  if (body !== caseAsJson()) say("The case has changed: predict again.");
  else if (response.ok) showAnswer(await response.json());
  else if (response.status === 422) showErrors((await response.json()).detail);
  else await sayRefused(response);
}

// The key for the service, when one was typed.
function keyHeader() {
  const key = document.getElementById("api-key")?.value;
  return key ? { "X-API-Key": key } : {};
}

// Say in words why the service refused; ask for the key when that is missing.
async function sayRefused(response) {
  const reason = (await response.json().catch(() => ({}))).detail ?? `error ${response.status}`;
  say(`No prediction: ${reason}.`);
  if (response.status === 401) askForKey();
}

// Make the field for the key, of which most services have no need, and go there.
function askForKey() {
  if (!document.getElementById("api-key")) {
    const label = make("label", { htmlFor: "api-key" }, "The service's key");
    const field = make("input", { id: "api-key", type: "password", autocomplete: "off" });
    document.getElementById("examples").after(make("p", { id: "key" }, label, field));
  }
  document.getElementById("api-key").focus();
}

// Forget the error and the answer that belong to the case before an edit.
function forget(widget) {
  setError(widget, "");
  if (answer.classList.contains("big")) say("The case has changed: predict again.");
}

// Say in one line that the service could not be asked.
function sayFailure(error) {
  say(`No answer from the service: ${error.message}.`);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  predict().catch(sayFailure);
});
form.addEventListener("reset", () => {
  widgets().forEach((widget) => setError(widget, ""));
  say("Press Predict to ask the model.");
});
form.addEventListener("input", (event) => forget(event.target));
build().catch(sayFailure);

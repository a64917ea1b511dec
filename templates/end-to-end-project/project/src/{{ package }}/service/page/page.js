const form = document.querySelector("form");
const answer = document.getElementById("answer");
const [openapi, model] = await Promise.all(["openapi.json", "model"].map(async (path) => (await fetch(path)).json()));
const schemas = openapi.components.schemas;
const properties = schemas.Features.properties;
const widgets = new Map(); // by the name of the column
const short = (number, digits = 3) => number.toLocaleString("en", { maximumSignificantDigits: digits });
const labelOf = (name) => name.replaceAll("_", " ");
const way = openapi.paths["/explain"] ? "explain" : "predict"; // the same answer, with contributions

function make(tag, values = {}, ...children) {
  const element = Object.assign(document.createElement(tag), values); // as text, never as HTML
  element.append(...children);
  return element;
}

// What a property may be: a column that may be missing has two variants.
const rulesOf = (property) => property.anyOf?.[0] ?? property;
const isNumber = (property) => ["integer", "number"].includes(rulesOf(property).type);

function makeWidget(property) {
  const rules = rulesOf(property);
  const values = rules.enum ?? (rules.const === undefined ? null : [rules.const]);
  if (values) return make("select", {}, new Option("unknown", ""), ...values.map((value) => new Option(value)));
  if (isNumber(property)) return make("input", { inputMode: "decimal", autocomplete: "off" });
  return make(rules.maxLength > 200 ? "textarea" : "input", { maxLength: rules.maxLength });
}

function makeField([name, property], place) {
  const { minimum, maximum } = rulesOf(property);
  const range = isNumber(property) ? ` (${minimum} to ${maximum})` : "";
  const hint = property.description.replace(range, "") + range;
  const id = `field-${place}`;
  const widget = Object.assign(makeWidget(property), { id, value: property.examples?.[0] ?? "" });
  widget.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  widgets.set(name, widget);
  return make("div", {}, make("label", { htmlFor: id, textContent: labelOf(name) }), widget,
    make("small", { id: `${id}-hint`, textContent: hint }), make("small", { id: `${id}-error`, className: "error" }));
}

// What the form says, as the body of a request; an empty field is left out: it is unknown.
function readCase() {
  const filled = [...widgets].filter(([, { value }]) => value.trim() !== "");
  return Object.fromEntries(filled.map(([name, { value }]) => {
    const number = Number(value.trim());
    return [name, isNumber(properties[name]) && Number.isFinite(number) ? number : value];
  }));
}

function mark(widget, message) {
  widget.setAttribute("aria-invalid", message !== "");
  document.getElementById(`${widget.id}-error`).textContent = message;
}

// A list of names and values, each with a bar as long as the value.
function makeBars(values) {
  const size = ([, value]) => Math.abs(value);
  const sorted = Object.entries(values).filter(size).sort((a, b) => size(b) - size(a)).slice(0, 12);
  const most = sorted.length ? size(sorted[0]) : 1;
  return make("ul", {}, ...sorted.map(([name, value]) => {
    const bar = make("span", { className: value < 0 ? "bar down" : "bar" });
    bar.style.width = `${(100 * Math.abs(value)) / most}%`;
    const label = widgets.has(name) ? labelOf(name) : name;
    return make("li", {}, make("span", { textContent: label }), make("span", { textContent: short(value) }), bar);
  }));
}

function show(said, schema) {
  const { prediction, id, model: version, ...details } = said;
  const decision = typeof prediction === "number" ? short(prediction, 5) : prediction;
  answer.replaceChildren(make("p", { className: "decision", textContent: `${model.target}: ${decision}` }));
  const rule = `It says ${model.classes?.[1]} from a probability of ${short(100 * model.threshold)} % on.`;
  if ("threshold" in model) answer.append(make("p", { textContent: rule }));
  for (const [name, value] of Object.entries(details)) {
    const { description, maximum } = schema.properties[name];
    if (typeof value === "object") answer.append(make("p", { textContent: `${description}:` }), makeBars(value));
    else answer.append(make("p", { textContent: `${description}: ${maximum === 1 ? `${short(100 * value)} %` : short(value)}` }));
  }
  answer.scrollIntoView({ block: "nearest" });
}

function refuse(status, said) {
  const problems = status === 422 ? said.detail : [];
  const named = problems.map(({ loc, msg }) => [widgets.get(loc[1]), msg]).filter(([widget]) => widget);
  named.forEach(([widget, message]) => mark(widget, message));
  if (status === 401) document.getElementById("key").hidden = false;
  const reason = named.length ? "see the marked fields" : problems[0]?.msg ?? said.detail;
  answer.replaceChildren(make("p", { textContent: `No prediction: ${reason}.` }));
  (status === 401 ? document.getElementById("api-key") : named[0]?.[0])?.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  widgets.forEach((widget) => mark(widget, ""));
  const key = document.getElementById("api-key").value;
  const headers = { "Content-Type": "application/json", ...(key && { "X-API-Key": key }) };
  try {
    const response = await fetch(way, { method: "POST", headers, body: JSON.stringify(readCase()) });
    const said = response.status === 413 ? { detail: "the texts are too long together" } : await response.json();
    if (response.ok) show(said, schemas[way === "explain" ? "Explanation" : "Answer"]);
    else refuse(response.status, said);
  } catch (error) {
    refuse(0, { detail: `the service does not answer (${error.message})` });
  }
});

document.getElementById("fields").append(...Object.entries(properties).map(makeField));
const { value, low, high } = model.score;
const interval = low === null ? "" : ` (95 % interval ${short(low, 4)} to ${short(high, 4)})`;
document.getElementById("about").textContent = openapi.info.description;
document.getElementById("limits").textContent = `Model ${model.model}, version ${model.version}: ${model.metric} ${short(value, 4)}${interval} `
  + `on test data, baseline ${short(model.baseline, 4)}. It learned from ${short(model.rows, 9)} past cases; where new ones differ, expect more errors.`;

const form = document.querySelector("form");
const answer = document.getElementById("answer");
const [openapi, model] = await Promise.all(["openapi.json", "model"].map(async (path) => (await fetch(path)).json()));
const schemas = openapi.components.schemas;
const properties = schemas.Features.properties;
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

function makeField(name, property, place) {
  const id = `field-${place}`;
  const rules = rulesOf(property);
  const range = isNumber(property) ? ` (${rules.minimum} to ${rules.maximum})` : "";
  const widget = Object.assign(makeWidget(property), { id, name, value: property.examples?.[0] ?? "" });
  widget.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
  return make("div", {}, make("label", { htmlFor: id, textContent: name.replaceAll("_", " ") }), widget,
    make("small", { id: `${id}-hint`, textContent: property.description + range }),
    make("small", { id: `${id}-error`, className: "error" }));
}

// What the form says, as the body of a request; an empty field is left out: it is unknown.
function readCase() {
  const filled = [...form.elements].filter((each) => each.name && each.value.trim() !== "");
  return Object.fromEntries(filled.map(({ name, value }) => {
    const number = Number(value.trim());
    return [name, isNumber(properties[name]) && Number.isFinite(number) ? number : value];
  }));
}

function mark(field, message) {
  field.setAttribute("aria-invalid", message !== "");
  document.getElementById(`${field.id}-error`).textContent = message;
}

// A list of names and values, each with a bar as long as the value.
function makeBars(values) {
  const sorted = Object.entries(values).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, 12);
  const most = Math.abs(sorted[0]?.[1]) || 1;
  return make("ul", {}, ...sorted.map(([name, value]) => {
    const bar = make("span", { className: value < 0 ? "bar down" : "bar" });
    bar.style.width = `${(100 * Math.abs(value)) / most}%`;
    return make("li", {}, make("span", { textContent: name }), make("span", { textContent: value.toFixed(3) }), bar);
  }));
}

function show(said, schema) {
  const details = Object.entries(schema.properties).filter(([name]) => !["prediction", "id", "model"].includes(name));
  const decision = typeof said.prediction === "number" ? Number(said.prediction.toPrecision(6)) : said.prediction;
  answer.replaceChildren(make("p", { className: "decision", textContent: `${model.target}: ${decision}` }));
  for (const [name, { description, maximum }] of details) {
    const value = said[name];
    if (typeof value === "object") answer.append(make("p", { textContent: description }), makeBars(value));
    else answer.append(make("p", { textContent: `${description}: ${maximum === 1 ? `${(100 * value).toFixed(1)} %` : Number(value.toPrecision(3))}` }));
  }
}

function refuse(status, said) {
  const problems = status === 422 ? said.detail : [];
  const named = problems.map(({ loc, msg }) => [form.elements.namedItem(loc[1]), msg]).filter(([field]) => field?.id);
  named.forEach(([field, message]) => mark(field, message));
  if (status === 401) document.getElementById("key").hidden = false;
  const reason = named.length ? "see the marked fields" : problems[0]?.msg ?? said.detail;
  answer.replaceChildren(make("p", { textContent: `No prediction: ${reason}.` }));
  (status === 401 ? document.getElementById("api-key") : named[0]?.[0])?.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  [...form.elements].filter((each) => each.name).forEach((field) => mark(field, ""));
  const key = document.getElementById("api-key").value;
  const headers = { "Content-Type": "application/json", ...(key && { "X-API-Key": key }) };
  try {
    const response = await fetch(way, { method: "POST", headers, body: JSON.stringify(readCase()) });
    const said = await response.json();
    if (response.ok) show(said, schemas[way === "explain" ? "Explanation" : "Answer"]);
    else refuse(response.status, said);
  } catch (error) {
    refuse(0, { detail: `the service does not answer (${error.message})` });
  }
});

document.getElementById("fields").append(...Object.entries(properties).map(([name, each], place) => makeField(name, each, place)));
const { value, low, high } = model.score;
const interval = low === null ? "" : ` (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
document.getElementById("about").textContent = openapi.info.description;
document.getElementById("limits").textContent = `Model ${model.model}, version ${model.version}. On test rows its ${model.metric} is `
  + `${value.toFixed(3)}${interval}; that of the baseline ${model.baseline.toFixed(3)}. It learned from ${model.rows.toLocaleString("en")} `
  + "past cases: where new ones differ from these, expect more errors.";

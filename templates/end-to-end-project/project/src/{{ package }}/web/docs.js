// The service's calls, as openapi.json describes them.

// Create an element; strings among its children become text, never HTML.
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// Make a table of rows of text; its first row is the head.
function makeTable(rows) {
  const [head, ...body] = rows.map((row, place) =>
    make("tr", {}, ...row.map((text) => make(place ? "td" : "th", {}, text))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

// The part of the description that a reference leads to.
function resolve(api, schema) {
  const name = schema?.$ref?.split("/").pop();
  return name ? api.components.schemas[name] : schema;
}

// Say what a field may be.
function kindOf(api, property) {
  if (property.anyOf) return property.anyOf.map((each) => kindOf(api, each)).join(" or ");
  const schema = resolve(api, property);
  if (schema.enum || schema.const) return (schema.enum ?? [schema.const]).map((v) => JSON.stringify(v)).join(", ");
  const { minimum, maximum } = schema;
  const limits = minimum === undefined ? "" : ` from ${minimum} to ${maximum}`;
  return schema.type === "array" ? `list of ${schema.items.$ref?.split("/").pop() ?? "values"}` : `${schema.type}${limits}`;
}

// List the fields of a body: name, what it may be, what it means.
function makeFields(api, schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    [name, kindOf(api, property), property.description ?? ""]);
  return rows.length ? [makeTable([["field", "may be", "meaning"], ...rows])] : [];
}

// An example of a body, as a command for a terminal.
function makeCommand(api, method, path, schema, isLocked) {
  const address = new URL(path.slice(1), document.baseURI).href;
  const key = isLocked ? " -H 'x-api-key: …'" : "";
  if (method === "get") return `curl -s ${address}`;
  const example = exampleOf(api, schema);
  if (!example) return `curl -s -X POST ${address}${key}`;
  const body = JSON.stringify(example, null, 1).replaceAll("'", "'\\''");
  return `curl -s ${address} -H 'content-type: application/json'${key} -d '${body}'`;
}

// A case: the example of each of its fields.
function caseOf({ properties }) {
  const values = Object.entries(properties).map(([name, { examples }]) => [name, examples?.[0] ?? null]);
  return Object.fromEntries(values);
}

// A body that the service takes.
function exampleOf(api, schema) {
  if (!schema) return null;
  const features = api.components.schemas.Features;
  if (schema === features) return caseOf(features);
  if (schema.properties.cases) return { cases: [caseOf(features)] };
  const { truth } = schema.properties;
  return { id: "0123456789abcdef", truth: truth.enum?.[0] ?? truth.const ?? 1.5 };
}

// Make the section of one call.
function makeCall(api, path, method, call) {
  const schema = resolve(api, call.requestBody?.content["application/json"].schema);
  const answers = Object.entries(call.responses).map(([code, { description }]) => [code, description]);
  return make("section", { className: "call" },
    make("h2", {}, make("code", { className: "method" }, `${method.toUpperCase()} ${path}`)),
    make("p", {}, call.description ?? ""),
    make("pre", {}, make("code", {}, makeCommand(api, method, path, schema, call.security))),
    ...(schema ? makeFields(api, schema) : []),
    makeTable([["status", "meaning"], ...answers]));
}

async function build() {
  const response = await fetch("openapi.json");
  const api = await response.json();
  document.getElementById("about").textContent = api.info.description ?? "";
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, call] of Object.entries(methods)) {
      document.getElementById("calls").append(makeCall(api, path, method, call));
    }
  }
}

build().catch((error) => document.getElementById("calls").append(`No description: ${error.message}`));

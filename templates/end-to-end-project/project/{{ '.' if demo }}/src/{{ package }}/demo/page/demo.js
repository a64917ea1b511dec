// The service's page without its service: what it asks is answered here, by the model in the browser.
import * as ort from "./ort.wasm.bundle.min.mjs";
import { answer, said } from "./answer.js";

const files = ["openapi.json", "model", "inputs.json"];
const [openapi, record, inputs] = await Promise.all(files.map(async (file) => (await fetch(file)).json()));
const { properties, required = [] } = openapi.components.schemas.Features;
const session = load();

async function load() {
  const [wasmBinary, model] = await Promise.all(["runtime.wasm.gz", "champion.onnx.gz"].map(unpack));
  Object.assign(ort.env.wasm, { wasmBinary, numThreads: 1 }); // more need headers that Pages does not send
  return ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
}

async function unpack(file) {
  const stream = (await fetch(file)).body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Cases as the model takes them; model/inputs.py in JavaScript.
function toFeed(cases) {
  const column = (type, values) => new ort.Tensor(type, values, [cases.length, 1]);
  const number = (name) => [name, column("float32", Float32Array.from(cases, (each) => each[name] ?? NaN))];
  const category = (name) => [name, column("string", cases.map((each) => each[name] || inputs.missing))];
  const text = (name) => [name, column("string", cases.map((each) => words(each[name])))];
  return Object.fromEntries([...inputs.numbers.map(number), ...inputs.categories.map(category), ...inputs.texts.map(text)]);
}

const words = (text) => (text?.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []).join(" ");

// What the model says about each case: a list of numbers.
export async function scores(cases) {
  const model = await session;
  const output = model.outputNames.at(-1); // the probabilities of classes; else the only one
  const { data } = (await model.run(toFeed(cases), [output]))[output];
  const width = data.length / cases.length;
  return cases.map((_, row) => said([...data.subarray(row * width, (row + 1) * width)], record, inputs.learned));
}

// What each feature adds, compared with its typical value; explain/router.py in JavaScript.
async function contributions(asked) {
  const names = Object.keys(record.typical);
  const [own, ...others] = await scores([asked, ...names.map((name) => ({ ...asked, [name]: record.typical[name] }))]);
  const place = own.indexOf(Math.max(...own));
  return Object.fromEntries(names.map((name, row) => [name, own[place] - others[row][place]]));
}

// What is wrong with a value, in the service's words; "" where nothing is.
function problem(name, value) {
  const { type, minimum, maximum, maxLength } = properties[name].anyOf?.[0] ?? properties[name];
  if (value === undefined) return required.includes(name) ? "Field required" : "";
  const isOfType = type === "integer" ? Number.isInteger(value) : type !== "number" || typeof value === "number";
  if (!isOfType) return `Input should be a valid ${type}`;
  if (value < minimum) return `Input should be greater than or equal to ${minimum}`;
  if (value > maximum) return `Input should be less than or equal to ${maximum}`;
  return [...String(value)].length > maxLength ? `String should have at most ${maxLength} characters` : "";
}

// The service's response to a request.
async function respond(path, { body }) {
  const asked = JSON.parse(body);
  const detail = Object.keys(properties).map((name) => ({ loc: ["body", name], msg: problem(name, asked[name]) }));
  const wrong = detail.filter(({ msg }) => msg);
  if (wrong.length) return Response.json({ detail: wrong }, { status: 422 });
  try {
    const found = answer((await scores([asked]))[0], record);
    return Response.json(path === "explain" ? { ...found, contributions: await contributions(asked) } : found);
  } catch (error) {
    return Response.json({ detail: `this browser cannot run the model (${error.message})` }, { status: 503 });
  }
}

const ask = window.fetch;
window.fetch = (path, request) => (request?.method === "POST" ? respond(path, request) : ask(path, request));
await import("./page.js");
session.then(() => navigator.serviceWorker?.register("worker.js")); // later: it asks for the same files

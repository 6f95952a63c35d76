// How big the functions are, how soon they are ready, and how much memory they hold after
// 1,000 requests. `cargo latchkey bench` builds them, starts a stack and calls this.
//
// Ready is from spawn to the first poll of the Lambda runtime API, as a ratio to a function
// that does nothing. The programs run in turns, so that what else the machine does meets
// all of them alike; the figure is the median. With no endpoint set the clients are built
// as in the cloud, the pinned roots included.
//
// For the memory each function answers 1,000 requests, one after the other, on the tables
// of a stack with demo data (LATCHKEY_DATA, its folder). The figure is what the kernel says
// it held at most (VmHWM).

import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = resolve(process.argv[2] ?? join(root, "target/release"));
const runs = Number(process.argv[3] ?? 21);
const PATIENCE = 20_000;
const REQUESTS = 1_000;
// Of the demo data.
const [VENDOR, DISTRIBUTOR, DEALER, SWA] = ["demo-nora-bell", "demo-hana-okafor", "demo-finn-carter", "demo-freya-lind"];
const [ADMIN, BUYER, STANDARD, OPERATOR] = ["demo-tara-wells", "demo-bram-osei", "demo-selma-roy", "demo-olga-petrov"];

const bare = "bare-function";
const functions = readdirSync(join(root, "functions")).sort();
const missing = [bare, ...functions].filter((name) => !existsSync(join(folder, name)));
if (missing.length > 0 || !Number.isInteger(runs) || runs < 1) {
  if (missing.length > 0) console.error(`not in ${folder}: ${missing.join(", ")}`);
  console.error("usage: node tests/bench/functions.mjs [folder of the programs] [runs of each]");
  process.exit(1);
}

const data = process.env.LATCHKEY_DATA;
const kept = (name) => JSON.parse(readFileSync(join(data, name), "utf8"));

// The runtime API of one function at a time, and Parameter Store. A function that starts is
// not answered: it is ready, and waits.
let polled = () => {};
let next = null;
let answered = () => {};
const api = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (request.headers["x-amz-target"] === "AmazonSSM.GetParameter") {
    const name = JSON.parse(body).Name;
    const value = kept("keys.json")[name.split("/").pop()];
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ Parameter: { Name: name, Type: "SecureString", Value: value } }));
  } else if (request.url.endsWith("/invocation/next")) {
    polled(process.hrtime.bigint());
    const event = next?.();
    if (event === undefined) return;
    response.writeHead(200, {
      "lambda-runtime-aws-request-id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
      "lambda-runtime-deadline-ms": String(Date.now() + 60_000),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:123456789012:function:benchmark",
      "content-type": "application/json",
    });
    response.end(JSON.stringify(event));
  } else {
    answered(request.url.endsWith("/response") ? JSON.parse(body || "null") : new Error(body));
    response.writeHead(202).end();
  }
});
await new Promise((listening) => api.listen(0, "127.0.0.1", listening));
const here = `127.0.0.1:${api.address().port}`;

const environment = {
  AWS_LAMBDA_RUNTIME_API: here,
  AWS_LAMBDA_FUNCTION_NAME: "benchmark",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
  AWS_LAMBDA_LOG_GROUP_NAME: "benchmark",
  AWS_LAMBDA_LOG_STREAM_NAME: "benchmark",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_SESSION_TOKEN: "example",
  RUST_LOG: "error",
  LATCHKEY_TABLE: "latchkey",
  LATCHKEY_KEYS: "/latchkey",
  LATCHKEY_PUBLIC_URL: "https://latchkey.example.com",
  LATCHKEY_LICENCE_ISSUER: "https://licences.example.com",
  LATCHKEY_MAIL_FROM: "no-reply@example.com",
  LATCHKEY_MAIL_CONFIGURATION_SET: "latchkey",
  LATCHKEY_ISSUER: "https://issuer.example.com",
  LATCHKEY_AUDIENCE: "latchkey-site",
  LATCHKEY_ISSUER_KEY_SET: "https://issuer.example.com/jwks.json",
};

/** Starts a program; `end()` kills it and waits. */
function run(name, more = {}) {
  const child = spawn(join(folder, name), [], { env: { ...environment, ...more }, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (data) => (complaint += data));
  const ended = new Promise((done) => child.on("exit", done));
  return {
    pid: child.pid,
    failed: ended.then((code) => Promise.reject(new Error(`${name} ended (${code}): ${complaint}`))),
    end: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Milliseconds from spawn to the first poll. */
async function start(name) {
  next = null;
  const started = process.hrtime.bigint();
  const ready = new Promise((done) => (polled = done));
  const program = run(name);
  const late = setTimeout(() => program.end(), PATIENCE);
  const at = await Promise.race([ready, program.failed]);
  clearTimeout(late);
  program.failed.catch(() => {});
  await program.end();
  return Number(at - started) / 1e6;
}

/** What the table holds under this kind of key. */
async function items(kind, sk) {
  const found = [];
  let after;
  do {
    const response = await fetch(`http://127.0.0.1:${kept("stack.json").engine_port}/`, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.Scan",
        authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a",
        "x-amz-date": "20260101T000000Z",
      },
      body: JSON.stringify({ TableName: "latchkey", ExclusiveStartKey: after }),
    });
    const page = await response.json();
    if (!page.Items) throw new Error(JSON.stringify(page));
    found.push(...page.Items.filter((item) => item.pk.S.startsWith(`${kind}#`) && item.sk.S.startsWith(sk)));
    after = page.LastEvaluatedKey;
  } while (after);
  return found;
}

/** A request as an HTTP API hands it over, payload format 2.0. */
function http(subject, method, path, body) {
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: "",
    headers: { "content-type": "application/json", host: "latchkey.example.com" },
    requestContext: {
      accountId: "123456789012",
      apiId: "benchmark",
      domainName: "latchkey.example.com",
      domainPrefix: "latchkey",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "benchmark" },
      requestId: "benchmark",
      routeKey: `${method} ${path}`,
      stage: "$default",
      time: "05/Jan/2026:09:00:00 +0000",
      timeEpoch: 1767603600000,
      authorizer: { lambda: { issuer: kept("issuer.json").identifier, subject } },
    },
    body: body && JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** A request for each function: what it does most, on what the demo data has. */
async function requests() {
  const id = (item) => item.pk.S.split("#")[1];
  const [licence] = (await items("LOCATION", "LICENCE#")).filter((item) => JSON.stringify(item).includes("ctivated"));
  const location = id(licence);
  const [place] = (await items("LOCATION", "LOCATION")).filter((item) => id(item) === location);
  const own = (item) => JSON.stringify(item).includes(place.organisation_id.S);
  const customer = id((await items("CUSTOMER", "CUSTOMER")).find(own));
  const order = id((await items("ORDER", "ORDER")).find(own));
  const record = { eventName: "INSERT", dynamodb: { Keys: { pk: { S: `ORDER#${order}` }, sk: { S: "EVENT#00000001" } }, SequenceNumber: "1" } };
  const bounce = {
    eventType: "Bounce",
    bounce: { bounceType: "Transient", bouncedRecipients: [{ emailAddress: "nobody@example.com" }] },
    mail: { messageId: "1", tags: {} },
  };
  const { tenant } = (await items("ORG", "ORG")).find((item) => item.name.S === "Wexcombe Foods");
  const last_day = tenant.M.contract.M.last_day.S;
  const today = new Date().toISOString().slice(0, 10);
  const days = Math.min((Date.parse(last_day) - Date.parse(today)) / 86_400_000 + 1, 365);
  // An agents upgrade: 360.00 EUR a year.
  const price = { pro_rata: { minor_units: Math.round((36_000 * days) / 365), currency: "EUR" }, days, last_day };
  const reship = { dealer_email: "freya.lind@example.com", purchase_order: "PO", sales_order: "SO", quantity: 1, dry_run: true };
  return {
    "activate-licences": http(DEALER, "POST", `/api/locations/${location}/licence-files`, {}),
    "attach-licences": http(DEALER, "POST", `/api/locations/${location}/attach`, { order_id: order, lines: [{ part: "BE107582", quantity: 1 }] }),
    "assign-swa": http(SWA, "POST", `/api/locations/${location}/swa/quotes`, {}),
    authorize: { version: "2.0", type: "REQUEST", headers: { authorization: "Bearer e30.e30.e30" } },
    "browse-upgrades": http(ADMIN, "GET", "/api/quota"),
    "build-package": http(OPERATOR, "GET", "/api/packages"),
    "call-webhook": {},
    "deliver-outbox": { Records: [record] },
    "issue-codes": http(VENDOR, "GET", "/api/code-batches"),
    "look-up": http(DEALER, "GET", `/api/locations/${location}`),
    "manage-catalogue": http(VENDOR, "GET", "/api/catalogue"),
    "manage-customers": http(DEALER, "PUT", `/api/customers/${customer}`, { revision: "as it is", name: "Riverside Clinic", address: { country: "NL" } }),
    "manage-outbox": http(VENDOR, "GET", "/api/outbox/failing"),
    "manage-request": http(VENDOR, "GET", "/api/webhooks/endpoint"),
    "manage-users": http(DEALER, "GET", "/api/session"),
    "receive-bounce": { Records: [{ Sns: { MessageId: "1", Message: JSON.stringify(bounce) } }] },
    "redeem-code": http(BUYER, "POST", "/api/codes/preview", { code: "100J6-HB7H6-NWVVR-14D2P-F2DBW" }),
    "renew-swa": http(SWA, "POST", `/api/customers/${customer}/swa/renewals`, {}),
    "reship-order": http(DISTRIBUTOR, "POST", "/api/swa/reship", reship),
    "ship-order": http(VENDOR, "GET", "/api/orders"),
    "submit-request": http(STANDARD, "POST", "/api/upgrades", { sku: "MS15M9006", quantity: 1, price, terms_accepted: true }),
    sweep: {},
    "swa-timer": { location_id: location, application: "sv8100", assignment: 1 },
  };
}

/** Megabytes held at most, and how the requests were answered. */
async function memory(name, event) {
  const answers = new Map();
  let left = REQUESTS;
  const done = new Promise((done, failed) => {
    next = () => (left > 0 ? event : undefined);
    answered = (answer) => {
      if (answer instanceof Error) return failed(answer);
      const status = answer?.statusCode ?? "done";
      answers.set(status, (answers.get(status) ?? 0) + 1);
      left -= 1;
      if (left === 0) done();
    };
  });
  const { engine_port, services_port } = kept("stack.json");
  const program = run(name, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${engine_port}`,
    AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${services_port}`,
    AWS_ENDPOINT_URL_SSM: `http://${here}`,
  });
  await Promise.race([done, program.failed]);
  program.failed.catch(() => {});
  const status = readFileSync(`/proc/${program.pid}/status`, "utf8");
  await program.end();
  const how = [...answers].map(([status, count]) => `${count} x ${status}`).join(", ");
  return { megabytes: Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]) / 1000, how };
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

const names = [bare, ...functions];
const times = new Map(names.map((name) => [name, []]));
// The first start of each reads it from the disk.
for (const name of names) await start(name);
for (let run = 0; run < runs; run += 1) {
  for (const name of names) times.get(name).push(await start(name));
}

const base = median(times.get(bare));
const events = data ? await requests() : {};
console.log("| function | MB | start, ms | ratio to bare | MB of memory after 1,000 requests | answered |");
console.log("|---|---:|---:|---:|---:|---|");
for (const name of names) {
  const size = statSync(join(folder, name)).size / 1e6;
  const start = median(times.get(name));
  const { megabytes, how } = events[name] ? await memory(name, events[name]) : { how: "" };
  const row = [name, size.toFixed(2), start.toFixed(1), (start / base).toFixed(2), megabytes?.toFixed(1) ?? "", how];
  console.log(`| ${row.join(" | ")} |`);
}
api.closeAllConnections();
api.close();

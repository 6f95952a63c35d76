// How big the functions are and how soon they are ready: from spawn to the first poll of
// the Lambda runtime API, as a ratio to a function that does nothing.
//
//   cargo build --release -p bare-function -p activate-licences -p attach-licences ...
//   node tests/bench/functions.mjs [folder of the programs] [runs of each]
//
// The folder is target/release and the runs are 21 where not given. The programs run in
// turns, so that what else the machine does meets all of them alike; the figure is the
// median. Nothing is called: with no endpoint set the clients are built as in the cloud,
// the pinned roots included.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = resolve(process.argv[2] ?? join(root, "target/release"));
const runs = Number(process.argv[3] ?? 21);
const PATIENCE = 20_000;

const bare = "bare-function";
const functions = readdirSync(join(root, "functions")).sort();
const missing = [bare, ...functions].filter((name) => !existsSync(join(folder, name)));
if (missing.length > 0 || !Number.isInteger(runs) || runs < 1) {
  if (missing.length > 0) console.error(`not in ${folder}: ${missing.join(", ")}`);
  console.error("usage: node tests/bench/functions.mjs [folder of the programs] [runs of each]");
  process.exit(1);
}

let polled = () => {};
// A poll is never answered: the function is ready, and waits.
const api = createServer((request) => {
  if (request.url === "/2018-06-01/runtime/invocation/next") polled(process.hrtime.bigint());
});
await new Promise((listening) => api.listen(0, "127.0.0.1", listening));

const environment = {
  AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.address().port}`,
  AWS_LAMBDA_FUNCTION_NAME: "benchmark",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
  AWS_LAMBDA_LOG_GROUP_NAME: "benchmark",
  AWS_LAMBDA_LOG_STREAM_NAME: "benchmark",
  AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH: "true",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_SESSION_TOKEN: "example",
  LATCHKEY_TABLE: "latchkey",
  LATCHKEY_KEYS: "/latchkey",
  LATCHKEY_PUBLIC_URL: "https://latchkey.example.com",
  LATCHKEY_LICENCE_ISSUER: "https://licences.example.com",
  LATCHKEY_MAIL_FROM: "no-reply@example.com",
  LATCHKEY_ISSUER: "https://issuer.example.com",
  LATCHKEY_AUDIENCE: "latchkey-site",
  LATCHKEY_ISSUER_KEY_SET: "https://issuer.example.com/jwks.json",
};

/** Milliseconds from spawn to the first poll. */
function start(name) {
  return new Promise((done, failed) => {
    const started = process.hrtime.bigint();
    const child = spawn(join(folder, name), [], { env: environment, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (data) => (complaint += data));
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    let took;
    polled = (at) => {
      took = Number(at - started) / 1e6;
      polled = () => {};
      child.kill("SIGKILL");
    };
    child.on("error", failed);
    child.on("exit", (code) => {
      clearTimeout(timer);
      if (took === undefined) failed(new Error(`${name} does not poll (exit ${code}): ${complaint}`));
      else done(took);
    });
  });
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
api.closeAllConnections();
api.close();

const base = median(times.get(bare));
console.log("| function | MB | start, ms | ratio to bare |");
console.log("|---|---:|---:|---:|");
for (const name of names) {
  const size = statSync(join(folder, name)).size / 1e6;
  const start = median(times.get(name));
  console.log(`| ${name} | ${size.toFixed(2)} | ${start.toFixed(1)} | ${(start / base).toFixed(2)} |`);
}

// Licence files of a running stack, verified with npm's jose as a customer's program
// would; left in a folder for the next library.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { compactVerify, createLocalJWKSet, jwtVerify } from "jose";

const url = process.env.LATCHKEY_URL;
const folder = process.env.LATCHKEY_LICENCE_FILES;

/** Signs in as the demo user of this subject: authorization code with PKCE. */
async function signIn(config, subject) {
  const verifier = randomBytes(32).toString("base64url");
  const redirect_uri = `${url}/signed-in`;
  const query = new URLSearchParams({
    client_id: config.client_id,
    redirect_uri,
    response_type: "code",
    scope: "openid",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const chosen = await fetch(`${config.authorization_endpoint}?${query}`, {
    method: "POST",
    body: new URLSearchParams({ subject }),
    redirect: "manual",
  });
  const code = new URL(chosen.headers.get("location")).searchParams.get("code");
  const tokens = await fetch(config.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri,
      client_id: config.client_id,
      code_verifier: verifier,
    }),
  });
  return (await tokens.json()).access_token;
}

/** Every activated location's newest licence file. */
async function licenceFiles(token) {
  const call = async (method, address, body) => {
    const answer = await fetch(`${url}${address}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    assert.equal(answer.status, 200, `${method} ${address}`);
    return answer.json();
  };
  const files = [];
  for (const customer of (await call("GET", "/api/customers")).items) {
    const locations = await call("GET", `/api/customers/${customer.customer_id}/locations`);
    for (const { location_id } of locations.items) {
      const location = await call("GET", `/api/locations/${location_id}`);
      for (const { sequence } of location.licence_files.slice(0, 1)) {
        const file = await call("GET", `/api/locations/${location_id}/licence-files/${sequence}`);
        files.push({ location, file, text: Buffer.from(file.content, "base64").toString() });
      }
    }
  }
  return files;
}

const config = await (await fetch(`${url}/config.json`)).json();
const rules = { issuer: config.licence_issuer, typ: "licence+jwt", algorithms: ["EdDSA"] };
let keySet;
let files;

before(async () => {
  keySet = await (await fetch(`${url}/.well-known/jwks.json`)).json();
  const all = await licenceFiles(await signIn(config, "demo-finn-carter"));
  files = all.filter(({ file }) => file.media_type.startsWith("text/plain"));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "jwks.json"), JSON.stringify(keySet));
  await writeFile(path.join(folder, "issuer.txt"), config.licence_issuer);
  for (const { file, text } of files) {
    await writeFile(path.join(folder, file.licence_file.file_name), text);
  }
});

test("the demo data has licence files", () => {
  assert.ok(files.length >= 2, `${files.length} files`);
});

test("every licence file verifies and says what the location's page says", async () => {
  for (const { location, file, text } of files) {
    const { payload, protectedHeader } = await jwtVerify(text.trim(), createLocalJWKSet(keySet), rules);
    assert.equal(protectedHeader.kid, file.licence_file.key_id);
    assert.equal(payload.sub, location.hkc);
    assert.equal(payload.seq, file.licence_file.sequence);
    assert.equal(payload.sys, location.system_type);
    assert.ok(payload.jti && payload.iat);
    const shown = location.features.map(({ made_of, ...feature }) => feature);
    assert.deepEqual(payload.features, shown);
    const codes = location.activated.map((licence) => licence.software_key_code).sort();
    assert.deepEqual(payload.licences.map((licence) => licence.software_key_code).sort(), codes);
  }
});

test("an altered licence file does not verify", async () => {
  const [head, payload, signature] = files[0].text.trim().split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  claims.sub = "190400000000";
  const altered = Buffer.from(JSON.stringify(claims)).toString("base64url");
  await assert.rejects(compactVerify(`${head}.${altered}.${signature}`, createLocalJWKSet(keySet)));
  await assert.rejects(jwtVerify(files[0].text.trim(), createLocalJWKSet(keySet), { ...rules, issuer: "https://elsewhere.example.com" }));
});

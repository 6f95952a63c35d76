// Licence files against npm's `jose`. LATCHKEY_SAMPLES names the folder that the example
// `licence-samples` wrote: jwks.json, and for every <name>.lic a <name>.json with the
// header and the claims that it has to hold.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { base64url, createLocalJWKSet, jwtVerify } from "jose";

const folder = process.env.LATCHKEY_SAMPLES;
assert.ok(folder, "LATCHKEY_SAMPLES has to name the folder of samples");

const read = (name) => readFileSync(join(folder, name), "utf8");
const keySet = JSON.parse(read("jwks.json"));
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".lic"))
  .map((name) => name.slice(0, -".lic".length));

const verify = (file, keys = keySet) =>
  jwtVerify(file, createLocalJWKSet(keys), {
    algorithms: ["Ed25519", "EdDSA"],
    issuer: "https://licences.example.com",
    typ: "licence+jwt",
    requiredClaims: ["sub", "jti", "seq", "iat", "sys", "features", "licences"],
  });

test("there are samples of both names of the algorithm, and keys of every signer", () => {
  assert.ok(names.length >= 4);
  const headers = names.map((name) => JSON.parse(read(`${name}.json`)).header);
  for (const wanted of ["Ed25519", "EdDSA"]) {
    assert.ok(headers.some(({ alg }) => alg === wanted), wanted);
  }
  // Each key names the algorithm that its files name.
  for (const { kid, alg } of headers) {
    assert.equal(keySet.keys.find((key) => key.kid === kid).alg, alg);
  }
  assert.equal(keySet.keys.length, 3);
});

for (const name of names) {
  const file = read(`${name}.lic`);
  const parts = file.split(".").map((part) => base64url.decode(part));

  test(`${name}: verifies, and says what it should`, async () => {
    const { header, claims } = JSON.parse(read(`${name}.json`));
    const { payload, protectedHeader } = await verify(file);
    assert.deepEqual(protectedHeader, header);
    assert.deepEqual(payload, claims);
  });

  for (const [index, part] of ["header", "payload", "signature"].entries()) {
    test(`${name}: fails with any bit of the ${part} flipped`, async () => {
      for (let bit = 0; bit < parts[index].length * 8; bit += 1) {
        const altered = Uint8Array.from(parts[index]);
        altered[bit >> 3] ^= 1 << (bit & 7);
        const encoded = parts.map((bytes, at) => base64url.encode(at === index ? altered : bytes));
        await assert.rejects(verify(encoded.join(".")), `bit ${bit} of the ${part}`);
      }
    });
  }

  test(`${name}: fails without its key, and with another under its id`, async () => {
    const { kid, alg } = JSON.parse(read(`${name}.json`)).header;
    const others = keySet.keys.filter((key) => key.kid !== kid);
    await assert.rejects(verify(file, { keys: others }), { code: "ERR_JWKS_NO_MATCHING_KEY" });
    for (const other of others) {
      const disguised = { keys: [{ ...other, kid, alg }] };
      await assert.rejects(verify(file, disguised), { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
    }
  });

  test(`${name}: fails unsigned, and signed with the public key as a secret`, async () => {
    const payload = file.split(".")[1];
    const unsigned = base64url.encode(JSON.stringify({ alg: "none", typ: "licence+jwt" }));
    await assert.rejects(verify(`${unsigned}.${payload}.`));
    const { kid } = JSON.parse(read(`${name}.json`)).header;
    const header = base64url.encode(JSON.stringify({ alg: "HS256", kid, typ: "licence+jwt" }));
    const { createHmac } = await import("node:crypto");
    const secret = base64url.decode(keySet.keys.find((key) => key.kid === kid).x);
    const mac = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
    await assert.rejects(verify(`${header}.${payload}.${mac}`));
  });
}

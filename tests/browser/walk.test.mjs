// The walk, as a dealer does it who has not seen it before: from a shipped order to a
// licence file that the browser verifies by itself.
import { generateKeyPairSync, sign } from 'node:crypto';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { base, launch, newestMail, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const hkc = '191000343919';
let licence;

test('the dealer takes the order to a licence file', async () => {
  const page = await open(browser);
  const started = Date.now();
  await signIn(page, /Finn Carter/);

  await page.getByRole('link', { name: 'Customers', exact: true }).first().click();
  await page.getByRole('link', { name: 'New customer' }).click();
  await page.getByLabel(/^(Business )?name/i).first().fill('Riverside Clinic');
  await page.getByLabel('Country').fill('Netherlands');
  await sound(page, 'new customer');
  await page.getByRole('button', { name: 'Save customer' }).click();
  await page.getByRole('heading', { name: 'Riverside Clinic' }).waitFor();

  await page.getByRole('link', { name: /New location|Add (a |the first )?location/ }).first().click();
  await page.getByLabel('System type').selectOption({ label: 'SV8100' });
  await page.getByLabel('Hardware key code (HKC)').fill(hkc);
  await page.getByLabel('Location name').fill('Location A');
  await page.getByLabel('Country').fill('Netherlands');
  await page.getByLabel('Customer e-mail').fill('desk@riverside.example.com');
  await page.getByLabel('Dealer e-mail').fill('finn.carter@example.com');
  await sound(page, 'new location');
  await page.getByRole('button', { name: 'Save location' }).click();
  await page.getByRole('heading', { name: 'Location A' }).waitFor();

  await page.getByRole('link', { name: 'Licence bin' }).first().click();
  await page.getByRole('link', { name: 'PO123456' }).click();
  await page.getByRole('combobox', { name: /Part of its name or HKC/ }).fill('0343919');
  await page.getByRole('option', { name: /Location A/ }).click();
  await sound(page, 'attach');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('heading', { name: 'Check what will be attached' }).waitFor();
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  await page.getByRole('heading', { name: 'Location A' }).waitFor();

  await page.getByRole('button', { name: 'Activate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This cannot be undone').waitFor();
  for (const part of ['BE107573', 'BE107582', 'BE107576', 'BE107585']) await dialog.getByText(part).first().waitFor();
  await sound(page, 'activate dialog');
  await dialog.getByRole('button', { name: 'Activate for good' }).click();
  await dialog.getByText('Accept the terms to activate.').first().waitFor();
  await dialog.getByLabel(/I accept the terms/).check();
  await dialog.getByRole('button', { name: 'Activate for good' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save licence file' }).click()]);
  assert.equal(download.suggestedFilename(), `${hkc}.lic`);
  licence = await readFile(await download.path(), 'utf8');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('heading', { name: 'Activated licences' }).waitFor();
  await sound(page, 'location');
  console.log(`# the walk took ${((Date.now() - started) / 1000).toFixed(1)} s by script`);

  const mail = await newestMail('desk@riverside.example.com', /Licence agreement/);
  assert.ok(mail.text.includes(hkc));
});

test('the licence file verifies without the network, and an altered one does not', async () => {
  const page = await open(browser);
  await page.goto(`${base}/verify`);
  await page.getByText(/public keys? (is|are) here/).waitFor();
  await page.context().setOffline(true);
  const text = page.getByLabel('or paste its text');

  await text.fill(licence);
  const result = page.getByRole('region', { name: 'Result' });
  await result.getByText(hkc).first().waitFor();
  const said = await result.innerText();
  assert.ok(!said.includes('Do not trust'), said);
  await sound(page, 'verified');

  // As mail wraps it and an editor marks it.
  await text.fill('');
  await text.fill(`\ufeff${licence.match(/.{1,76}/g).join('\r\n')}\r\n`);
  await result.getByText(hkc).first().waitFor();
  assert.ok(!(await result.innerText()).includes('Do not trust'));

  const [header, payload, signature] = licence.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url'));
  claims.licences[0].quantity += 1;
  await text.fill([header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'));
  await result.getByText('Do not trust this file').waitFor();
  await sound(page, 'refused');

  // A file from before RFC 9864 says EdDSA, and so does its key.
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const old = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'before', typ: 'licence+jwt' })).toString('base64url');
  const oldFile = `${old}.${payload}.${sign(null, Buffer.from(`${old}.${payload}`), privateKey).toString('base64url')}`;
  await text.fill(oldFile);
  await result.getByText('that key is not among the known ones').waitFor();
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'before', alg: 'EdDSA', use: 'sig' }];
  await page.locator('input[type=file]').first().setInputFiles({ name: 'jwks.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ keys })) });
  await result.getByText(hkc).first().waitFor();

  await page.locator('input[type=file]').first().setInputFiles({ name: `${hkc}.lic`, mimeType: 'text/plain', buffer: Buffer.from(licence) });
  await result.getByText(hkc).first().waitFor();
  await page.context().close();
});

test('quick navigation goes to a location from any page, by keyboard alone', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, '/customers');
  await page.locator('main h1').click();
  await page.keyboard.press('/');
  await page.keyboard.type('location a');
  await page.getByRole('option', { name: /Location A/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Location A' }).waitFor();
  await page.context().close();
});

test('a reload comes back to the same page, signed in', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, '/customers');
  await page.goto(`${base}/bin`);
  await page.getByRole('heading', { name: 'Licence bin' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Licence bin' }).waitFor();
  await settled(page);
  assert.equal(new URL(page.url()).pathname, '/bin');
  await page.context().close();
});

test('a file of customers and locations is tried, and its good rows go in', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, '/customers');
  await page.getByRole('link', { name: 'Import' }).click();
  const csv = [
    'customer,country,location,system_type,hkc,customer_email,dealer_email',
    'Harbour School,Netherlands,Library,sv8100,191000355001,it@harbour.example.com,finn.carter@example.com',
    'Harbour School,,Gym,sv8100,191000355002,it@harbour.example.com,finn.carter@example.com',
    'Harbour School,,Kitchen,sv8100,12,it@harbour.example.com,finn.carter@example.com',
  ].join('\n');
  await page.locator('input[type=file]').first().setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('1 customer and 2 locations can be added, 1 row is refused.').waitFor();
  await sound(page, 'customer import, tried');
  await page.getByRole('button', { name: 'Add the good rows' }).click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  await page.getByRole('link', { name: 'See your customers' }).click();
  await page.getByRole('link', { name: 'Harbour School' }).click();
  for (const name of ['Library', 'Gym']) await page.getByRole('link', { name }).first().waitFor();
  assert.equal(await page.getByText('Kitchen').count(), 0);
  await newestMail('it@harbour.example.com', /./);
  await page.context().close();
});

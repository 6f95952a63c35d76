// Files and texts as people have them: what a spreadsheet saved, what was exported, how one types.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { base, launch, open, settled, signIn, sound } from './browser.mjs';

const run = Date.now().toString(36);
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Chooses a file on an import's page, and has it checked. */
async function check(page, path, name, buffer) {
  await page.goto(base + path);
  await settled(page);
  await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('heading', { name: 'What would happen' }).waitFor();
}

/** The file that a list's button saves. */
async function exported(page, path) {
  await page.goto(base + path);
  await settled(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).first().click();
  return readFile(await (await saved).path());
}

test('a file in the encoding of western Europe is read as what it is, and its names are found', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/);
  const text = `customer;country\r\nM\xfcller S\xf6hne ${run};DE\r\nStra\xdfe ${run};DE\r\n`;
  await check(page, '/customers/import', 'customers.csv', Buffer.from(text, 'latin1'));
  await page.getByText('Read as Windows-1252. 2 customers and 0 locations can be added, 0 rows are refused.').waitFor();
  assert.match(await page.getByLabel("The file's text").inputValue(), /Müller Söhne/);
  await sound(page, 'customer import, tried');
  await page.getByRole('button', { name: 'Add the good rows' }).click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  await page.getByRole('link', { name: 'See your customers' }).click();
  await settled(page);
  await page.getByLabel('Filter All customers').fill(`STRASSE ${run}`);
  await page.getByRole('link', { name: `Straße ${run}` }).waitFor();
  await page.getByLabel('Filter All customers').fill(`mu\u0308ller so\u0308hne ${run}`);
  await page.getByRole('link', { name: `Müller Söhne ${run}` }).waitFor();

  const again = await exported(page, '/customers');
  await check(page, '/customers/import', 'customers.csv', again);
  await page.getByText('Read as UTF-8. 0 customers and 0 locations can be added, 0 rows are refused.').waitFor();
  await page.context().close();
});

test('what the list of orders exports can be imported again', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  const orders = await exported(page, '/orders');
  await check(page, '/orders/import', 'orders.csv', orders);
  await page.getByText('Read as UTF-8. 0 rows can be shipped, 0 rows are refused.').waitFor();
  await page.getByText('Shipped before').first().waitFor();
  await page.context().close();
});

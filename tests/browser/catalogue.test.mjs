// The vendor's catalogue: a draft is edited, reviewed, published, discarded; a version to come is withdrawn.
import { after, before, test } from 'node:test';
import { base, launch, now, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function rename(page, part, name) {
  await page.goto(`${base}/catalogue/entry?section=parts&entry=${part}`);
  await settled(page);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save to the draft' }).click();
  await page.getByRole('heading', { name: 'Where it stands' }).waitFor();
  await page.goto(`${base}/catalogue/draft`);
  await page.getByRole('cell', { name }).first().waitFor();
}

test('a part is renamed in the draft, reviewed and published', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/catalogue?section=parts');
  await sound(page, 'catalogue');
  await rename(page, 'BE107585', 'Renamed for the test');
  await sound(page, 'review');
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.getByText(/^Version \d+ is in force\.$/).first().waitFor();
  await page.goto(`${base}/orders/ship`);
  await page.locator('#parts option', { hasText: 'Renamed for the test' }).waitFor({ state: 'attached' });
  await page.context().close();
});

test('a draft is discarded', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  await rename(page, 'BE107585', 'Never published');
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
  await page.getByText('The draft is discarded.').first().waitFor();
  await page.context().close();
});

test('a version to come is withdrawn', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  await rename(page, 'BE107585', 'Withdrawn in time');
  const later = new Date((await now()).getTime() + 10 * 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel('From when on').fill(later);
  await page.getByRole('button', { name: 'Publish from then on' }).click();
  await page.getByRole('button', { name: /^Withdraw version/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click();
  await page.getByText('Nothing is to come.').waitFor();
  await page.context().close();
});

// A customer's link: given by a dealer, opened by the customer without signing in, taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, desk, follow, launch, newestMail, open, settled, signIn, sound } from './browser.mjs';
import { shipped } from './partner.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const phone = { viewport: { width: 320, height: 700 } };
const fresh = (digits) => String(Date.now() + Math.floor(Math.random() * 1000)).slice(-digits);
const saves = (page, button) => Promise.all([page.waitForEvent('download'), button.click()]);

test('a customer sees its systems by its link until the dealer takes it back', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/customers');
  let call = await desk(page);
  const name = `Lakeside School ${fresh(6)}`;
  const { customer_id } = await call('POST', '/api/customers', { name, address: { city: 'Hilversum', country: 'NL' } });
  const hkc = `19${fresh(10)}`;
  const details = { name: 'Main hall', address: { country: 'NL' }, customer_email: 'school@example.com', dealer_email: 'dealer@example.com', reference: 'Slow payer' };
  const { location_id } = await call('POST', `/api/customers/${customer_id}/locations`, { system_type: 'sv8100', hkc, details });
  const lines = [{ part: 'BE107585', quantity: 20 }];
  const order_id = await shipped(browser, lines);
  const { attached } = await call('POST', `/api/locations/${location_id}/attach`, { order_id, lines });
  const software_key_codes = attached.map((licence) => licence.software_key_code);
  await call('POST', `/api/locations/${location_id}/activate`, { software_key_codes, terms_accepted: true });

  // Given on the customer's page.
  await follow(page, `/customers/${customer_id}`);
  const links = page.getByRole('region', { name: "Customer's link" });
  await links.getByText('The customer has no link yet').waitFor();
  await sound(page, 'a customer without a link');
  await links.getByRole('button', { name: 'Give a link' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Give the customer a link' });
  const address = `school-${fresh(8)}@example.com`;
  await dialog.getByLabel("The customer's e-mail address").fill(address);
  await dialog.getByLabel('Last day').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Mail the link' }).click();
  await dialog.getByText(/a link works for up to two years/).first().waitFor();
  await sound(page, 'a link that has ended already');
  const [, today] = (await dialog.getByText(/a link works for up to two years/).first().innerText()).match(/from (\S+) to/);
  await dialog.getByLabel('Last day').fill(today);
  await dialog.getByRole('button', { name: 'Mail the link' }).click();
  await links.getByRole('cell', { name: address, exact: true }).waitFor();
  await page.getByRole('region', { name: 'History' }).getByText(`was mailed to ${address}`).waitFor();
  await sound(page, 'a customer with a link');

  // Opened on a phone, by somebody who is not signed in.
  const mail = await newestMail(address, new RegExp(name));
  const link = mail.text.match(/http\S+\/systems#token=\S+/)[0];
  const customer = await open(browser, phone);
  await customer.goto(link);
  await customer.getByRole('heading', { level: 1, name: 'Main hall' }).waitFor();
  await settled(customer);
  assert.equal(new URL(customer.url()).hash, '', 'the token leaves the address bar');
  await customer.getByText(hkc).first().waitFor();
  await customer.getByRole('region', { name: 'What this location may use' }).waitFor();
  await customer.getByRole('region', { name: 'What has happened' }).getByText(/^Activated for good/).waitFor();
  const text = await customer.locator('main').innerText();
  for (const hidden of ['Slow payer', 'FT-']) assert.ok(!text.includes(hidden), hidden);
  await sound(customer, 'a system by its link, on a phone');
  const [file] = await saves(customer, customer.getByRole('button', { name: `Save ${hkc}.lic, number 1` }));
  assert.equal(file.suggestedFilename(), `${hkc}.lic`);
  await customer.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.equal(await customer.getByRole('button', { name: 'Print' }).isVisible(), false);
  await customer.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await sound(customer, 'a system by its link, in the dark');

  // Another system: then there is a list, and a way back to it.
  const second = { ...details, name: 'Gym' };
  call = await desk(page);
  await call('POST', `/api/customers/${customer_id}/locations`, { system_type: 'sv8100', hkc: `18${fresh(10)}`.replace(/^18/, '19'), details: second });
  await customer.reload();
  await customer.getByRole('heading', { level: 1, name: `The systems of ${name}` }).waitFor();
  await sound(customer, 'systems by a link, on a phone');
  await customer.getByRole('link', { name: 'Gym' }).click();
  await customer.getByRole('heading', { level: 1, name: 'Gym' }).waitFor();
  await customer.getByText('No licence is activated here yet.').first().waitFor();
  await customer.setViewportSize({ width: 1280, height: 900 });
  await sound(customer, 'a system that has nothing');
  await customer.getByRole('link', { name: 'All systems' }).click();
  await customer.getByRole('heading', { level: 1, name: `The systems of ${name}` }).waitFor();
  await sound(customer, 'systems by a link');

  // The dealer sees that it was used, and takes it back.
  await page.reload();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('The systems were looked at by link').waitFor();
  await history.getByText(`The licence file ${hkc}.lic of Main hall was saved`).waitFor();
  await links.getByRole('button', { name: `Take back the link of ${address}` }).click();
  const asked = page.getByRole('dialog', { name: 'Take this link back?' });
  await asked.getByText('shows nothing from this moment on').waitFor();
  await sound(page, 'a link to be taken back');
  await asked.getByRole('button', { name: 'Take back' }).click();
  await links.getByText('taken back').waitFor();
  await sound(page, 'a link that was taken back');
  await customer.reload();
  await customer.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await sound(customer, 'a link that was taken back, opened');
  await customer.context().close();
  await page.context().close();
});

test('a link of a customer that is none says so', async () => {
  const page = await open(browser, phone);
  for (const hash of ['#token=nonsense', '']) {
    await page.goto('about:blank');
    await page.goto(`${base}/systems${hash}`);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await sound(page, `systems${hash}`);
  }
  await page.context().close();
});

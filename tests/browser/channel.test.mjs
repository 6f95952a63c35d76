// What goes on to dealers, and what goes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, follow, launch, newestMail, open, signIn, sound } from './browser.mjs';
import { begun, shipped } from './partner.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const run = process.pid;
const phone = { viewport: { width: 360, height: 740 } };
const ports = { part: 'BE107582', quantity: 20 };

/** The vendor lets the distributor ship to the dealer. */
async function allowed() {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  const call = await desk(page);
  const { items } = await call('GET', '/api/organisations');
  const [distributor, dealer] = ['Harbour Distribution', 'Fenwick Telecom'].map((name) => items.find((one) => one.name === name).organisation_id);
  await call('PUT', `/api/organisations/${distributor}/allowances/${dealer}`, { allowed: true });
  await page.context().close();
}

/** The cells of the row of a list that has this text. */
const cells = (page, text) => page.getByRole('row').filter({ hasText: text }).getByRole('cell').allInnerTexts();

test('licences of two orders are shipped on, recalled, returned, and returned to the vendor', async () => {
  await allowed();
  const first = await shipped(browser, [ports, { part: 'BE107573', quantity: 1 }], 'Harbour Distribution');
  const second = await shipped(browser, [{ part: 'BE107582', quantity: 5 }], 'Harbour Distribution');
  const page = await open(browser);
  await signIn(page, /Hana Okafor/, '/bin');
  const call = await desk(page);
  const numbers = await Promise.all([first, second].map(async (id) => (await call('GET', `/api/orders/${id}`)).purchase_order));
  await page.getByRole('link', { name: 'Ship on to a dealer' }).click();
  await page.getByText('Choose the order whose licences you want to ship on').waitFor();
  await page.getByRole('link', { name: numbers[0], exact: true }).click();
  await page.getByRole('heading', { name: `From order ${numbers[0]}` }).waitFor();
  await page.getByRole('link', { name: 'Add another order' }).click();
  await page.getByRole('link', { name: numbers[1], exact: true }).click();
  await page.getByRole('heading', { name: `From order ${numbers[1]}` }).waitFor();
  await sound(page, 'what is to be shipped on');
  const ports_of_first = page.getByLabel(/^Units of LK-SYS-IP-TRUNK1-LIC to ship on/).first();
  await ports_of_first.fill('21');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('The bin holds 20 of').filter({ visible: true }).first().waitFor();
  await ports_of_first.fill('15');
  await page.getByLabel("Dealer's e-mail").fill('nobody@example.com');
  await page.getByLabel('Purchase order').fill(`RS-${run}`);
  await page.getByLabel('Sales order').fill(`RS-${run}-S`);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('belongs to no dealer whom the vendor lets you ship to').filter({ visible: true }).first().waitFor();
  await sound(page, 'an address of no dealer');
  await page.getByLabel("Dealer's e-mail").fill('freya.lind@example.com');
  await page.getByRole('button', { name: 'Check' }).click();
  const check = page.getByRole('region', { name: 'Check what will be shipped' });
  await check.getByText('20 x').waitFor();
  await sound(page, 'check of what is shipped on');
  await page.getByRole('button', { name: 'Ship', exact: true }).click();
  await page.getByRole('link', { name: `RS-${run}`, exact: true }).waitFor();
  await sound(page, 'what was resold');
  assert.deepEqual((await cells(page, `RS-${run}-S`)).slice(2, 3), ['Fenwick Telecom']);

  // Four are recalled by who shipped them.
  await page.getByRole('link', { name: `RS-${run}`, exact: true }).click();
  await page.getByRole('link', { name: 'Recall' }).click();
  await page.getByLabel(/^Units of LK-SYS-IP-TRUNK1-LIC/).fill('4');
  await page.getByLabel(/^Units of .* to recall/).first().fill('0');
  await page.getByLabel(/^Units of LK-SYS-IP-TRUNK1-LIC/).fill('4');
  await sound(page, 'what is to be recalled');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('from the bin of Fenwick Telecom to Harbour Distribution').waitFor();
  await sound(page, 'check of what is recalled');
  await page.getByRole('button', { name: 'Recall', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Went back' }).waitFor();
  assert.deepEqual((await cells(page, 'BE107582')).slice(-2), ['0', '4']);
  const mail = await newestMail('freya.lind@example.com', new RegExp(`^Licences of order RS-${run} were recalled`));
  assert.match(mail.text, /BE107582 {2}\S+ {2}x 4/);

  // The dealer returns what is left of them, on a phone.
  const dealer = await open(browser, phone);
  await signIn(dealer, /Freya Lind/);
  const order = page.url().split('/').at(-1);
  await follow(dealer, `/orders/${order}`);
  await dealer.getByRole('link', { name: 'Return', exact: true }).click();
  await sound(dealer, 'what is to be returned, on a phone');
  await dealer.getByRole('button', { name: 'Check' }).click();
  await dealer.getByRole('button', { name: 'Return', exact: true }).click();
  await dealer.getByText(/units are returned\./).first().waitFor();
  await dealer.waitForURL((url) => url.pathname === `/orders/${order}`);
  assert.equal(await dealer.getByRole('link', { name: 'Attach to a location' }).count(), 0, 'nothing is left');
  await follow(dealer, '/returns');
  await dealer.getByText('Recalled').first().waitFor();
  await sound(dealer, 'what left the bin, on a phone');
  await dealer.context().close();

  await follow(page, '/returns?show=received');
  await page.getByRole('cell', { name: 'Fenwick Telecom' }).first().waitFor();
  await sound(page, 'what came back');
  await follow(page, `/orders/${second}/return`);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('from the bin of Harbour Distribution to Northbell Systems').waitFor();
  await page.getByRole('button', { name: 'Return', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Went back' }).waitFor();
  await page.context().close();
  const vendor = await open(browser);
  await signIn(vendor, /Nora Bell/, '/orders');
  await vendor.getByRole('link', { name: 'Returned parts' }).click();
  await vendor.getByRole('row').filter({ hasText: numbers[1] }).getByText('5 x BE107582').waitFor();
  await sound(vendor, 'what came back to the vendor');
  await vendor.context().close();
});

test('a dealer ships nothing on', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, '/bin');
  await page.getByRole('heading', { name: 'Available orders' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Ship on to a dealer' }).count(), 0);
  await follow(page, '/resold');
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await page.context().close();
});

test('licences of an order are attached to many locations out of a file', async () => {
  const page = await open(browser, phone);
  await signIn(page, /Freya Lind/, '/customers');
  const customer = await begun(page, 'Harbour Schools');
  const call = await desk(page);
  const hkcs = [1, 2].map((n) => `1910${String(Date.now() * 10 + n).slice(-8)}`);
  const address = { city: 'Hilversum', country: 'NL' };
  const emails = { customer_email: 'schools@example.com', dealer_email: 'freya.lind@example.com' };
  for (const [n, hkc] of hkcs.entries()) {
    await call('POST', `/api/customers/${customer}/locations`, { system_type: 'sv8100', hkc, details: { name: `School ${n}`, address, ...emails } });
  }
  const order = await shipped(browser, [{ part: 'BE107582', quantity: 3 }]);
  await follow(page, `/orders/${order}`);
  await page.getByRole('link', { name: 'Attach to many' }).click();
  const text = `hkc,part,quantity\n${hkcs[0]},BE107582,2\n${hkcs[1]},BE107582,2\n`;
  await page.getByLabel("The file's text").fill(text);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('1 row can be attached, 1 row is refused.').waitFor();
  await page.getByText('The rows before it leave 1 of part BE107582.').waitFor();
  await sound(page, 'a file of attachments, on a phone');
  await page.getByLabel("The file's text").fill(text.replace(/2\n$/, '1\n'));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('2 rows can be attached').waitFor();
  await page.getByRole('button', { name: 'Attach the good rows' }).click();
  await page.getByText('2 rows are attached.').first().waitFor();
  await sound(page, 'attached out of a file, on a phone');
  await page.context().close();
});

// What the vendor does: ships, imports, invites.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, desk, launch, newestMail, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test('an order is checked, shipped, and mailed to the dealer', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/orders/ship');
  await page.getByLabel(/Organisation|Ship to/).first().selectOption({ label: 'Alder Networks (dealer)' });
  await page.getByLabel('Purchase order').fill('AN-3001');
  await page.getByLabel('Sales order').fill('1290001');
  await page.getByLabel('Part').first().fill('BE107585');
  await page.getByLabel('Quantity').first().fill('0');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Enter a whole number from 1 to 1,000,000.').first().waitFor();
  await sound(page, 'ship form with an error');
  await page.getByLabel('Quantity').first().fill('25');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('button', { name: 'Ship', exact: true }).click();
  await page.getByText(/shipped/i).first().waitFor();
  const mail = await newestMail('ada.novak@example.com', /AN-3001/);
  assert.ok(mail.text.includes('BE107585'));
  await page.context().close();
});

test('an order of SWA units shows its units among the orders', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  const call = await desk(page);
  const { items } = await call('GET', '/api/organisations');
  const { organisation_id } = items.find((one) => one.name === 'Alder Networks');
  const lines = [{ part: 'BE112031', quantity: 1250 }];
  await call('POST', '/api/orders', { organisation_id, purchase_order: 'AN-SWA-1', sales_order: '1290002', lines });
  await page.goto(`${base}/orders`);
  const row = page.getByRole('row').filter({ hasText: 'AN-SWA-1' });
  await row.getByRole('cell', { name: '1,250', exact: true }).waitFor();
  assert.equal(await row.getByText('0 of 0').count(), 0);
  await sound(page, 'orders with SWA units');
  await page.context().close();
});

test('a file of orders is tried, and its good rows go in', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/organisations');
  await page.getByRole('link', { name: 'Alder Networks' }).click();
  await page.getByRole('heading', { name: 'Alder Networks' }).waitFor();
  const id = new URL(page.url()).pathname.split('/').pop();
  await sound(page, 'organisation');
  await page.getByRole('button', { name: 'Orders', exact: true }).click();
  await page.getByRole('link', { name: 'Orders', exact: true }).click();
  await page.getByRole('link', { name: /Import/ }).first().click();
  const csv = [
    'organisation_id,purchase_order,sales_order,part,quantity',
    `${id},AN-4001,1290101,BE107585,5`,
    `${id},AN-4002,1290102,NOSUCH,5`,
  ].join('\n');
  await page.locator('input[type=file]').first().setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  const check = page.getByRole('button', { name: /Check|Dry run/ });
  if (await check.count()) await check.first().click();
  await page.getByText('The catalogue has no part NOSUCH').first().waitFor();
  await sound(page, 'import, tried');
  await page.getByRole('button', { name: /Ship the good/ }).click();
  await newestMail('ada.novak@example.com', /AN-4001/);
  await page.context().close();
});

test('somebody is invited, and accepts from the mail', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/organisations');
  await page.getByRole('link', { name: 'Alder Networks' }).click();
  await page.getByRole('heading', { name: 'Alder Networks' }).waitFor();
  await settled(page);
  await page.getByRole('button', { name: 'Invite a user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Petra Holm');
  await dialog.getByLabel('E-mail').fill('petra.holm@example.com');
  await sound(page, 'invitation');
  await dialog.getByRole('checkbox', { name: /licence-user/ }).check();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  const mail = await newestMail('petra.holm@example.com', /invited/);
  const link = mail.text.match(/http\S+#token=\S+/)[0];

  const other = await open(browser);
  await other.goto(link);
  // The token leaves the address bar as soon as the page has read it.
  await other.waitForURL((url) => !url.href.includes('token='));
  const signInButton = other.getByRole('button', { name: /Sign in/ });
  await signInButton.first().click();
  await other.getByLabel('Name').fill('Petra Holm');
  await other.getByRole('button', { name: 'Sign in as somebody new' }).click();
  await other.getByRole('button', { name: 'Sign out' }).waitFor();
  await other.getByText('Alder Networks').first().waitFor();
  await other.context().close();
  await page.context().close();
});

test('mail that came back is shown at its user until the address is confirmed', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/organisations');
  await page.getByRole('link', { name: 'Alder Networks' }).click();
  await page.getByRole('heading', { name: 'Alder Networks' }).waitFor();
  await settled(page);
  const address = page.url();
  await page.getByRole('button', { name: 'Invite a user' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Rolf Brandt');
  await dialog.getByLabel('E-mail').fill('rolf.brandt@example.com');
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  const mail = await newestMail('rolf.brandt@example.com', /invited/);

  await page.goto(`${base}/local/mailbox/${mail.mail_id}`);
  await page.getByRole('button', { name: 'Let it come back' }).click();
  await page.getByText('Its reader is not mailed any more').waitFor();

  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(address);
    await settled(page);
    const row = page.locator('tr', { hasText: 'Rolf Brandt' });
    await row.getByText(/^Mail to this address came back on \d+ \w+ \d{4}\. It is not mailed until you confirm the address\.$/).waitFor();
    assert.equal(await row.getByRole('button', { name: /Invite/ }).count(), 0);
    await sound(page, `an address that mail came back from, ${width} px`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Confirm address of Rolf Brandt' }).click();
  await sound(page, 'confirm an address');
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm address' }).click();
  await page.getByText('Mail goes to rolf.brandt@example.com again.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Invite Rolf Brandt again' }).waitFor();
  assert.equal(await page.getByText('came back on').count(), 0);
  await page.getByText('The address of Rolf Brandt was confirmed. Mail goes to rolf.brandt@example.com again.').waitFor();
  await sound(page, 'an address that was confirmed');
  await page.context().close();
});

test('a page of another role is not shown', async () => {
  const page = await open(browser);
  await signIn(page, /Finn Carter/, '/');
  for (const role of ['link', 'button']) assert.equal(await page.getByRole(role, { name: 'Orders', exact: true, includeHidden: true }).count(), 0);
  await page.goto(`${base}/orders/ship`);
  await settled(page);
  assert.equal(await page.getByRole('button', { name: 'Check' }).count(), 0);
  await page.context().close();
});

// Upgrades: asked for in one browser, decided in another at the width of a phone from the
// link in the mail; and nothing decided by programs that follow links and submit forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, desk, launch, newestMail, open, scan, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const agents = '/upgrades/items/MS15M9006';

/** Asks for agents as a requester; gives back the request's number and the link in the buyer's mail. */
async function request(page, quantity) {
  await page.goto(base + agents);
  await settled(page);
  await page.getByLabel('Quantity').fill(String(quantity));
  await page.getByLabel(/accept the terms/).check();
  await page.getByRole('button', { name: /^Submit request for/ }).click();
  const heading = page.getByRole('heading', { level: 1, name: /^Upgrade request REQ-\d+$/ });
  await heading.waitFor();
  const number = (await heading.innerText()).match(/REQ-\d+/)[0];
  const mail = await newestMail('bram.osei@example.com', new RegExp(`${number}\\b`));
  return { number, mail, link: mail.text.match(/http\S+\/action#token=\S+/)[0] };
}

/** Opens a link from a mail, and waits for what it is about. */
async function follow(page, link) {
  await page.goto(link);
  await page.getByRole('heading', { level: 1, name: /REQ-/ }).waitFor();
}

/** Goes to a page; the sign-in comes along. */
async function visit(page, path) {
  await page.goto(base + path);
  await settled(page);
}

test('a request is made in one browser and decided in another, on a phone, from the mail', async () => {
  const asking = await open(browser);
  await signIn(asking, /Selma Roy/, agents);
  await asking.getByRole('heading', { name: 'Execute your upgrade request' }).waitFor();

  // What is wrong is said at its field, before anything is sent.
  await asking.getByLabel('Quantity').fill('11');
  await asking.getByRole('button', { name: /^Submit request/ }).click();
  const wrong = asking.getByRole('alert');
  await wrong.getByText('Quantity: Enter a whole number from 1 to 10.').waitFor();
  await wrong.getByText('Read the terms and accept them.').waitFor();
  await sound(asking, 'request with errors');

  // The price follows the quantity as one types.
  const due = asking.locator('.price-due td');
  await asking.getByLabel('Quantity').fill('1');
  const one = await due.innerText();
  await asking.getByLabel('Quantity').fill('2');
  assert.notEqual(await due.innerText(), one);
  const { number, mail, link } = await request(asking, 2);
  const price = mail.text.match(/To pay +(\S+ EUR)/)[1];
  await asking.getByText('Waits for a buyer\'s decision').waitFor();
  assert.equal(await asking.getByRole('button', { name: /^Approve/ }).count(), 0, 'a requester decides nothing');
  await sound(asking, 'own request');

  const deciding = await open(browser, phone);
  const asked = [];
  deciding.on('request', (sent) => asked.push(sent));
  await follow(deciding, link);
  assert.equal(new URL(deciding.url()).hash, '', 'the token leaves the address bar');
  await deciding.getByRole('heading', { name: `Decide on ${number}` }).waitFor();
  await deciding.getByText(price).first().waitFor();
  await sound(deciding, 'action link on a phone');

  // The counter counts characters, as the service does.
  await deciding.getByLabel('Comment').fill('\u{1f600}'.repeat(3));
  await deciding.getByText('247 characters left').first().waitFor();
  await deciding.getByLabel('Comment').fill('\u{1f600}'.repeat(251));
  await deciding.getByText('1 character too many').first().waitFor();
  await deciding.getByLabel(/accept the terms/).check();
  await deciding.getByRole('button', { name: /^Approve/ }).click();
  await deciding.getByRole('alert').getByText(/Comment:/).waitFor();
  await deciding.getByLabel('Comment').fill('For the night shift.');
  await deciding.getByRole('button', { name: `Approve for ${price}` }).click();
  await deciding.getByRole('heading', { name: `${number} is decided` }).waitFor();
  await deciding.getByText('For the night shift.', { exact: true }).waitFor();
  await sound(deciding, 'decided, on a phone');
  const token = link.split('#token=')[1];
  for (const sent of asked) {
    assert.ok(new URL(sent.url()).origin === new URL(base).origin, `${sent.url()} is somebody else's`);
    assert.ok(!sent.url().includes(token), 'the token is in no address');
    assert.equal((await sent.headerValue('referer')) ?? '', '');
  }

  // The decided page can be opened again, from a reload and from the mail.
  await deciding.reload();
  await deciding.getByRole('heading', { name: `${number} is decided` }).waitFor();
  await deciding.context().close();

  await newestMail('selma.roy@example.com', new RegExp(number));
  await asking.getByRole('button', { name: 'Refresh' }).click();
  await asking.getByText('Provisioned: the quota is there').waitFor();
  await asking.getByText('For the night shift.', { exact: true }).waitFor();
  await asking.context().close();
});

test('programs that follow links and submit forms decide nothing', async () => {
  const asking = await open(browser);
  await signIn(asking, /Selma Roy/, agents);
  const { number, link } = await request(asking, 1);
  // 100 times, four scanners at once.
  await Promise.all([1, 2, 3, 4].map(async () => {
    const scanning = await open(browser, phone);
    for (let time = 0; time < 25; time += 1) await scan(scanning, link, /^Decide on REQ-/);
    assert.deepEqual(scanning.complaints, []);
    await scanning.context().close();
  }));

  await asking.reload();
  await asking.getByText('Waits for a buyer\'s decision').waitFor();
  assert.equal(await asking.getByText(/Approved|Declined/).count(), 0);

  // And the requester takes it back: the link shows that.
  await asking.getByRole('button', { name: 'Withdraw the request' }).click();
  const dialog = asking.getByRole('dialog');
  await sound(asking, 'withdrawal');
  await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await asking.getByText('Withdrawn', { exact: true }).first().waitFor();
  const late = await open(browser, phone);
  await follow(late, link);
  await late.getByRole('heading', { name: `${number} is decided` }).waitFor();
  assert.equal(await late.locator('form').count(), 0);
  await late.context().close();
  await asking.context().close();
});

test('a link that is none says so, and what to do', async () => {
  const page = await open(browser, phone);
  for (const hash of ['#token=nonsense', '']) {
    await page.goto('about:blank');
    await page.goto(`${base}/action${hash}`);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await sound(page, `action${hash}`);
  }
  await page.context().close();
});

test('a buyer decides in the app; who comes later is told', async () => {
  const asking = await open(browser);
  await signIn(asking, /Selma Roy/, agents);
  const { number, link } = await request(asking, 1);
  await asking.context().close();

  const page = await open(browser);
  await signIn(page, /Bram Osei/);
  await page.getByText('Sold-To-ID').waitFor();
  await page.getByRole('region', { name: 'Open requests' }).waitFor();
  await visit(page, '/my-upgrades');
  await page.getByRole('link', { name: `Manage request ${number}` }).click();
  await page.getByRole('heading', { name: `Manage upgrade request ${number}` }).waitFor();
  await sound(page, 'manage request');

  // Both have the form before them.
  const late = await open(browser, phone);
  await follow(late, link);
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('alert').getByText(/Comment:/).waitFor();
  await page.getByLabel('Comment').fill('Not this quarter.');
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('Declined', { exact: true }).first().waitFor();

  await late.getByLabel('Comment').fill('Yes please.');
  await late.getByLabel(/accept the terms/).check();
  await late.getByRole('button', { name: /^Approve/ }).click();
  await late.getByText(/came too late/).waitFor();
  await late.getByText('Not this quarter.', { exact: true }).waitFor();
  assert.equal(await late.locator('form').count(), 0);
  await late.context().close();
  await page.context().close();
});

test('a buyer buys, and My Upgrades finds it', async () => {
  const page = await open(browser);
  await signIn(page, /Bram Osei/, '/upgrades');
  const search = page.getByRole('searchbox', { name: 'Search the catalogue' });
  await search.fill('asset inst');
  await page.getByText('1 of 34 upgrades').waitFor();
  await page.getByRole('link', { name: 'Asset Instances Upgrade' }).click();
  await page.getByRole('heading', { name: 'Execute your upgrade' }).waitFor();
  await settled(page);
  await page.getByLabel(/accept the terms/).check();
  await page.getByRole('button', { name: /^Buy for/ }).click();
  const heading = page.getByRole('heading', { level: 1, name: /^Upgrade IPP-\d+$/ });
  await heading.waitFor();
  const number = (await heading.innerText()).match(/IPP-\d+/)[0];
  await page.getByText('Provisioned: the quota is there').waitFor();
  await sound(page, 'purchase');
  await newestMail('bram.osei@example.com', new RegExp(number));

  await page.getByRole('link', { name: 'My Upgrades' }).first().click();
  await page.getByRole('link', { name: /^Completed upgrades/ }).click();
  await page.getByLabel('ID', { exact: true }).fill(number);
  await page.getByRole('button', { name: `Remove the filter ID: ${number}` }).waitFor();
  const toggle = page.getByRole('button', { name: number, exact: true });
  await toggle.click();
  assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
  await page.getByText(/This was bought by Bram Osei/).waitFor();
  await sound(page, 'opened row');
  await page.getByLabel('Status', { exact: true }).selectOption('Declined');
  await page.getByText('Nothing fits these filters').waitFor();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await toggle.waitFor();
  await page.context().close();
});

test('a price that has changed meanwhile stands beside the one that was shown', async () => {
  const asking = await open(browser);
  await signIn(asking, /Selma Roy/, agents);
  const { number, link } = await request(asking, 1);
  await asking.context().close();

  // One buyer has an item before them, and the request on a phone.
  const page = await open(browser);
  await signIn(page, /Bram Osei/, agents);
  const phoned = await open(browser, phone);
  await follow(phoned, link);
  const due = page.locator('.price-due td');
  const shown = await due.innerText();

  const vendor = await open(browser);
  await signIn(vendor, /Nora Bell/, '/organisations');
  const call = await desk(vendor);
  const { items } = await call('GET', '/api/organisations');
  const tenant = `/api/organisations/${items.find(({ name }) => name === 'Wexcombe Foods').organisation_id}/tenant`;
  const { terms } = await call('GET', tenant);
  const agree = async (terms) => {
    const { revision } = await call('GET', tenant);
    await call('PUT', tenant, { ...terms, revision });
  };
  const shortened = new Date(Date.parse(terms.contract_last_day) - 7 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  await agree({ ...terms, contract_last_day: shortened });
  try {
    await page.getByLabel(/accept the terms/).check();
    await page.getByRole('button', { name: `Buy for ${shown}` }).click();
    await page.getByRole('alert').getByText(/Confirm the new price/).waitFor();
    const both = page.locator('.price-change dd');
    assert.ok((await both.first().innerText()).startsWith(shown));
    const now = await due.innerText();
    assert.notEqual(now, shown);
    assert.ok((await both.last().innerText()).startsWith(now));
    await sound(page, 'another price');

    await phoned.getByLabel('Comment').fill('For the night shift.');
    await phoned.getByLabel(/accept the terms/).check();
    await phoned.getByRole('button', { name: `Approve for ${shown}` }).click();
    await phoned.getByRole('alert').getByText(/Confirm the new price/).waitFor();
    assert.equal(await phoned.locator('.due strong').innerText(), now);
    await sound(phoned, 'another price, on a phone');

    // What was filled in is still there: the button with the new price confirms it.
    await page.getByRole('button', { name: `Buy for ${now}` }).click();
    await page.getByRole('heading', { level: 1, name: /^Upgrade IPP-\d+$/ }).waitFor();
    assert.equal(await due.innerText(), now);
    await phoned.getByRole('button', { name: `Approve for ${now}` }).click();
    await phoned.getByRole('heading', { name: `${number} is decided` }).waitFor();
  } finally {
    await agree(terms);
  }
  for (const one of [page, phoned, vendor]) await one.context().close();
});

test('the quota leads to the item that raises it', async () => {
  const page = await open(browser);
  await signIn(page, /Tara Wells/, '/quota');
  await page.getByRole('link', { name: 'Upgrade Agents' }).click();
  await page.getByRole('heading', { name: 'Agents Upgrade' }).waitFor();
  await visit(page, '/quota');
  await page.getByRole('link', { name: 'Upgrade Rules' }).click();
  await page.getByText('2 of 34 upgrades').waitFor();
  await page.getByRole('button', { name: 'Remove the filter Raises: Rules' }).click();
  await page.getByText('34 upgrades', { exact: true }).waitFor();
  await page.context().close();
});

test('a tenant admin gives and takes roles, and keeps the last admin', async () => {
  const page = await open(browser);
  await signIn(page, /Tara Wells/, '/settings');
  await page.getByRole('button', { name: 'Roles of Tara Wells' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /tenant-admin/ }).uncheck();
  await dialog.getByRole('checkbox', { name: /standard-user/ }).check();
  await sound(page, 'roles');
  await dialog.getByRole('button', { name: 'Save roles' }).click();
  await dialog.getByText(/last admin/).first().waitFor();
  page.once('dialog', (question) => question.accept());
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Invite a user' }).click();
  assert.ok(await dialog.getByRole('checkbox', { name: /standard-user/ }).isChecked());
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.context().close();
});

test('who has nothing of the upgrade tool sees nothing of it', async () => {
  const page = await open(browser);
  await signIn(page, /Pim de Wit/);
  assert.equal(await page.getByRole('link', { name: /upgrade|quota|settings/i }).count(), 0);
  for (const path of ['/upgrades', agents, '/my-upgrades', '/quota', '/settings', '/documentation', '/order-forms', '/webhooks']) {
    await visit(page, path);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  }
  await page.context().close();
});

test('the vendor reviews orders, and sets an endpoint whose secret is shown once', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/order-forms');
  const first = page.getByRole('row').nth(1);
  const called = await first.getByRole('button', { name: /^Suspend/ }).getAttribute('aria-label');
  const order = called.replace('Suspend ', '');
  await page.getByRole('button', { name: `Suspend ${order}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
  await dialog.getByRole('alert').getByText(/Reason/).waitFor();
  await sound(page, 'suspension');
  await dialog.getByLabel(/^Reason/).fill('The order form is not signed.');
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: /^Suspended/ }).click();
  await page.getByText('The order form is not signed.').waitFor();
  await page.getByRole('button', { name: `Accept ${order}` }).click();
  await dialog.getByText('This cannot be undone').waitFor();
  await dialog.getByRole('button', { name: 'Accept', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: /^Accepted/ }).click();
  await page.getByRole('row', { name: new RegExp(order.split(' of ')[0]) }).waitFor();

  await visit(page, '/webhooks');
  await page.getByRole('button', { name: 'Set an endpoint' }).or(page.getByRole('button', { name: 'Change the address' })).click();
  await dialog.getByLabel(/^Address/).fill('http://hooks.example.com/upgrades');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('This was not done').waitFor();
  await sound(page, 'endpoint refused');
  await dialog.getByLabel(/^Address/).fill('https://hooks.example.com/upgrades');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Make a new secret' }).click();
  await dialog.getByRole('button', { name: 'Make a new secret' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await sound(page, 'new secret');
  await page.getByRole('button', { name: 'I have put it away' }).click();
  assert.equal(await page.getByText(/whsec_/).count(), 0);
  await page.reload();
  await page.getByText('https://hooks.example.com/upgrades').waitFor();
  assert.equal(await page.getByText(/whsec_/).count(), 0);

  // Without an endpoint, what could not be sent need not be.
  await page.getByRole('button', { name: 'Change the address' }).click();
  await dialog.getByLabel(/^Address/).fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('There is no endpoint. Upgrades are provisioned here alone').waitFor();
  const given = page.getByRole('row', { name: /Given up/ });
  await given.getByRole('button', { name: /^Send .* again$/ }).click();
  await dialog.getByText('The upgrade failed because this message was given up.').waitFor();
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await page.getByText(/is on its way again/).waitFor();
  await page.context().close();
});

test('what the plan does not allow is shown with the reason', async () => {
  const vendor = await open(browser);
  await signIn(vendor, /Nora Bell/, '/organisations');
  await vendor.getByRole('link', { name: 'Wexcombe Foods' }).click();
  const plan = async (name) => {
    await vendor.getByRole('button', { name: 'Change', exact: true }).click();
    await vendor.getByRole('dialog').getByLabel('Plan').selectOption({ label: name });
    await vendor.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await vendor.getByRole('dialog').waitFor({ state: 'hidden' });
  };
  await plan('Operator Plan');
  try {
    const page = await open(browser);
    await signIn(page, /Selma Roy/, '/upgrades');
    await page.getByRole('searchbox').fill('agents');
    await page.getByRole('listitem').filter({ hasText: 'MS15M9006' }).getByText(/needs one of these plans.*Operator Plan/).waitFor();
    await sound(page, 'catalogue of another plan');
    await page.getByRole('link', { name: 'Agents Upgrade' }).click();
    await page.getByRole('heading', { name: 'You cannot buy this today' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Submit/ }).count(), 0);
    await sound(page, 'item of another plan');
    await page.context().close();
  } finally {
    await plan('IoT Value Plan');
  }
  await vendor.context().close();
});

test('the vendor enters plan and contract of a tenant', async () => {
  const page = await open(browser);
  await signIn(page, /Nora Bell/, '/organisations');
  await page.getByRole('button', { name: 'New organisation' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Quarry Hill Water');
  await dialog.getByLabel('Kind').selectOption('tenant');
  await dialog.getByRole('button', { name: 'Add organisation' }).click();
  await page.getByText('Nothing is agreed yet').waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('Plan: Choose a plan.').waitFor();
  await sound(page, 'tenant terms');
  await dialog.getByLabel('Plan').selectOption({ label: 'Base Plan' });
  await dialog.getByLabel('Sold-To-ID').fill('30019901');
  await dialog.getByLabel('First day').fill('2026-01-01');
  await dialog.getByLabel('Last day').fill('2030-12-31');
  await dialog.getByLabel('Commercial contact').fill('orders@quarry-hill.example.com');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const terms = page.getByRole('region', { name: 'Plan and contract' });
  await terms.getByText('30019901').waitFor();
  await terms.getByText('Base Plan').waitFor();
  await sound(page, 'tenant');

  // With a plan there is use to note, metric by metric.
  const uses = page.getByRole('region', { name: 'What it uses' });
  await uses.getByRole('button', { name: 'Note the use of Agents' }).click();
  await dialog.getByLabel('Units used').fill('many');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').getByText('Units used: Enter a whole number').waitFor();
  await sound(page, 'use of a tenant');
  await dialog.getByLabel('Units used').fill('3');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await uses.getByRole('row').filter({ hasText: 'Agents' }).getByText(/^3 of \d/).waitFor();
  await page.reload();
  await settled(page);
  await uses.getByRole('row').filter({ hasText: 'Agents' }).getByText(/^3 of \d/).waitFor();
  await page.setViewportSize({ width: 320, height: 700 });
  await sound(page, 'use of a tenant, narrow');
  await page.context().close();
});

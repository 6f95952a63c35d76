// Activation codes: issued, redeemed once to devices or to a package, and what the pages show
// of it. The three cases of the manual (extension, upgrade, downgrade) have the right dates.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { base, launch, newestMail, now, open, scan, settled, signIn, sound } from './browser.mjs';

let browser;
let dealer;
let buyer;
before(async () => {
  browser = await launch();
  dealer = await open(browser);
  await signIn(dealer, /Finn Carter/);
  buyer = await open(browser);
  await signIn(buyer, /Bram Osei/);
});
after(() => browser.close());

const windows = [
  { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { viewport: { width: 320, height: 700 }, colorScheme: 'dark' },
];
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const whole = '100J6-HB7H6-NWVVR-14D2P-F2DBW';
const run = Date.now().toString(36).toUpperCase();

/** Sound as it stands, wide and light, narrow and dark. */
async function soundBoth(page, where) {
  for (const { viewport, colorScheme } of windows) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    // Colours that are on their way from one scheme to the other are nobody's.
    await page.waitForFunction((scheme) => document.documentElement.dataset.bsTheme === scheme
      && document.getAnimations().every((animation) => animation.playState !== 'running'), colorScheme);
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    await sound(page, `${where}, ${viewport.width} px`);
    if (process.env.LATCHKEY_SHOTS) {
      await page.screenshot({ path: `${process.env.LATCHKEY_SHOTS}/${where.replace(/\W+/g, '-')}-${viewport.width}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(windows[0].viewport);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Goes to a page; the sign-in comes along. */
async function visit(page, path) {
  await page.goto(base + path);
  await settled(page);
}

/** So many calendar months later, clamped to the month's last day; in UTC. */
function later(day, months) {
  const date = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day.getUTCDate(), last));
  return date;
}

/** First and last day as the page writes them; `after` is the day after the last one. */
function days(page, first, after) {
  return page.evaluate(([from, to]) => {
    const text = (at) => new Date(at).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
    return [text(from), text(to - 86_400_000)];
  }, [first.getTime(), after.getTime()]);
}

const known = new Set();

/** The code in a mail to the buyer about this that was not read before. */
async function mailed(subject) {
  for (let time = 0; time < 150; time += 1) {
    const mail = await newestMail('bram.osei@example.com', subject);
    const code = mail.text.match(/[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/)[0];
    if (!known.has(code)) {
      known.add(code);
      return { mail, code };
    }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`no new mail about ${subject}`);
}

/** A dealer issues a code; the buyer's mail has it. The terms tell the mails apart, and those
 * of an earlier run are known. */
async function issue(dealer, plan, months, seats) {
  const subject = new RegExp(`${months} months? of ${plan} for ${seats} device`);
  const response = await fetch(`${base}/local/mailbox.json`, { headers: { 'x-latchkey-local': '1' } });
  const before = (await response.json()).mails.filter((mail) => subject.test(mail.subject));
  for (const mail of before) known.add(mail.text.match(/[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/)[0]);
  await visit(dealer, '/codes/new');
  await dealer.getByLabel('Plan').selectOption({ label: plan });
  await dealer.getByLabel('Term in months').fill(String(months));
  await dealer.getByLabel('Seats').fill(String(seats));
  await dealer.getByLabel(/^Buyer/).fill('bram.osei@example.com');
  await dealer.getByRole('button', { name: 'Issue and mail the code' }).click();
  await dealer.getByRole('heading', { level: 1, name: /^1 code for / }).waitFor();
  return mailed(subject);
}

/** Enters a code as far as what it stands for. */
async function enter(page, text) {
  await visit(page, '/activation-code');
  await page.getByLabel('Activation code').fill(text);
  await page.getByRole('button', { name: 'Start activation process' }).click();
}

/** Redeems a code for one device, and gives back the row of its new period. */
async function redeem(page, code, device, says) {
  await enter(page, code);
  await page.getByRole('heading', { name: 'Your activated plans' }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('checkbox', { name: new RegExp(device) }).check();
  await page.getByRole('button', { name: 'Next, with 1 device' }).click();
  await page.getByRole('heading', { name: 'Confirm assigned plan' }).waitFor();
  await page.getByText(says).waitFor();
  const row = await page.getByRole('row').filter({ hasText: 'New' }).innerText();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Success' }).waitFor();
  return row;
}

/** The rows of a device's table on its page. */
async function rows(page, device) {
  await visit(page, '/devices');
  await page.getByRole('link', { name: device }).click();
  await page.getByRole('heading', { name: 'Plans over time' }).waitFor();
  const texts = await page.locator('.periods-table tbody tr').evaluateAll((found) => found.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  return texts;
}

test('the field judges a code while one types, and finds it in a mail', async () => {
  await visit(buyer, '/activation-code');
  const field = buyer.getByLabel('Activation code');
  await field.fill('looj6-hb7h6');
  await buyer.getByText('10 of 25. 15 characters are missing.').waitFor();
  await field.fill('looj6 hb7h6 nwvvr i4d2p f2dbx');
  await buyer.getByText('One of the characters is wrong, or two are swapped.').first().waitFor();
  await soundBoth(buyer, 'a wrong code');
  await field.fill('looj6 hb7h6 nwvvr i4d2p f2dbw');
  await buyer.getByText('The code is whole, and its check character fits.').waitFor();
  assert.equal(await field.inputValue(), whole);
  // In full-width letters, with a long vowel for a dash, and with what cannot be seen.
  const wide = whole.replace(/[0-9A-Z]/g, (c) => String.fromCodePoint(c.codePointAt(0) + 0xfee0)).replaceAll('-', '\u30fc');
  for (const typed of [wide, `\ufeff${whole.replaceAll('-', '\u2013')}\u200b`, `${whole.replaceAll('-', '\u2060')}\u200f`]) {
    await field.fill('');
    await field.fill(typed);
    assert.equal(await field.inputValue(), whole);
  }
  await field.fill('');
  await field.fill(`Hello,\n\nFenwick Telecom sends you a code:\n\n    ${whole}\n\nIt works once.`);
  assert.equal(await field.inputValue(), whole);

  // Too short a code is said at its field, and nothing is sent.
  await field.fill('100J6');
  await buyer.getByRole('button', { name: 'Start activation process' }).click();
  await buyer.getByRole('alert').getByText(/this has 5/).first().waitFor();

  // A code that nobody issued.
  await field.fill(whole);
  await field.press('Enter');
  await buyer.getByRole('alert').getByText('This activation code does not work here.').first().waitFor();
  await soundBoth(buyer, 'an unknown code');
});

test('the limit on guesses is announced with when to go on', async () => {
  await visit(buyer, '/activation-code');
  const until = new Date(Date.now() + 600_000);
  const detail = 'Too many wrong activation codes were entered in your organisation. Try again after 12:00 UTC.';
  await buyer.route('**/api/codes/preview', (route) => route.fulfill({
    status: 429,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'urn:latchkey:problem:too_many_attempts', title: 'Too many', status: 429, code: 'too_many_attempts', detail, retry_at: until.toISOString() }),
  }));
  await buyer.getByLabel('Activation code').fill(whole);
  await buyer.getByRole('button', { name: 'Start activation process' }).click();
  await buyer.getByRole('alert').getByText(detail).first().waitFor();
  await buyer.getByText(/On your clock, you can try again after/).waitFor();
  await soundBoth(buyer, 'too many guesses');
  await buyer.unroute('**/api/codes/preview');
});

test('a dealer issues a code, and sees what becomes of it', async () => {
  await visit(dealer, '/codes/new');
  await dealer.getByLabel('Seats').fill('1001');
  await dealer.getByRole('button', { name: 'Issue and mail the code' }).click();
  await dealer.getByRole('alert').getByText('Seats: Enter a whole number from 1 to 1,000.').first().waitFor();
  await dealer.getByRole('alert').getByText('Plan: Choose a plan.').first().waitFor();
  await soundBoth(dealer, 'issue with errors');
  const { mail, code } = await issue(dealer, 'Standard', 9, 3);
  await settled(dealer);
  await soundBoth(dealer, 'batch of one');
  assert.ok(!(await dealer.content()).includes(code), 'the code is shown nowhere');

  // The four steps of the manual, with the whole mail pasted; a device is added on the way.
  await enter(buyer, mail.text);
  await buyer.getByRole('heading', { name: 'Your activated plans' }).waitFor();
  await buyer.getByText('Fenwick Telecom').waitFor();
  await soundBoth(buyer, 'your activated plans');
  await buyer.getByRole('button', { name: 'Next' }).click();
  await buyer.getByRole('heading', { name: 'Assign to device' }).waitFor();
  await settled(buyer);
  await buyer.getByRole('button', { name: 'Add a device' }).click();
  const dialog = buyer.getByRole('dialog');
  await soundBoth(buyer, 'add a device on the way');
  await dialog.getByLabel('Name').fill(`Rig ${run}`);
  await dialog.getByLabel('Serial number').fill('WX-4410-0071');
  await dialog.getByLabel('Model').fill('UPS 100');
  await dialog.getByRole('button', { name: 'Add device' }).click();
  await dialog.getByRole('alert').getByText(/serial number/i).first().waitFor();
  await dialog.getByLabel('Serial number').fill(`T-${run}-1`);
  await dialog.getByRole('button', { name: 'Add device' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await buyer.getByText('1 of 3 seats chosen. 2 seats stay unassigned.').waitFor();
  await soundBoth(buyer, 'assign to device');
  await buyer.getByRole('button', { name: 'Next, with 1 device' }).click();
  await buyer.getByText('Standard starts today.').waitFor();
  await buyer.getByText('A plan that is assigned to a device cannot be changed or moved.').waitFor();
  await soundBoth(buyer, 'confirm assigned plan');
  await buyer.getByRole('button', { name: 'Confirm' }).click();
  await buyer.getByRole('heading', { name: 'Success' }).waitFor();
  await soundBoth(buyer, 'success');

  // The dealer sees it redeemed; the buyer cannot use it twice.
  await dealer.reload();
  await dealer.getByRole('cell', { name: 'Wexcombe Foods' }).waitFor();
  await enter(buyer, code);
  await buyer.getByRole('alert').getByText(/Bram Osei used this activation code on/).first().waitFor();
});

test('extension, upgrade and downgrade have the right dates', async () => {
  const today = new Date((await now()).setUTCHours(0, 0, 0, 0));
  const rig = `Rig ${run}`;
  const first = await days(buyer, today, later(today, 9));
  assert.deepEqual((await rows(buyer, rig))[0], ['Standard', ...first, 'In effect']);

  // Extension: behind the one that runs.
  const extension = await issue(dealer, 'Standard', 11, 1);
  const row = await redeem(buyer, extension.code, rig, /an extension/);
  const second = await days(buyer, later(today, 9), later(later(today, 9), 11));
  for (const day of second) assert.ok(row.includes(day), `${row} has ${day}`);

  // Upgrade: today; the running one keeps its dates, the waiting one is where it was.
  const upgrade = await issue(dealer, 'Advanced', 3, 1);
  await redeem(buyer, upgrade.code, rig, /an upgrade/);
  const third = await days(buyer, today, later(today, 3));
  const [again] = await days(buyer, later(today, 3), later(today, 4));
  const found = await rows(buyer, rig);
  const by = (plan, from) => found.find((cells) => cells[0] === plan && cells[1] === from);
  assert.deepEqual(by('Advanced', third[0]), ['Advanced', ...third, 'In effect']);
  assert.deepEqual(by('Standard', first[0]), ['Standard', ...first, `In effect again from ${again}`]);
  assert.deepEqual(by('Standard', second[0]), ['Standard', ...second, 'Waits']);
  await soundBoth(buyer, 'device with three periods');
  const history = buyer.getByRole('region', { name: 'History' });
  await history.getByText(`The device ${rig} was added, serial number T-${run}-1.`).waitFor();
  await history.getByText(/^Advanced was assigned, from /).waitFor();
  assert.equal(await history.getByText(/^Standard was assigned, from /).count(), 2);

  // Drawn to scale: the bars' lengths are as their days, and today's line is where the new one starts.
  const drawn = await buyer.evaluate(() => {
    const drawing = document.querySelector('.periods-drawing svg');
    const box = (element) => { const { left, width } = element.getBoundingClientRect(); return { left, width }; };
    return { bars: [...drawing.querySelectorAll('rect')].map(box), today: box(drawing.querySelector('.periods-today')) };
  });
  const length = (from, to) => (to - from) / 86_400_000;
  const advanced = drawn.bars.find((bar) => Math.abs(bar.left - drawn.today.left) < 2 && bar.width < 300);
  const longest = drawn.bars.reduce((a, b) => (a.width > b.width ? a : b));
  const ratio = length(today, later(today, 3)) / length(later(today, 9), later(later(today, 9), 11));
  assert.ok(Math.abs(advanced.width / longest.width - ratio) < 0.03, `${advanced.width} to ${longest.width} is not ${ratio}`);

  // Deferred downgrade: behind the higher plan.
  const other = `Cellar ${run}`;
  await visit(buyer, '/devices/new');
  await buyer.getByLabel('Name').fill(other);
  await buyer.getByLabel('Serial number').fill(`T-${run}-2`);
  await buyer.getByLabel('Model').fill('UPS 200');
  await soundBoth(buyer, 'new device');
  await buyer.getByRole('button', { name: 'Add device' }).click();
  await buyer.getByText('This device has had no plan yet').waitFor();
  await soundBoth(buyer, 'device without a plan');
  const high = await issue(dealer, 'Advanced', 5, 1);
  await redeem(buyer, high.code, other, /Advanced starts today/);
  const low = await issue(dealer, 'Standard', 7, 1);
  await redeem(buyer, low.code, other, /waits until every higher plan has ended/);
  assert.deepEqual(await rows(buyer, other), [
    ['Advanced', ...await days(buyer, today, later(today, 5)), 'In effect'],
    ['Standard', ...await days(buyer, later(today, 5), later(later(today, 5), 7)), 'Waits'],
  ]);

  // The overview draws the same.
  await visit(buyer, '/subscriptions');
  const item = buyer.getByRole('listitem').filter({ has: buyer.getByRole('heading', { name: rig }) });
  await item.getByText('Advanced').first().waitFor();
  for (const day of [...first, ...second, ...third]) await item.getByText(day, { exact: true }).first().waitFor();
  await soundBoth(buyer, 'subscription overview');
});

test('seats that waited are assigned later', async () => {
  await visit(buyer, '/subscriptions');
  await buyer.getByRole('link', { name: 'Assign 2 seats of Standard' }).first().click();
  await buyer.getByRole('heading', { name: 'Assign to device' }).waitFor();
  await settled(buyer);
  await buyer.getByRole('button', { name: /^Next/ }).click();
  await buyer.getByRole('alert').getByText('Choose at least one device.').first().waitFor();
  await buyer.getByRole('searchbox', { name: 'Filter the devices' }).fill('cellar');
  await buyer.getByRole('checkbox', { name: new RegExp(`Cellar ${run}`) }).check();
  await buyer.getByRole('button', { name: 'Next, with 1 device' }).click();
  await buyer.getByRole('heading', { name: 'Confirm assigned plan' }).waitFor();

  // Somebody else was faster: the new dates are shown, and nothing was done.
  const faster = await open(browser);
  await signIn(faster, /Bram Osei/);
  const { code } = await issue(dealer, 'Standard', 2, 1);
  await redeem(faster, code, `Cellar ${run}`, /an extension/);
  await faster.context().close();
  const renewed = buyer.waitForResponse((response) => /\/preview(-devices)?$/.test(response.url()) && response.ok());
  await buyer.getByRole('button', { name: 'Confirm' }).click();
  await buyer.getByRole('alert').getByText(/has changed since the preview/).first().waitFor();
  await renewed;
  await buyer.getByRole('row').filter({ hasText: 'New' }).first().waitFor();
  await soundBoth(buyer, 'outdated preview');
  await buyer.getByRole('button', { name: 'Confirm' }).click();
  await buyer.getByRole('heading', { name: 'Success' }).waitFor();
  await buyer.getByText('1 seat stays unassigned.').waitFor();
});

test('devices are imported: tried first, then added', async () => {
  await visit(buyer, '/devices/import');
  const csv = ['name,serial,model', `Dock ${run},T-${run}-3,UPS 300`, `Dock again ${run},t-${run}-3,UPS 300`, `No model ${run},T-${run}-4,`].join('\n');
  await buyer.locator('input[type=file]').first().setInputFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await buyer.getByRole('button', { name: 'Check' }).click();
  await buyer.getByText('1 device can be added, 2 rows are refused.').waitFor();
  await buyer.getByText(/stands in row 2/).waitFor();
  await soundBoth(buyer, 'device import, tried');
  await buyer.getByRole('button', { name: 'Add the good rows' }).click();
  await buyer.getByRole('heading', { name: 'What happened' }).waitFor();
  await buyer.getByRole('link', { name: 'See your devices' }).click();
  await buyer.getByRole('link', { name: `Dock ${run}` }).click();
  await settled(buyer);
  await buyer.getByRole('button', { name: 'Edit' }).click();
  const dialog = buyer.getByRole('dialog');
  await soundBoth(buyer, 'edit device');
  await dialog.getByLabel('Name').fill(`Dock two ${run}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await buyer.getByRole('heading', { level: 1, name: `Dock two ${run}` }).waitFor();
});

test('a package is built, sold by code, declined, replaced, and approved from the mail', async () => {
  const operator = await open(browser);
  await signIn(operator, /Olga Petrov/);
  await operator.getByRole('heading', { name: 'From package to activation' }).waitFor();
  await soundBoth(operator, 'operator home');

  // Built and activated.
  const name = `Cold chain ${run}`;
  await visit(operator, '/packages/new');
  await operator.getByRole('button', { name: 'Save draft' }).click();
  await operator.getByRole('alert').getByText('Item: Choose an item.').first().waitFor();
  await operator.getByLabel('Name').fill(name);
  await operator.getByLabel('Description').fill('What a cold chain needs.');
  await operator.getByLabel('Item', { exact: true }).selectOption({ index: 1 });
  await operator.getByText(/^Up to \d+\. Together/).waitFor();
  await operator.getByRole('button', { name: 'Add an item' }).click();
  await operator.getByLabel('Item', { exact: true }).nth(1).selectOption({ index: 2 });
  await soundBoth(operator, 'package builder');
  await operator.getByRole('button', { name: 'Save draft' }).click();
  await operator.getByRole('heading', { level: 1, name }).waitFor();
  await operator.getByRole('button', { name: 'Activate' }).click();
  const dialog = operator.getByRole('dialog');
  await soundBoth(operator, 'activate package');
  await dialog.getByRole('button', { name: 'Activate for good' }).click();

  // Codes: counted, exported, one of them revoked.
  await operator.getByRole('link', { name: 'Generate codes' }).click();
  await operator.getByLabel('Number of codes').fill('1001');
  await operator.getByRole('button', { name: /^Generate/ }).click();
  await operator.getByRole('alert').getByText(/from 1 to 1,000/).first().waitFor();
  await operator.getByLabel('By mail, a code to each address').check();
  await operator.getByLabel('Addresses').fill('a@example.com, b@example.com');
  await operator.getByText('2 addresses so far.').waitFor();
  await soundBoth(operator, 'generate codes');
  await operator.getByLabel('As a file that you export').check();
  await operator.getByLabel('Number of codes').fill('120');
  await operator.getByRole('button', { name: 'Generate 120 codes' }).click();
  await operator.getByRole('heading', { level: 1, name: `120 codes for ${name}` }).waitFor();
  await operator.getByText('1-50 of 120').waitFor();
  await operator.getByRole('button', { name: 'Export open codes' }).click();
  const [download] = await Promise.all([operator.waitForEvent('download'), dialog.getByRole('button', { name: 'Export' }).click()]);
  assert.match(download.suggestedFilename(), /^activation-codes-.*\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n').slice(1).map((line) => line.split(','));
  assert.equal(lines.length, 120);
  await operator.getByLabel('Choose code 3', { exact: true }).check();
  await operator.getByRole('button', { name: 'Revoke', exact: true }).click();
  await soundBoth(operator, 'revoke');
  await dialog.getByRole('button', { name: 'Revoke 1 code' }).click();
  await operator.getByRole('button', { name: 'Revoked (1)' }).click();
  await operator.getByText('1-1 of 1').waitFor();
  await soundBoth(operator, 'batch with a revoked code');
  await enter(buyer, lines[2][1]);
  await buyer.getByRole('alert').getByText('This activation code does not work here.').first().waitFor();

  // The buyer asks.
  const ask = async (code, reference) => {
    await enter(buyer, code);
    await buyer.getByRole('heading', { name }).waitFor();
    await soundBoth(buyer, 'package preview');
    await buyer.getByRole('button', { name: 'Activate this package' }).click();
    await buyer.getByRole('button', { name: 'Submit activation request' }).click();
    await buyer.getByRole('alert').getByText('Company: Say which company the package is for.').first().waitFor();
    await soundBoth(buyer, 'package details');
    await buyer.getByLabel('Company').fill('Wexcombe Foods');
    await buyer.getByLabel('Contact').fill('Bram Osei');
    await buyer.getByLabel('Your reference').fill(reference);
    await buyer.getByLabel(/accept the terms/).check();
    await buyer.getByRole('button', { name: 'Submit activation request' }).click();
    await buyer.getByRole('heading', { level: 1, name: `Activation of ${name}` }).waitFor();
    await settled(buyer);
    return new URL(buyer.url()).pathname;
  };
  const path = await ask(lines[0][1], 'DOCK-1');
  await soundBoth(buyer, 'own activation request');
  assert.equal(await buyer.getByRole('button', { name: 'Approve' }).count(), 0);

  // Declined in the app, and a replacement in one step.
  await visit(operator, '/activations');
  await soundBoth(operator, 'package activations');
  await visit(operator, path);
  await operator.getByRole('button', { name: 'Decline' }).click();
  await operator.getByRole('alert').getByText(/Comment:/).first().waitFor();
  await soundBoth(operator, 'decide on an activation');
  await operator.getByLabel('Comment').fill('There is no dock 1.');
  await operator.getByRole('button', { name: 'Decline' }).click();
  await operator.getByRole('button', { name: 'Issue a replacement code' }).click();
  await soundBoth(operator, 'replacement');
  await dialog.getByRole('button', { name: 'Issue and mail it' }).click();
  await operator.getByText('A replacement code was mailed to bram.osei@example.com').first().waitFor();
  const { code } = await mailed(new RegExp(`activation code for the package ${name}`));

  // Asked again, and approved from the link in the mail, on a phone.
  await ask(code, 'DOCK-2');
  let mail;
  for (let time = 0; time < 150 && !mail?.text.includes('DOCK-2'); time += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    mail = await newestMail('olga.petrov@example.com', new RegExp(name));
  }
  const link = mail.text.match(/http\S+\/activation#token=\S+/)[0];
  // Programs that follow the link and submit its form decide nothing.
  const scanning = await open(browser, phone);
  for (let time = 0; time < 20; time += 1) await scan(scanning, link, /^Decide on /);
  assert.deepEqual(scanning.complaints, []);
  await scanning.context().close();
  const deciding = await open(browser, phone);
  await deciding.goto(link);
  await deciding.getByRole('heading', { level: 1, name: `Decide on ${name} for Wexcombe Foods` }).waitFor();
  assert.equal(new URL(deciding.url()).hash, '', 'the token leaves the address bar');
  await deciding.getByText('DOCK-2').waitFor();
  await sound(deciding, 'activation link on a phone');
  await deciding.locator('form').evaluate((form) => form.requestSubmit());
  await deciding.getByText('Choose one of the buttons').first().waitFor();
  await deciding.getByLabel('Comment').fill('For dock 2.');
  await deciding.getByRole('button', { name: 'Approve' }).click();
  await deciding.getByRole('heading', { level: 1, name: /is decided$/ }).waitFor();
  await deciding.reload();
  await deciding.getByText('For dock 2.', { exact: true }).waitFor();
  await sound(deciding, 'activation decided, on a phone');
  await deciding.context().close();
  await buyer.getByRole('button', { name: 'Refresh' }).click();
  await buyer.getByText('Approved: what the package brings is in the quota').waitFor();
  await visit(operator, '/activations?show=decided');
  await operator.getByRole('row').filter({ hasText: name }).first().waitFor();
  await operator.context().close();
});

test('what a role may not do is not offered', async () => {
  const admin = await open(browser);
  await signIn(admin, /Tara Wells/, '/subscriptions');
  await settled(admin);
  assert.equal(await admin.getByRole('link', { name: 'Activate code' }).count(), 0);
  assert.equal(await admin.getByRole('link', { name: /^Assign/ }).count(), 0);
  await visit(admin, '/activation-code');
  await admin.getByText('There is no page at this address').waitFor();
  await admin.context().close();
});

test('a link of an activation that is none says so', async () => {
  const page = await open(browser, phone);
  for (const hash of ['#token=nonsense', '']) {
    await page.goto('about:blank');
    await page.goto(`${base}/activation${hash}`);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await sound(page, `activation${hash}`);
  }
  await page.context().close();
});

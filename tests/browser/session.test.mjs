// Signing in, and staying so: new tabs, reloads and going back, sessions that are over, links
// that a mail gateway rewrote, paths that lead nowhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { base, launch, newestMail, open, openTab, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const atIssuer = (url) => new URL(url).pathname === '/issuer/authorize';

/** Counts how often a context's pages go to the issuer. */
function visits(context) {
  const counted = { issuer: 0 };
  context.on('request', (request) => { if (request.isNavigationRequest() && atIssuer(request.url())) counted.issuer += 1; });
  return counted;
}

/** Somebody is signed in, at this page. */
async function at(page, path, heading) {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await page.getByRole('button', { name: 'Sign out', includeHidden: true }).waitFor({ state: 'attached' });
  await settled(page);
  assert.equal(new URL(page.url()).pathname, path);
}

const knock = (page) => page.getByRole('main').getByRole('button', { name: 'Sign in' });

test('who never signed in here is at the front door, and is sent nowhere', async () => {
  const page = await open(browser);
  const counted = visits(page.context());
  for (const path of ['/', '/customers', '/signed-in', '/signed-in?code=somebodys&state=elses', '/signed-in?error=login_required']) {
    await page.goto(base + path);
    await knock(page).waitFor();
    await sound(page, `${path}, never signed in`);
  }
  assert.equal(counted.issuer, 0);
  await page.context().close();
});

test('the front door leads to the issuer before the wasm is there', async () => {
  const page = await open(browser);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/*.wasm', async (route) => { await held; await route.continue(); });
  await page.goto(base);
  await knock(page).waitFor();
  await sound(page, 'the front door, before the wasm');
  assert.equal(await page.locator('#loading').isVisible(), false, 'nothing seems to be on its way');
  await knock(page).click();
  await page.waitForURL((url) => atIssuer(String(url)));
  release();
  await page.getByRole('button', { name: /Finn Carter/ }).click();
  await at(page, '/', 'Home');
  await page.context().close();
});

test('who stands at the front door with the keyboard stays there when the site takes over', async () => {
  const page = await open(browser);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/*.wasm', async (route) => { await held; await route.continue(); });
  await page.goto(base);
  await page.getByRole('link', { name: 'Verify a licence file' }).focus();
  release();
  await page.locator('#shell').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.textContent === 'Verify a licence file');
  await page.context().close();
});

test('a new tab signs in by itself, while the session of the issuer lasts', async () => {
  const page = await open(browser);
  const context = page.context();
  await signIn(page, /Finn Carter/, '/customers');
  const counted = visits(context);
  const tab = await openTab(context);
  await tab.goto(`${base}/bin`);
  await at(tab, '/bin', 'Licence bin');
  assert.equal(counted.issuer, 1);

  // A page for everybody asks nobody; the way from there to one's own is signed in.
  const reader = await openTab(context);
  await reader.goto(`${base}/verify`);
  await reader.getByRole('heading', { level: 1, name: 'Verify a licence file' }).waitFor();
  await settled(reader);
  assert.equal(counted.issuer, 1);
  await reader.evaluate(() => {
    const link = document.createElement('a');
    link.href = '/customers';
    document.querySelector('main').append(link);
    link.click();
  });
  await at(reader, '/customers', 'Customers');
  assert.equal(counted.issuer, 2);

  // The issuer's session ends: the front door, with the page to come back to, and no circles.
  await context.clearCookies();
  const late = await openTab(context);
  await late.goto(`${base}/bin`);
  await knock(late).waitFor();
  assert.equal(new URL(late.url()).pathname, '/bin');
  assert.equal(counted.issuer, 3);
  await sound(late, 'the session of the issuer is over');
  await late.reload();
  await knock(late).waitFor();
  assert.equal(counted.issuer, 3, 'it was told once');
  await knock(late).click();
  await late.getByRole('button', { name: /Finn Carter/ }).click();
  await at(late, '/bin', 'Licence bin');
  await context.close();
});

test('signing out is for every tab that comes', async () => {
  const page = await open(browser);
  const context = page.context();
  await signIn(page, /Nora Bell/);
  // In the menu of whoever is signed in, open or not.
  await page.getByRole('button', { name: 'Sign out', includeHidden: true }).evaluate((button) => button.click());
  await knock(page).waitFor();
  const counted = visits(context);
  const tab = await openTab(context);
  await tab.goto(`${base}/orders`);
  await knock(tab).waitFor();
  await page.reload();
  await knock(page).waitFor();
  assert.equal(counted.issuer, 0);
  // The issuer's session is over as well.
  await knock(tab).click();
  await tab.getByRole('button', { name: /Nora Bell/ }).waitFor();
  await context.close();
});

test('going back after signing in signs in again without a question', async () => {
  const page = await open(browser);
  const answers = [];
  page.on('request', (request) => { if (new URL(request.url()).pathname === '/signed-in') answers.push(request.url()); });
  await page.goto(`${base}/verify`);
  await settled(page);
  await signIn(page, /Finn Carter/, '/customers');
  await at(page, '/customers', 'Customers');
  // To the page of the issuer that asked, which knows the answer by now.
  await page.goBack();
  await at(page, '/customers', 'Customers');
  // To the answer itself, as who bookmarked it.
  await page.goto(answers[0]);
  await at(page, '/customers', 'Customers');
  await sound(page, 'came back to an answer that was used');
  // And in another tab, which did not ask.
  const tab = await openTab(page.context());
  await tab.goto(answers[0]);
  await at(tab, '/', /./);
  await page.context().close();
});

test('a reload while the code is exchanged goes on to the page', async () => {
  const page = await open(browser);
  await page.goto(`${base}/customers`);
  await knock(page).click();
  // The issuer takes the code; the answer does not come through.
  let held;
  const holding = new Promise((resolve) => { held = resolve; });
  await page.route('**/issuer/token', async (route) => {
    await route.fetch();
    held();
  }, { times: 1 });
  await page.getByRole('button', { name: /Finn Carter/ }).click();
  await holding;
  assert.equal(new URL(page.url()).pathname, '/signed-in');
  await page.reload();
  await at(page, '/customers', 'Customers');
  await page.context().close();
});

test('an issuer that takes no code is asked twice and not for ever', async () => {
  const page = await open(browser);
  const counted = visits(page.context());
  await page.route('**/issuer/token', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' }));
  await page.goto(`${base}/customers`);
  await knock(page).click();
  await page.getByRole('button', { name: /Finn Carter/ }).click();
  await page.getByRole('heading', { name: 'Signing in did not work' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/customers');
  assert.equal(counted.issuer, 3, 'the page, the answer to it, and once more');
  await sound(page, 'signing in did not work');
  await page.unroute('**/issuer/token');
  await page.getByRole('button', { name: 'Try again' }).click();
  await at(page, '/customers', 'Customers');
  await page.context().close();
});

test('a browser that keeps nothing for the site is told so, once', async () => {
  const page = await open(browser);
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  });
  const counted = visits(page.context());
  await page.goto(`${base}/customers`);
  await knock(page).click();
  await page.getByText('Your browser keeps nothing for this site.').waitFor();
  assert.equal(counted.issuer, 0);
  await sound(page, 'a browser that keeps nothing');
  await page.context().close();
});

/** How a link leaves a mail gateway that does not know what a fragment is (more in `mail_link.rs`). */
const rewritten = (link) => [
  link.replace('#token=', '%23token='),
  link.replace('#token=', '%23token%3D'),
  link.replace('#token=', '#token%3D'),
];

test('a link that a mail gateway rewrote is made right: a decision', async () => {
  const asking = await open(browser);
  await signIn(asking, /Selma Roy/, '/upgrades/items/MS15M9006');
  await asking.getByLabel('Quantity').fill('2');
  await asking.getByLabel(/accept the terms/).check();
  await asking.getByRole('button', { name: /^Submit request for/ }).click();
  const heading = asking.getByRole('heading', { level: 1, name: /^Upgrade request REQ-\d+$/ });
  await heading.waitFor();
  const number = (await heading.innerText()).match(/REQ-\d+/)[0];
  await asking.context().close();
  const mail = await newestMail('bram.osei@example.com', new RegExp(`${number}\\b`));
  const link = mail.text.match(/http\S+\/action#token=\S+/)[0];
  for (const address of rewritten(link)) {
    const page = await open(browser);
    await page.goto(address);
    await page.getByRole('heading', { name: `Decide on ${number}` }).waitFor();
    assert.equal(page.url(), `${base}/action`, 'nothing of the token stays in the address bar');
    await page.context().close();
  }
});

test('a link that a mail gateway rewrote is made right: an invitation, and a package', async () => {
  const inviting = await open(browser);
  await signIn(inviting, /Nora Bell/, '/organisations');
  await inviting.getByRole('link', { name: 'Alder Networks' }).click();
  await inviting.getByRole('button', { name: 'Invite a user' }).click();
  const dialog = inviting.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Runa Vik');
  await dialog.getByLabel('E-mail').fill('runa.vik@example.com');
  await dialog.getByRole('checkbox', { name: /licence-user/ }).check();
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  const mail = await newestMail('runa.vik@example.com', /invited/);
  await inviting.context().close();
  const link = mail.text.match(/http\S+\/invitation#token=\S+/)[0];
  for (const address of rewritten(link)) {
    const page = await open(browser);
    await page.goto(address);
    await page.getByRole('button', { name: 'Sign in and accept' }).waitFor();
    assert.equal(page.url(), `${base}/invitation`);
    await page.context().close();
  }
  const page = await open(browser);
  await page.goto(rewritten(link)[0]);
  await page.getByRole('button', { name: 'Sign in and accept' }).click();
  await page.getByLabel('Name').fill('Runa Vik');
  await page.getByRole('button', { name: 'Sign in as somebody new' }).click();
  await page.getByText('Welcome to Alder Networks').first().waitFor();
  // The link of an invitation decides nothing, wherever it is opened.
  for (const other of ['/action', '/activation']) {
    await page.goto(link.replace('/invitation', other));
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  }
  await page.goto(`${base}/activation%23token=AAAA.BBBB`);
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  assert.equal(page.url(), `${base}/activation`);
  await page.context().close();
});

test('a path that leads nowhere is a page that helps', async () => {
  for (const path of ['/no-such-page', '/no-such-page.html', '/customers/no.such.customer', '/wp-login.php', '/bin%2Fattach.x']) {
    const answer = await fetch(base + path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get('content-type'), /^text\/html/, path);
  }
  const page = await open(browser);
  const helps = async (where) => {
    await page.goto(`${base}/no-such-page.html`);
    await page.getByText('There is no page at this address').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Go to the home page' }).waitFor();
    await sound(page, where);
  };
  await helps('no such page, signed out');
  await signIn(page, /Finn Carter/);
  await helps('no such page, signed in');
  await page.context().close();
});

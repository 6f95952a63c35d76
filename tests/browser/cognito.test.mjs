// Signing in as in a deployment: at a user pool of Cognito's, through the distribution, with the
// configuration that `latchkey deploy` writes.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { launch, open, openTab, settled, sound } from './browser.mjs';
import { Cognito, ISSUER } from './cognito.mjs';
import { Distribution } from './distribution.mjs';

const shape = JSON.parse(readFileSync(new URL('./deployed-config.json', import.meta.url), 'utf8'));
const inAccount = new URL(shape.token_endpoint).origin;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A pool, a desk that takes its tokens, and the distribution before it. */
async function deployment(t, options) {
  const cognito = await new Cognito({ clientId: shape.client_id, ...options }).start();
  const configuration = JSON.parse(JSON.stringify(shape).replaceAll(inAccount, cognito.url));
  const program = process.env.LATCHKEY_DESK_ELSEWHERE;
  assert.ok(program, 'LATCHKEY_DESK_ELSEWHERE names the desk: `cargo build --example desk-elsewhere`');
  const desk = spawn(program, [ISSUER, shape.client_id, cognito.keySet], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => {
    cognito.stop();
    desk.stdin.end();
  });
  const { value } = await createInterface(desk.stdout)[Symbol.asyncIterator]().next();
  const { url: api, invitation } = JSON.parse(value);
  const distribution = await new Distribution({ api, configuration }).start();
  t.after(() => distribution.stop());
  // As the template has them.
  cognito.callbacks.push(`${distribution.url}/signed-in`);
  cognito.signOuts.push(`${distribution.url}/`);
  return { cognito, base: distribution.url, invitation };
}

async function fillIn(page) {
  await page.getByRole('heading', { name: 'Sign in with your email and password' }).waitFor();
  await page.getByLabel('Email').fill('petra.holm@example.com');
  await page.getByLabel('Password').fill('a password of hers');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function at(page, address, heading) {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  await page.getByRole('button', { name: 'Sign out', includeHidden: true }).waitFor({ state: 'attached' });
  await settled(page);
  assert.equal(page.url(), address);
}

for (const [pages, knowsPrompt] of [['managed sign-in', true], ['hosted pages', false]]) {
  test(`an invitation is accepted, tabs stay signed in, and signing out ends it: ${pages}`, async (t) => {
    const { cognito, base, invitation } = await deployment(t, { knowsPrompt });
    const page = await open(browser);
    const context = page.context();
    const knock = (of) => of.getByRole('main').getByRole('button', { name: 'Sign in' });

    // The link as a mail gateway leaves it.
    await page.goto(`${base}/invitation%23token=${invitation}`);
    const redeemed = page.waitForResponse(`${cognito.url}/oauth2/token`);
    await page.getByRole('button', { name: 'Sign in and accept' }).click();
    await fillIn(page);
    const tokens = await (await redeemed).json();
    await page.getByText('Welcome to Fenwick Telecom').first().waitFor();
    assert.equal(page.url(), `${base}/`);
    assert.equal(cognito.asked, 1);

    // The access token is one; the ID token of the same sign-in is none.
    const session = (token) => fetch(`${base}/api/session`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await session(tokens.access_token)).status, 200);
    for (const other of [tokens.id_token, tokens.refresh_token]) assert.equal((await session(other)).status, 401);

    await page.goto(`${base}/bin`);
    await at(page, `${base}/bin`, 'Licence bin');
    await page.reload();
    await at(page, `${base}/bin`, 'Licence bin');
    await sound(page, `the bin, by ${pages}`);
    const tab = await openTab(context);
    await tab.goto(`${base}/customers`);
    await at(tab, `${base}/customers`, 'Customers');
    assert.equal(cognito.asked, 1, 'nobody was asked again');

    // The pool's session is over: no circles, and no code that is of no use.
    await context.clearCookies();
    await tab.goto(`${base}/bin`);
    if (knowsPrompt) {
      await knock(tab).waitFor();
      await sound(tab, 'the session of the pool is over');
      await knock(tab).click();
    }
    await fillIn(tab);
    await at(tab, `${base}/bin`, 'Licence bin');
    assert.equal(cognito.asked, 2);

    await tab.getByRole('button', { name: 'Sign out', includeHidden: true }).evaluate((button) => button.click());
    await knock(tab).waitFor();
    assert.equal(tab.url(), `${base}/`);
    const later = await openTab(context);
    await later.goto(`${base}/bin`);
    await knock(later).click();
    await fillIn(later);
    await at(later, `${base}/bin`, 'Licence bin');
    assert.equal(cognito.asked, 3, 'the pool had forgotten who it was');

    // What the distribution cannot know of is the site's to tell.
    await later.goto(`${base}/no-such-page.html`);
    await at(later, `${base}/no-such-page.html`, 'Page not found');
    await context.close();
  });
}

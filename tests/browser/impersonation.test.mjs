// A distributor's user acts for a dealer's, is marked throughout, and stops; the dealer reads what was done, and forbids it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, follow, forward, launch, open, settled, signIn, sound } from './browser.mjs';

let browser;
before(async () => {
  browser = await launch();
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  const call = await desk(page);
  const { items } = await call('GET', '/api/organisations');
  const id = (name) => items.find((one) => one.name === name).organisation_id;
  const allowance = `/api/organisations/${id('Harbour Distribution')}/allowances/${id('Alder Networks')}`;
  await call('PUT', allowance, { allowed: true });
  await page.context().close();
});
after(() => browser.close());

const phone = { viewport: { width: 320, height: 740 }, colorScheme: 'dark' };
const MARK = 'IMP: Hana Okafor / Ada Novak';

const bar = (page) => page.getByRole('region', { name: 'Impersonation' });

/** From the page to Ada's desk, by her address. */
async function act(page) {
  if (new URL(page.url()).pathname !== '/impersonation') await follow(page, '/impersonation');
  await page.getByLabel('E-mail address of the user').fill('ada.novak@example.com');
  await page.getByRole('button', { name: 'Show who it is' }).click();
  await page.getByRole('button', { name: 'Act for Ada Novak' }).click();
  await bar(page).getByText(MARK).waitFor();
  await settled(page);
}

/** Follows a link that leads back to one's own desk. */
async function leave(page, path) {
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
}

async function oneself(page, says) {
  await page.getByText(says).filter({ visible: true }).first().waitFor();
  await bar(page).waitFor({ state: 'detached' });
  await settled(page);
  assert.equal(new URL(page.url()).pathname, '/');
}

test('a distributor acts for a user of a dealer until it is ended or forbidden', async () => {
  const hana = await open(browser);
  await signIn(hana, /Hana Okafor/, '/impersonation');
  await hana.getByLabel('E-mail address of the user').fill('bram.osei@example.com');
  await hana.getByRole('button', { name: 'Show who it is' }).click();
  await hana.getByText('This address belongs to no dealer').first().waitFor();
  await sound(hana, 'somebody for whom nobody acts');
  await hana.getByLabel('Dealer', { exact: true }).selectOption({ label: 'Alder Networks' });
  await hana.getByRole('button', { name: 'Choose Ada Novak' }).waitFor();
  await sound(hana, 'the users of a dealer');
  await hana.getByRole('button', { name: 'Choose Ada Novak' }).click();
  const check = hana.getByRole('region', { name: 'Check as whom you will act' });
  await check.getByText('licence-user').waitFor();
  await check.getByText('Alder Networks').waitFor();
  await sound(hana, 'a check before it begins');
  await hana.getByRole('button', { name: 'Act for Ada Novak' }).click();
  await bar(hana).getByText(MARK).waitFor();
  await bar(hana).getByRole('timer').getByText(/^07:5\d$|^08:00$/).waitFor();
  await settled(hana);
  await sound(hana, 'the home page of somebody else');

  // What is there and can be done is Ada's; it is still so after a reload.
  assert.equal(await hana.getByRole('link', { name: 'Software assurance' }).count(), 0);
  await hana.reload();
  await bar(hana).getByText(MARK).waitFor();
  await follow(hana, '/customers/new');
  await hana.getByLabel(/^(Business )?name/i).first().fill('Harbour Clinic');
  await hana.getByLabel('Country').fill('NL');
  await hana.getByRole('button', { name: 'Save customer' }).click();
  await hana.getByRole('heading', { name: 'Harbour Clinic' }).waitFor();
  await follow(hana, '/impersonation');
  await hana.getByText('End it first').waitFor();
  await sound(hana, 'nobody acts through somebody else');

  const ada = await open(browser, phone);
  await signIn(ada, /Ada Novak/, '/impersonation');
  await ada.getByRole('region', { name: 'Who acted as us' }).getByText(/at most/).first().waitFor();
  await sound(ada, 'who acted as us, on a phone');
  await ada.getByRole('link', { name: 'Hana Okafor' }).first().click();
  await ada.getByText('Hana Okafor for Ada Novak').first().waitFor();
  await sound(ada, 'what was done, on a phone');
  await ada.getByRole('link', { name: 'Customer', exact: true }).first().click();
  await ada.getByRole('heading', { name: 'Harbour Clinic' }).waitFor();
  await follow(ada, '/impersonation');
  await ada.getByRole('button', { name: 'Forbid it' }).click();
  await sound(ada, 'whether to forbid it, on a phone');
  await ada.getByRole('dialog').getByRole('button', { name: 'Forbid it' }).click();
  await ada.getByRole('button', { name: 'Allow it' }).waitFor();
  await sound(ada, 'forbidden, on a phone');

  // The next thing that Hana does is not done, and she is herself again.
  await leave(hana, '/customers');
  await oneself(hana, 'Their organisation lets nobody act as its users');
  await follow(hana, '/impersonation');
  await hana.getByLabel('E-mail address of the user').fill('ada.novak@example.com');
  await hana.getByRole('button', { name: 'Show who it is' }).click();
  await hana.getByText('Alder Networks lets nobody act as its users').first().waitFor();
  await ada.getByRole('button', { name: 'Allow it' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Allow it' }).click();
  await ada.getByRole('button', { name: 'Forbid it' }).waitFor();
  await ada.context().close();

  await act(hana);
  await bar(hana).getByRole('button', { name: 'End impersonation' }).click();
  await oneself(hana, 'You no longer act for Ada Novak.');
  await hana.context().close();
});

test('it does not outlast the sign-in, nor eight hours', async () => {
  const hana = await open(browser, phone);
  await signIn(hana, /Hana Okafor/);
  await act(hana);
  await sound(hana, 'somebody else, on a phone');
  await hana.getByRole('button', { name: 'Menu' }).click();
  await hana.getByRole('button', { name: 'Sign out' }).click();
  await hana.getByRole('button', { name: 'Sign in' }).or(hana.getByRole('link', { name: 'Sign in' })).first().waitFor();
  await signIn(hana, /Hana Okafor/);
  assert.equal(await bar(hana).count(), 0);
  const ada = await open(browser);
  await signIn(ada, /Ada Novak/, '/impersonation');
  const acted = ada.getByRole('region', { name: 'Who acted as us' });
  await acted.getByText('Hana Okafor').first().waitFor();
  assert.equal(await acted.locator('tbody tr').first().getByText(/at most/).count(), 0, 'signing out ended it');
  await ada.context().close();

  await act(hana);
  await forward(8);
  await leave(hana, '/bin');
  await oneself(hana, 'It holds for 8 hours, and they are over.');
  await hana.context().close();
});

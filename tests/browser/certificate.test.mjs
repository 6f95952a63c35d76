// The printed certificate: one sheet that says what a system may use, and a QR code that
// opens the verifier with the licence file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { base, desk, launch, open, settled, signIn, sound } from './browser.mjs';

const jsqr = createRequire(import.meta.url).resolve('jsqr/dist/jsQR.js');
const order = { purchase_order: 'FT-CERT-1', sales_order: '1287860' };
const address = { street: '4 Weir Lane', city: 'Dorking', state: '', zip: 'RH4', country: 'GB' };

let browser;
let ordinary;
let large;
before(async () => {
  browser = await launch();
  const vendor = await open(browser);
  await signIn(vendor, /Nora Bell/);
  const call = await desk(vendor);
  const { items } = await call('GET', '/api/organisations');
  const { organisation_id } = items.find((one) => one.name === 'Fenwick Telecom');
  const { items: parts } = await call('GET', '/api/parts');
  const fitting = parts.filter((part) => part.system_types.includes('sv8100')).map((part) => part.number);
  const lines = fitting.map((part) => ({ part, quantity: 80 }));
  const { order: { order_id } } = await call('POST', '/api/orders', { organisation_id, ...order, lines });
  await vendor.context().close();

  const page = await open(browser);
  await signIn(page, /Freya Lind/);
  const dealer = await desk(page);
  const customer = await dealer('POST', '/api/customers', { name: 'Millbrook School', address, vertical: '', reference: '' });
  const system = async (hkc, name, ...times) => {
    const details = { name, address, customer_email: 'office@millbrook.example.com', dealer_email: 'freya.lind@example.com' };
    const { location_id } = await dealer('POST', `/api/customers/${customer.customer_id}/locations`, { system_type: 'sv8100', hkc, details });
    const software_key_codes = [];
    for (const parts of times) {
      const lines = parts.map((part) => ({ part, quantity: 1 }));
      const { attached } = await dealer('POST', `/api/locations/${location_id}/attach`, { order_id, lines });
      software_key_codes.push(...attached.map((licence) => licence.software_key_code));
    }
    await dealer('POST', `/api/locations/${location_id}/activate`, { software_key_codes, terms_accepted: true });
    return location_id;
  };
  ordinary = await system('191000343950', 'School office', fitting.slice(0, 8));
  large = await system('191000343951', 'Sports hall', fitting, fitting, fitting);
  await page.context().close();
});
after(() => browser.close());

/** What stands in the code that is drawn, read from its pixels, 4 to a module's side. */
async function decoded(page) {
  const drawn = await page.locator('svg.qr').evaluate((svg) => svg.outerHTML);
  const reader = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await reader.setContent(drawn);
  await reader.locator('svg').evaluate((svg) => {
    const side = `${svg.viewBox.baseVal.width * 4}px`;
    svg.setAttribute('width', side);
    svg.setAttribute('height', side);
  });
  const picture = (await reader.locator('svg').screenshot()).toString('base64');
  await reader.addScriptTag({ content: await readFile(jsqr, 'utf8') });
  const text = await reader.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const drawing = canvas.getContext('2d');
    drawing.drawImage(image, 0, 0);
    const { data } = drawing.getImageData(0, 0, image.width, image.height);
    return window.jsQR(data, image.width, image.height)?.data;
  }, picture);
  await reader.close();
  assert.ok(text, 'the code can be read');
  return text;
}

/** How many pages a PDF has: its pages are objects of their own. */
const pages = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length;

test('the certificate of an ordinary system is one sheet, and its code opens the verifier', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, `/locations/${ordinary}`);
  await page.getByRole('link', { name: 'Certificate', exact: true }).click();
  await page.getByRole('heading', { name: 'Licence certificate' }).waitFor();
  await settled(page);
  await sound(page, 'certificate');

  await page.emulateMedia({ media: 'print' });
  const certificate = await page.getByRole('region', { name: 'Certificate' }).innerText();
  const today = new Date().getUTCFullYear();
  for (const text of [
    'Northbell Systems', 'Fenwick Telecom', 'Millbrook School', '4 Weir Lane, RH4 Dorking, United Kingdom', 'School office',
    'SV8100', '191000343950', 'No. 1, made on', 'What this location may use', 'Software assurance', 'In grace', `${base}/verify`,
  ]) {
    assert.ok(certificate.includes(text), `${text} in ${certificate}`);
  }
  assert.match(certificate, new RegExp(`As of\\s+\\d+ \\w+ ${today}`));
  assert.match(certificate, /50190-[A-Z]{4}\d{5}-W/);
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, path: process.env.LATCHKEY_CERTIFICATE_PDF });
  assert.equal(pages(pdf), 1);
  await page.emulateMedia({ media: 'screen' });

  const link = await decoded(page);
  assert.ok(link.startsWith(`${base}/verify#file=`), link);
  const reader = await open(browser);
  const asked = [];
  reader.on('request', (request) => asked.push(request.url()));
  await reader.goto(link);
  await reader.getByRole('heading', { name: 'Genuine', exact: true }).waitFor();
  await reader.getByText('191000343950').first().waitFor();
  assert.equal(reader.url(), `${base}/verify`);
  const file = link.slice(link.indexOf('=') + 1);
  assert.ok(asked.every((url) => new URL(url).hash !== '' || !url.includes(file.slice(0, 40))), 'the file is sent nowhere');
  await sound(reader, 'verifier with a scanned file');

  // Another code while the page is open, here a forged one.
  const at = file.lastIndexOf('.') + 10;
  const forged = `${file.slice(0, at)}${file[at] === 'A' ? 'B' : 'A'}${file.slice(at + 1)}`;
  await reader.evaluate((fragment) => { window.location.hash = fragment; }, `file=${forged}`);
  await reader.getByRole('heading', { name: 'Do not trust this file' }).waitFor();
  assert.equal(reader.url(), `${base}/verify`);
  await reader.context().close();
  await page.context().close();
});

test('a file too large for a code is named with the address of the verifier', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/, `/locations/${large}/certificate`);
  await page.getByText(`open ${base}/verify and choose licence file 1 there`).waitFor();
  assert.equal(await page.locator('svg.qr').count(), 0);
  await sound(page, 'certificate without a code');
  await page.context().close();
});

test('the certificate, narrow and dark', async () => {
  const page = await open(browser, { viewport: { width: 320, height: 700 }, colorScheme: 'dark', hasTouch: true });
  await signIn(page, /Freya Lind/, `/locations/${ordinary}/certificate`);
  await page.getByRole('region', { name: 'Certificate' }).waitFor();
  await sound(page, 'certificate, narrow and dark');
  await page.context().close();
});

test('before anything is activated it says what to do', async () => {
  const page = await open(browser);
  await signIn(page, /Freya Lind/);
  const call = await desk(page);
  const customer = await call('POST', '/api/customers', { name: 'Millbrook Annexe', address, vertical: '', reference: '' });
  const details = { name: 'Annexe', address, customer_email: 'office@millbrook.example.com', dealer_email: 'freya.lind@example.com' };
  const made = await call('POST', `/api/customers/${customer.customer_id}/locations`, { system_type: 'sv8100', hkc: '191000343952', details });
  await page.goto(`${base}/locations/${made.location_id}/certificate`);
  await page.getByText('Nothing is activated here yet').waitFor();
  await page.getByRole('link', { name: 'Go to the location' }).click();
  await page.getByRole('heading', { name: 'Annexe' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Certificate', exact: true }).count(), 0);
  await page.context().close();
});

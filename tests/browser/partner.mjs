// What a partner's tests begin with: a customer, and an order that the vendor shipped.
import { desk, follow, open, signIn } from './browser.mjs';

// Files of tests run beside each other on one desk.
const run = process.pid;
let shipments = 0;

/** A customer of this run, and the page of a location that is to be made for it. */
export async function begun(page, name) {
  const call = await desk(page);
  const address = { city: 'Hilversum', country: 'NL' };
  const { customer_id } = await call('POST', '/api/customers', { name, address });
  await follow(page, `/customers/${customer_id}/locations/new`);
  return customer_id;
}

/** An order that the vendor ships to the dealer, or to another; its id. */
export async function shipped(browser, lines, to = 'Fenwick Telecom') {
  const page = await open(browser);
  await signIn(page, /Nora Bell/);
  const call = await desk(page);
  const { items } = await call('GET', '/api/organisations');
  const { organisation_id } = items.find((one) => one.name === to);
  shipments += 1;
  const numbers = { purchase_order: `FT-${run}-${shipments}`, sales_order: `${run}${shipments}` };
  const { order: { order_id } } = await call('POST', '/api/orders', { organisation_id, ...numbers, lines });
  await page.context().close();
  return order_id;
}

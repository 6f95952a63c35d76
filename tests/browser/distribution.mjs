// The distribution of a deployment, before the site that is built and an API: the function and the
// headers that infra/template.yaml has for it, and the configuration that `latchkey deploy` writes.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createContext, runInContext } from 'node:vm';

const template = readFileSync(new URL('../../infra/template.yaml', import.meta.url), 'utf8');
const dist = new URL('../../site/dist/', import.meta.url);

/** The text of a block scalar that follows a name in the template, without its indentation. */
function block(name) {
  const [, rest] = template.split(`${name}: |\n`);
  const indent = /^ +/.exec(rest)[0];
  const lines = rest.split('\n');
  const end = lines.findIndex((line) => line !== '' && !line.startsWith(indent));
  return lines.slice(0, end).map((line) => line.slice(indent.length)).join('\n');
}

/** What the policy allows, with the origin that tokens come from. */
function contentSecurityPolicy(tokens) {
  const [, policy] = /- "(default-src 'none';[^"]*)"/.exec(template);
  return policy.replace('${Tokens}', tokens);
}

const types = { js: 'text/javascript', css: 'text/css', html: 'text/html', json: 'application/json', svg: 'image/svg+xml', wasm: 'application/wasm', webmanifest: 'application/manifest+json' };

export class Distribution {
  /** Before this API, for people who sign in as the configuration says. */
  constructor({ api, configuration }) {
    Object.assign(this, { api, configuration });
    this.context = createContext({});
    runInContext(block('FunctionCode'), this.context);
  }

  async start() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error) => response.writeHead(502).end(String(error)));
    });
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async answer(request, response) {
    for (const [name, value] of Object.entries({
      'content-security-policy': contentSecurityPolicy(new URL(this.configuration.token_endpoint).origin),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })) response.setHeader(name, value);
    // As it stands in the request: URL would take it apart and put it together.
    const [uri] = request.url.split('?');
    return /^\/(api|\.well-known)\//.test(uri) ? this.pass(request, response) : this.serve(uri, response);
  }

  async serve(uri, response) {
    this.context.event = JSON.stringify({ version: '1.0', context: { eventType: 'viewer-request' }, viewer: {}, request: { method: 'GET', uri, querystring: {}, headers: {}, cookies: {} } });
    const name = runInContext('handler(JSON.parse(event)).uri', this.context).slice(1);
    if (name === 'config.json') return response.writeHead(200, { 'content-type': types.json }).end(JSON.stringify(this.configuration));
    const file = await readFile(new URL(name, dist)).catch(() => undefined);
    // The bucket says no more to whom it does not know.
    if (!file) return response.writeHead(403).end();
    return response.writeHead(200, { 'content-type': types[name.split('.').pop()] }).end(file);
  }

  async pass(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, ...headers } = request.headers;
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(this.api + request.url, { method: request.method, headers, body });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? types.json });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}

// A user pool's hosted pages and token endpoint, in Amazon Cognito's dialect: exact callback and
// sign-out addresses, a sign-in page of its own with a cookie, tokens without a type that two keys
// sign, an access token without an audience. Anybody who gives a name has a password.
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function key(kid) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg: 'RS256', kid, use: 'sig' };
  const sign = (claims) => {
    const signed = `${encode({ kid, alg: 'RS256' })}.${encode(claims)}`;
    return `${signed}.${createSign('sha256').update(signed).sign(privateKey, 'base64url')}`;
  };
  return { jwk, sign };
}

/** The form of the request's body. */
async function form(request) {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams();
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

export class Cognito {
  /** `knowsPrompt`: whether it has heard of `prompt=none`, as managed sign-in has and the pages before it had not. */
  constructor({ clientId, knowsPrompt }) {
    Object.assign(this, { clientId, knowsPrompt, callbacks: [], signOuts: [], asked: 0 });
    this.keys = { id: key('id-key'), access: key('access-key') };
    this.codes = new Map();
    this.sessions = new Map();
    this.subjects = new Map();
  }

  async start() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    // Another site than the desk's, as in an account.
    this.url = `http://localhost:${this.server.address().port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  get keySet() {
    return `http://127.0.0.1:${this.server.address().port}/eu-west-1_Example01/.well-known/jwks.json`;
  }

  async answer(request, response) {
    const url = new URL(request.url, this.url);
    const route = `${request.method} ${url.pathname}`;
    const session = this.sessions.get(/(?:^|; )cognito=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]);
    switch (route) {
      case 'GET /oauth2/authorize': return this.authorize(url, session, response);
      case 'GET /login': return this.page(url, response);
      case 'POST /login': return this.login(url, await form(request), response);
      case 'POST /oauth2/token': return this.token(await form(request), response);
      case 'GET /logout': return this.logout(url.searchParams, response);
      case 'GET /eu-west-1_Example01/.well-known/jwks.json':
        return this.json(response, 200, { keys: [this.keys.id.jwk, this.keys.access.jwk] });
      default: return response.writeHead(404).end();
    }
  }

  json(response, status, body) {
    // Pages of any site may exchange a code.
    response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  }

  go(response, location, headers = {}) {
    response.writeHead(302, { location: String(location), 'cache-control': 'no-store', ...headers }).end();
  }

  refuse(response, error) {
    response.writeHead(400, { 'content-type': 'text/html' }).end(`<h1>An error was encountered with the requested page.</h1><p>${error}</p>`);
  }

  authorize({ searchParams }, session, response) {
    const asked = Object.fromEntries(searchParams);
    if (asked.client_id !== this.clientId || !this.callbacks.includes(asked.redirect_uri)) return this.refuse(response, 'redirect_mismatch');
    const back = (parameters) => {
      const to = new URL(asked.redirect_uri);
      for (const [name, value] of Object.entries({ ...parameters, state: asked.state })) to.searchParams.set(name, value);
      return this.go(response, to);
    };
    if (asked.response_type !== 'code' || asked.code_challenge_method !== 'S256') return back({ error: 'invalid_request' });
    if (asked.scope !== 'openid') return back({ error: 'invalid_scope' });
    if (session && asked.prompt !== 'login') return back({ code: this.code(session, asked) });
    if (asked.prompt === 'none' && this.knowsPrompt) return back({ error: 'login_required' });
    return this.go(response, `/login?${searchParams}`);
  }

  code(session, asked) {
    const code = randomUUID();
    this.codes.set(code, { ...session, redirect_uri: asked.redirect_uri, challenge: asked.code_challenge, made: Date.now() });
    return code;
  }

  page({ searchParams }, response) {
    this.asked += 1;
    response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' });
    response.end(`<!doctype html><html lang="en"><title>Sign-in</title><h1>Sign in with your email and password</h1>
      <form method="post" action="/login?${String(searchParams).replaceAll('&', '&amp;')}">
      <label>Email <input name="username" type="email"></label> <label>Password <input name="password" type="password"></label>
      <button>Sign in</button></form>`);
  }

  login({ searchParams }, filled, response) {
    const asked = Object.fromEntries(searchParams);
    const username = filled.get('username');
    if (asked.client_id !== this.clientId || !this.callbacks.includes(asked.redirect_uri)) return this.refuse(response, 'redirect_mismatch');
    if (!username || !filled.get('password')) return this.go(response, `/login?${searchParams}`);
    if (!this.subjects.has(username)) this.subjects.set(username, randomUUID());
    const session = { sub: this.subjects.get(username), username, auth_time: Math.floor(Date.now() / 1000) };
    const cookie = randomUUID();
    this.sessions.set(cookie, session);
    const to = new URL(asked.redirect_uri);
    to.searchParams.set('code', this.code(session, asked));
    to.searchParams.set('state', asked.state);
    return this.go(response, to, { 'set-cookie': `cognito=${cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600` });
  }

  token(filled, response) {
    const refuse = (error) => this.json(response, 400, { error });
    if (filled.get('grant_type') !== 'authorization_code') return refuse('unsupported_grant_type');
    if (filled.get('client_id') !== this.clientId) return refuse('invalid_client');
    const code = this.codes.get(filled.get('code'));
    this.codes.delete(filled.get('code'));
    const proof = createHash('sha256').update(filled.get('code_verifier') ?? '').digest('base64url');
    if (!code || code.redirect_uri !== filled.get('redirect_uri') || code.challenge !== proof || Date.now() - code.made > 300_000) return refuse('invalid_grant');
    const iat = Math.floor(Date.now() / 1000);
    const common = { sub: code.sub, iss: ISSUER, origin_jti: randomUUID(), event_id: randomUUID(), auth_time: code.auth_time, exp: iat + 3600, iat };
    const id_token = this.keys.id.sign({
      ...common, at_hash: 'x', email_verified: true, 'cognito:username': code.sub, aud: this.clientId, token_use: 'id', jti: randomUUID(), email: code.username,
    });
    const access_token = this.keys.access.sign({
      ...common, client_id: this.clientId, version: 2, token_use: 'access', scope: 'openid', jti: randomUUID(), username: code.sub,
    });
    return this.json(response, 200, { id_token, access_token, refresh_token: randomUUID(), expires_in: 3600, token_type: 'Bearer' });
  }

  logout(asked, response) {
    if (asked.get('client_id') !== this.clientId || !this.signOuts.includes(asked.get('logout_uri'))) return this.refuse(response, 'logout_uri');
    return this.go(response, asked.get('logout_uri'), { 'set-cookie': 'cognito=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0' });
  }
}

// Somebody with a browser of their own. Everything that a browser would complain about is collected.

import assert from 'node:assert/strict';

export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const LOOPBACK = new Set(['localhost', '127.0.0.1']);
const NO_REQUEST = new Set(['about:', 'data:', 'blob:', 'chrome-error:']);

export class Customer {
  #troubles = [];
  #documents = new Set();
  #excused = new Set();

  static async arrive(browser, site, options = {}) {
    const context = await browser.newContext({ ...DESKTOP, locale: 'en-US', ...options });
    context.setDefaultTimeout(15_000);
    const customer = new Customer(context, site);
    customer.page = await context.newPage();
    return customer;
  }

  constructor(context, site) {
    this.context = context;
    this.site = site;
    context.on('request', (request) => this.#onRequest(request));
    context.on('requestfailed', (request) => this.#onFailure(request));
    context.on('response', (response) => this.#onResponse(response));
    context.on('console', (message) => this.#onConsole(message));
    context.on('weberror', ({ error }) => this.#troubles.push(`script: ${error()}`));
  }

  goto(path, options) {
    return this.page.goto(new URL(path, this.site).href, options);
  }

  // The button. The page may come back from the browser's memory, where nothing is loaded again; of
  // one that was the answer to a form, Chromium shows an error until the form is sent again.
  async goBack() {
    await this.page.goBack({ waitUntil: 'commit' }).catch((error) => {
      if (!error.message.includes('ERR_CACHE_MISS')) throw error;
    });
  }

  // The value of a cookie that the site set.
  async cookie(name) {
    const cookies = await this.context.cookies(this.site);
    return cookies.find((cookie) => cookie.name === name)?.value;
  }

  // Login attempts that this browser has open.
  async openAttempts() {
    const cookies = await this.context.cookies(this.site);
    return cookies.filter((cookie) => cookie.name.startsWith('login-')).length;
  }

  // What the site's own server learns about this browser.
  async whoAmI() {
    const token = await this.cookie('session');
    return askWho(this.site, token);
  }

  async isSignedOut() {
    assert.equal((await this.whoAmI()).status, 401);
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.#troubles, [], 'the browser complained');
  }

  // An address that the story itself makes fail.
  excuse(path) {
    this.#excused.add(new URL(path, this.site).href);
  }

  #onRequest(request) {
    const url = new URL(request.url());
    if (request.isNavigationRequest()) this.#documents.add(url.href);
    if (NO_REQUEST.has(url.protocol) || LOOPBACK.has(url.hostname)) return;
    this.#troubles.push(`left the machine: ${url.href}`);
  }

  // What is given up because the page is left (a double click, say) has not failed; a page that does
  // not come, the story notices itself.
  #onFailure(request) {
    const reason = request.failure()?.errorText;
    if (request.isNavigationRequest() || reason === 'net::ERR_ABORTED' || this.#excused.has(request.url())) return;
    this.#troubles.push(`failed: ${request.url()} (${reason})`);
  }

  #onResponse(response) {
    const [status, url] = [response.status(), response.url()];
    if (status < 400 || response.request().isNavigationRequest() || this.#excused.has(url)) return;
    this.#troubles.push(`${status}: ${url}`);
  }

  // A page about a problem has that problem's status, which the console repeats.
  #onConsole(message) {
    if (message.type() !== 'error') return;
    const [text, { url }] = [message.text(), message.location()];
    const isStatus = text.startsWith('Failed to load resource: the server responded with a status of');
    if (isStatus && (this.#documents.has(url) || this.#excused.has(url))) return;
    this.#troubles.push(`console: ${text} (${url})`);
  }
}

// `GET /auth/session`, as the site's server asks it with a cookie it was shown.
export async function askWho(site, sessionToken) {
  const headers = sessionToken ? { cookie: `session=${sessionToken}` } : {};
  const answer = await fetch(new URL('/auth/session', site), { headers });
  return { status: answer.status, ...(await answer.json()) };
}

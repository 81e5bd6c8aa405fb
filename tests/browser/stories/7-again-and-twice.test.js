// Refresh, Back, double clicks, two tabs: what people do.

import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { LinkPage } from '../pages/link.js';
import { ProblemPage } from '../pages/problem.js';
import { HomePage, StartPage } from '../pages/start.js';
import { following } from '../support/navigation.js';
import { ALICE } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

async function goToAmazon(customer) {
  return (await StartPage.open(customer)).goToAmazon();
}

async function inNewTab(customer) {
  const page = await customer.context.newPage();
  await page.goto(customer.site);
  return StartPage.shown(page);
}

// The address of the callback, as soon as the browser has asked for it.
function watchCallback(customer) {
  const seen = {};
  customer.context.on('request', (request) => {
    if (request.url().includes('/auth/amazon/callback?')) seen.url = request.url();
  });
  return seen;
}

story('a callback delivered again spends no code and keeps the session', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const callback = watchCallback(customer);
  await (await goToAmazon(customer)).signInAs(persona, HomePage);
  const session = await customer.cookie('session');
  const { code_exchanges } = await amazon.requests();

  await customer.page.goto(callback.url);

  await HomePage.shown(customer.page);
  assert.equal(await customer.cookie('session'), session);
  assert.equal((await amazon.requests()).code_exchanges, code_exchanges);
});

story('a callback whose answer got lost is answered again with the same session', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const callback = watchCallback(customer);
  await (await goToAmazon(customer)).signInAs(persona, HomePage);
  const session = await customer.cookie('session');
  await customer.context.clearCookies({ name: 'session' });

  await customer.page.goto(callback.url);

  await HomePage.shown(customer.page);
  assert.equal(await customer.cookie('session'), session);
});

story('refreshing a problem shows the problem again; Back to Amazon and another answer still leads on', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  await (await goToAmazon(customer)).cancel(ProblemPage);

  await customer.page.reload();

  await (await ProblemPage.shown(customer.page)).says('access_denied', /Nothing has changed/);
  await customer.goBack();
  const problem = await (await ChooserPage.shown(customer.page)).signInAs(persona, ProblemPage);
  await (await problem.startAgain(ChooserPage)).signInAs(persona, HomePage);
});

story('Back to Amazon after signing in, and the same answer again: still signed in', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  await (await goToAmazon(customer)).signInAs(persona, HomePage);
  await customer.page.evaluate(() => history.go(-2));
  await (await ChooserPage.shown(customer.page)).choose(persona, HomePage);
});

story('a double click on Allow makes one account and one session', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const consent = await (await goToAmazon(customer)).choose(persona);

  await following(customer.page, () => consent.allowButton.dblclick());

  await HomePage.shown(customer.page);
  assert.equal((await customer.whoAmI()).status, 200);
});

story('a double click on Sign in signs in', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const start = await StartPage.open(customer);
  await start.email.fill(ALICE.email);
  await start.password.fill(ALICE.password);

  await following(customer.page, () => start.signInButton.dblclick());

  await HomePage.shown(customer.page);
});

story('a double click on Link and sign in links once and signs in', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Alice Moreau', email: ALICE.email });
  const question = await (await goToAmazon(customer)).signInAs(persona, LinkPage);
  await question.password.fill(ALICE.password);

  await following(customer.page, () => question.submit.dblclick());

  const home = await HomePage.shown(customer.page);
  assert.equal(await home.field('email'), ALICE.email);
});

story('a double click on Sign out signs out', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const home = await (await StartPage.open(customer)).signIn(ALICE);

  await following(customer.page, () => home.signOutButton.dblclick());

  await StartPage.shown(customer.page);
  await customer.isSignedOut();
});

story('Back to an answered question leads on, signed in', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Alice Moreau', email: ALICE.email });
  const question = await (await goToAmazon(customer)).signInAs(persona, LinkPage);
  await question.answer(ALICE.password, HomePage);

  await customer.goto('/auth/amazon/link');

  await HomePage.shown(customer.page);
});

story('two tabs sign in at once, with one Amazon account', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const choosers = [];
  for (let tab = 0; tab < 2; tab += 1) choosers.push(await (await inNewTab(customer)).goToAmazon());
  assert.equal(await customer.openAttempts(), 2);
  const [first, second] = await Promise.all(choosers.map((chooser) => chooser.choose(persona)));

  const homes = await Promise.all([first.allow(HomePage), second.allow(HomePage)]);

  const [one, other] = await Promise.all(homes.map((home) => home.field('account_id')));
  assert.equal(one, other);
  assert.equal((await customer.whoAmI()).account_id, one);
});

story('two tabs ask the link question; each ends on a page that leads on', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Alice Moreau', email: ALICE.email });
  const first = await (await (await inNewTab(customer)).goToAmazon()).signInAs(persona, LinkPage);
  const second = await (await (await inNewTab(customer)).goToAmazon()).signInAs(persona, LinkPage);
  await second.answer(ALICE.password, HomePage);

  await following(first.page, async () => {
    await first.password.fill(ALICE.password);
    await first.submit.click();
  });

  const shown = await first.page.getByRole('heading', { level: 1 }).innerText();
  assert.match(shown, /Hello, |This form can’t be accepted/);
  await HomePage.open(customer);
});

story('a seventh tab does not stop the sign-in', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  let chooser;
  for (let tab = 0; tab < 7; tab += 1) chooser = await (await inNewTab(customer)).goToAmazon();
  assert.equal(await customer.openAttempts(), 5);

  await chooser.signInAs(persona, HomePage);
});

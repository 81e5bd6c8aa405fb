// What goes wrong on our side of a sign-in, or is not allowed there: each page says what to do next.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AccountPage, ConnectPage } from '../pages/account.js';
import { ChooserPage } from '../pages/amazon.js';
import { ProblemPage } from '../pages/problem.js';
import { RegisterPage } from '../pages/register.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { stage } from '../support/stage.js';

const story = stage();

async function registered(newCustomer, options) {
  const customer = await newCustomer(options);
  const zoe = { name: 'Zoë O’Hara', email: `${randomUUID()}@example.com`, password: 'four plain words here' };
  await (await RegisterPage.open(customer)).register(zoe, HomePage);
  return { customer, zoe };
}

async function byAmazon(amazon, newCustomer) {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  await (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, HomePage);
  return { customer, persona };
}

story('an account that the site closed opens neither by password nor by Amazon', async ({ amazon, table, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  await table.close(await customer.cookie('session'));
  const again = await newCustomer(PHONE);

  const problem = await (await SignInPage.open(again)).signIn(zoe, ProblemPage);

  await problem.says('account_disabled', /contact us/);
  await inspect(again.page, 'account-disabled-problem');
  const other = await byAmazon(amazon, newCustomer);
  await table.close(await other.customer.cookie('session'));
  const back = await (await (await StartPage.open(again)).goToAmazon()).choose(other.persona, ProblemPage);
  await back.says('account_disabled', /contact us/);
  await again.isSignedOut();
}, { needsTable: true });

story('after ten wrong passwords there is a pause, also for the right one', async ({ newCustomer }) => {
  const { zoe } = await registered(newCustomer);
  const stranger = await newCustomer();
  let page = await SignInPage.open(stranger);
  for (let tries = 0; tries < 10; tries += 1) page = await page.signIn({ ...zoe, password: 'not the password' }, SignInPage);

  page = await page.signIn(zoe, SignInPage);

  assert.match(await page.alert.innerText(), /quarter of an hour/);
  await inspect(stranger.page, 'too-many-attempts');
  await stranger.isSignedOut();
});

story('the account page of nobody leads to the sign-in, and back', async ({ newCustomer }) => {
  const { zoe } = await registered(newCustomer);
  const somebody = await newCustomer();
  await somebody.goto('/auth/account');
  const problem = await ProblemPage.shown(somebody.page);
  await problem.says('unauthenticated', /sign in/i);
  await inspect(somebody.page, 'unauthenticated-problem');

  const page = await problem.follow('Sign in with your password', SignInPage);

  await page.signIn(zoe, AccountPage);
});

story('an address that does not exist says so', async ({ newCustomer }) => {
  const somebody = await newCustomer();

  await somebody.goto('/auth/assets/none.css');

  await (await ProblemPage.shown(somebody.page)).says('not_found', /does not exist/);
  await inspect(somebody.page, 'not-found-problem');
});

story('back to Amazon after a cancel, and allowed there: that sign-in is over, the next one works', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  const cancelled = await chooser.cancel(ProblemPage);
  await cancelled.says('access_denied', /Nothing has changed/);
  await customer.goBack();

  const problem = await (await ChooserPage.shown(customer.page)).signInAs(persona, ProblemPage);

  await problem.says('interrupted', /start again/);
  await inspect(customer.page, 'interrupted-problem');
  await (await problem.startAgain(ChooserPage)).choose(persona, HomePage);
});

story('two tabs unlink the last two ways in: one of them stays', async ({ amazon, newCustomer }) => {
  const { customer } = await byAmazon(amazon, newCustomer);
  const second = await amazon.newPersona();
  const page = await AccountPage.open(customer);
  const both = await (await (await page.connect()).signInAs(second, ConnectPage)).connect(AccountPage);
  assert.equal(await both.amazonAccounts.count(), 2);
  const tab = await customer.context.newPage();
  await tab.goto(customer.page.url());
  const other = await AccountPage.shown(tab);

  await both.unlink(both.amazonAccounts.nth(0), AccountPage);
  await other.amazonAccounts.nth(1).getByRole('button').click();

  // The second tab's form is of the session before: nothing is done, and the page is shown as it is now.
  const after = await AccountPage.shown(tab);
  assert.equal(await after.amazonAccounts.count(), 1);
  await HomePage.open(customer);
});

story('a sixth Amazon account is not connected', async ({ amazon, newCustomer }) => {
  const { customer } = await registered(newCustomer);
  let page = await AccountPage.open(customer);
  for (let connected = 0; connected < 5; connected += 1) {
    const persona = await amazon.newPersona();
    page = await (await (await page.connect()).signInAs(persona, ConnectPage)).connect(AccountPage);
  }

  assert.equal(await page.amazonAccounts.count(), 5);
  assert.equal(await page.button('Connect an Amazon account').count(), 0);
  await inspect(customer.page, 'account-full');
});

story('when the table has no answer, nobody is signed in, and the page says to try again', async ({ table, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  await table.spoil(await customer.cookie('session'));
  const again = await newCustomer();

  const problem = await (await SignInPage.open(again)).signIn(zoe, ProblemPage);

  await problem.says('unavailable', /try again in a moment/);
  await inspect(again.page, 'unavailable-problem');
  await again.isSignedOut();
}, { needsTable: true });

// Where an account is signed in, its data to take away, and its end.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { AccountPage, DeletedPage, DeletePage } from '../pages/account.js';
import { RegisterPage } from '../pages/register.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { stage } from '../support/stage.js';

const story = stage();

// A customer who is signed in with as many browsers.
async function signedIn(newCustomer, browsers) {
  const zoe = { name: 'Zoë O’Hara', email: `${randomUUID()}@example.com`, password: 'four plain words here' };
  const customer = await newCustomer();
  await (await RegisterPage.open(customer)).register(zoe, HomePage);
  const others = [];
  for (let number = 1; number < browsers; number += 1) {
    const other = await newCustomer(PHONE);
    await (await SignInPage.open(other)).signIn(zoe, HomePage);
    others.push(other);
  }
  return { zoe, customer, others };
}

story('one other browser is signed out, then all others, then all', async ({ newCustomer }) => {
  const { customer, others } = await signedIn(newCustomer, 4);
  const page = await AccountPage.open(customer);
  assert.equal(await page.sessions.count(), 4);
  assert.match(await page.sessions.first().innerText(), /This browser: Chrome, Linux/);
  await inspect(customer.page, 'account-sessions');

  const one = await page.press(page.sessions.getByRole('button').first(), AccountPage);
  assert.equal(await one.sessions.count(), 3);
  const rest = await one.press(one.button('Sign out everywhere else'), AccountPage);
  assert.equal(await rest.sessions.count(), 1);
  for (const other of others) await other.isSignedOut();
  await rest.press(rest.button('Sign out everywhere'), StartPage);
  await customer.isSignedOut();
});

story('a page that was open while the session was renewed does nothing and leads back', async ({ newCustomer }) => {
  const { customer } = await signedIn(newCustomer, 2);
  const page = await AccountPage.open(customer);
  const tab = await customer.context.newPage();
  await tab.goto(customer.page.url());
  await page.press(page.button('Sign out everywhere else'), AccountPage);

  await new AccountPage(tab).press(new AccountPage(tab).button('Sign out everywhere'), AccountPage);

  assert.equal((await customer.whoAmI()).status, 200);
});

story('the data that is kept is downloaded as a file', async ({ newCustomer }) => {
  const { zoe, customer } = await signedIn(newCustomer, 1);
  const page = await AccountPage.open(customer);
  const downloading = customer.page.waitForEvent('download');

  await page.button('Download my data').click();

  const data = JSON.parse(await readFile(await (await downloading).path(), 'utf8'));
  assert.match(JSON.stringify(data), new RegExp(zoe.email));
  assert.doesNotMatch(JSON.stringify(data), /argon2|\$/);
});

// Signed in a moment ago, which is proof enough.
story('an account is deleted once that was said twice, and the address is free again', async ({ newCustomer }) => {
  const { zoe, customer, others } = await signedIn(newCustomer, 2);
  const page = await AccountPage.open(customer);
  const question = await page.press(page.button('Delete my account'), DeletePage);
  await inspect(customer.page, 'account-delete');
  const kept = await question.press(question.link('Keep it'), AccountPage);
  const again = await kept.press(kept.button('Delete my account'), DeletePage);

  const gone = await again.confirm(DeletedPage);

  await inspect(customer.page, 'account-deleted');
  await others[0].isSignedOut();
  await gone.press(gone.link('Back to the start page'), StartPage);
  await (await RegisterPage.open(customer)).register(zoe, HomePage);
});

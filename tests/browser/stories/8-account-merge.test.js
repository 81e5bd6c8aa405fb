// Somebody whose address at Amazon is another one got an empty account, and goes on with the one they had.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AccountPage, EmptyAccountPage, MergePage } from '../pages/account.js';
import { RegisterPage } from '../pages/register.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { Keyboard } from '../support/keyboard.js';
import { stage } from '../support/stage.js';

const story = stage();

// An account with a password, and a browser in which the same person just came by Amazon, as somebody new.
async function twoAccounts(amazon, newCustomer, options) {
  const earlier = await newCustomer();
  const zoe = { name: 'Zoë O’Hara', email: `${randomUUID()}@example.com`, password: 'four plain words here' };
  await (await RegisterPage.open(earlier)).register(zoe, HomePage);
  const customer = await newCustomer(options);
  const persona = await amazon.newPersona({ name: 'Z. O’Hara' });
  await (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, HomePage);
  return { customer, earlier, zoe, persona };
}

story('the earlier account is opened by Amazon from then on, and the empty one is gone', async ({ amazon, newCustomer }) => {
  const { customer, earlier, zoe, persona } = await twoAccounts(amazon, newCustomer, PHONE);
  const page = await EmptyAccountPage.open(customer);
  await inspect(customer.page, 'account-empty');

  const wrong = await page.goOnWith({ ...zoe, password: 'not the password' }, MergePage);
  assert.match(await wrong.alert.innerText(), /not right/);
  assert.equal(await wrong.earlierEmail.inputValue(), zoe.email);
  await inspect(customer.page, 'account-merge-wrong');
  const merged = await wrong.goOnWith(zoe, AccountPage);

  assert.equal(await merged.amazonAccounts.count(), 1);
  await earlier.isSignedOut();
  const home = await HomePage.open(customer);
  assert.equal(await home.field('email'), zoe.email);
  const again = await newCustomer();
  const found = await (await (await StartPage.open(again)).goToAmazon()).choose(persona, HomePage);
  assert.equal(await found.field('email'), zoe.email);
  assert.equal(await (await AccountPage.open(customer)).button('Go on with my earlier account').count(), 0);
});

story('without JavaScript, and clicked twice: one account', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await twoAccounts(amazon, newCustomer, { javaScriptEnabled: false });
  const page = await EmptyAccountPage.open(customer);
  await page.earlierEmail.fill(zoe.email);
  await page.earlierPassword.fill(zoe.password);

  await page.button('Go on with my earlier account').dblclick();

  await AccountPage.shown(customer.page);
  assert.equal(await (await HomePage.open(customer)).field('email'), zoe.email);
});

story('without a mouse', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await twoAccounts(amazon, newCustomer);
  const keyboard = new Keyboard(customer.page);
  const page = await EmptyAccountPage.open(customer);
  await keyboard.fill(page.earlierEmail, zoe.email);
  await keyboard.fill(page.earlierPassword, zoe.password);
  await keyboard.press('Enter');

  assert.equal(await (await AccountPage.shown(customer.page)).amazonAccounts.count(), 1);
});

// Who may get in: Amazon accounts connected and unlinked, and the password.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AccountPage, ChangePasswordPage, ConnectPage } from '../pages/account.js';
import { ChooserPage } from '../pages/amazon.js';
import { ProblemPage } from '../pages/problem.js';
import { RegisterPage } from '../pages/register.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { Keyboard } from '../support/keyboard.js';
import { stage } from '../support/stage.js';

const story = stage();

// A customer of this story's own, signed in by password.
async function registered(newCustomer, options) {
  const customer = await newCustomer(options);
  const zoe = { name: 'Zoë O’Hara', email: `${randomUUID()}@example.com`, password: 'four plain words here' };
  await (await RegisterPage.open(customer)).register(zoe, HomePage);
  return { customer, zoe };
}

story('another Amazon account is connected from the account page, opens it, and is unlinked again', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const persona = await amazon.newPersona({ name: 'Z. O’Hara', email: `${randomUUID()}@example.net` });
  const page = await AccountPage.open(customer);
  assert.equal(await page.amazonAccounts.count(), 0);
  await inspect(customer.page, 'account-without-amazon');

  const question = await (await page.connect()).signInAs(persona, ConnectPage);
  assert.match((await question.accounts.allInnerTexts()).join(' '), /Z\. O’Hara.*Zoë O’Hara/s);
  await inspect(customer.page, 'account-connect');
  const connected = await question.connect(AccountPage);

  assert.equal(await connected.amazonAccounts.count(), 1);
  await inspect(customer.page, 'account-with-amazon');
  const other = await newCustomer();
  const home = await (await (await StartPage.open(other)).goToAmazon()).choose(persona, HomePage);
  assert.equal(await home.field('email'), zoe.email);
  const unlinked = await connected.unlink(connected.amazonAccounts.first(), AccountPage);
  assert.equal(await unlinked.amazonAccounts.count(), 0);
  await other.isSignedOut();
});

story('the question of a connection, asked and left alone, connects nothing', async ({ amazon, newCustomer }) => {
  const { customer } = await registered(newCustomer, PHONE);
  const persona = await amazon.newPersona();
  const question = await (await (await AccountPage.open(customer)).connect()).signInAs(persona, ConnectPage);

  const page = await question.press(question.link('Back to your account'), AccountPage);

  assert.equal(await page.amazonAccounts.count(), 0);
});

story('cancelling at Amazon on the way to a connection leaves the customer signed in', async ({ newCustomer }) => {
  const { customer } = await registered(newCustomer);
  const chooser = await (await AccountPage.open(customer)).connect();

  const problem = await chooser.cancel(ProblemPage);

  await problem.says('access_denied', /Nothing has changed/);
  await HomePage.open(customer);
});

story('the only way in is not taken away, and the page says what to do', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  await (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, HomePage);

  const page = await AccountPage.open(customer);

  const card = page.amazonAccounts.first();
  assert.match(await card.innerText(), /only way in.*connect another/s);
  assert.equal(await card.getByRole('button').count(), 0);
  await inspect(customer.page, 'account-only-way-in');
});

story('a password is changed by the one before, and by nothing else', async ({ newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const elsewhere = await newCustomer(PHONE);
  await (await SignInPage.open(elsewhere)).signIn(zoe, HomePage);
  const next = 'five plainer words than before';
  const page = await AccountPage.open(customer);

  const wrong = await page.setPassword({ now: 'not the password', next }, ChangePasswordPage);
  assert.match(await wrong.alert.innerText(), /not your password/);
  await inspect(customer.page, 'account-password-wrong');
  const refused = await wrong.setPassword({ now: zoe.password, next: 'short' }, ChangePasswordPage);
  assert.match(await refused.alert.innerText(), /15 characters/);
  await inspect(customer.page, 'account-password-refused');
  await elsewhere.page.reload();
  await HomePage.shown(elsewhere.page);
  await refused.setPassword({ now: zoe.password, next }, AccountPage);

  await elsewhere.isSignedOut();
  const again = await SignInPage.open(elsewhere);
  await again.signIn(zoe, SignInPage);
  await again.signIn({ ...zoe, password: next }, HomePage);
});

story('without a mouse: connecting, and changing the password', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const keyboard = new Keyboard(customer.page);
  const persona = await amazon.newPersona();
  const page = await AccountPage.open(customer);
  await keyboard.activate(page.button('Connect an Amazon account'));
  const question = await (await ChooserPage.shown(customer.page)).signInAs(persona, ConnectPage);
  await keyboard.activate(question.button('Connect'));
  const connected = await AccountPage.shown(customer.page);
  await keyboard.fill(connected.passwordNow, zoe.password);
  await keyboard.fill(connected.newPassword, 'five plainer words than before');
  await keyboard.press('Enter');

  assert.equal(await (await AccountPage.shown(customer.page)).amazonAccounts.count(), 1);
});

story('without JavaScript, and clicked twice: one connection', async ({ amazon, newCustomer }) => {
  const { customer } = await registered(newCustomer, { javaScriptEnabled: false });
  const persona = await amazon.newPersona();
  const question = await (await (await AccountPage.open(customer)).connect()).signInAs(persona, ConnectPage);

  await question.button('Connect').dblclick();

  assert.equal(await (await AccountPage.shown(customer.page)).amazonAccounts.count(), 1);
});

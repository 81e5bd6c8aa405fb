// A new customer who wants a password here.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { RegisterPage } from '../pages/register.js';
import { SignedInPage, SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { Keyboard } from '../support/keyboard.js';
import { ALICE } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

const somebody = () => ({ name: 'Zoë O’Hara', email: `${randomUUID()}@example.com`, password: 'four plain words here' });

story('from the sign-in page to an account of one’s own, and back in with its password', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const zoe = somebody();
  const signIn = await SignInPage.open(customer);
  const page = await signIn.press(signIn.link('create one with a password'), RegisterPage);
  assert(await page.loginWithAmazon.isVisible());
  await inspect(customer.page, 'register');

  const home = await page.register(zoe, HomePage);

  assert.equal(await home.greeting(), `Hello, ${zoe.name}`);
  assert.equal(await home.field('email'), zoe.email);
  assert.equal(await home.field('email_verified'), 'false');
  const account = await home.field('account_id');
  await SignedInPage.open(customer, '/auth/register');
  const start = await (await SignedInPage.shown(customer.page)).signOut(StartPage);
  const again = await start.signIn(zoe);
  assert.equal(await again.field('account_id'), account);
});

story('what is wrong is announced, stands at its field, and is mended there', async ({ newCustomer }) => {
  const customer = await newCustomer(PHONE);
  const zoe = somebody();
  const page = await RegisterPage.open(customer);

  const again = await page.register({ ...zoe, password: 'Password1234567' }, RegisterPage);

  assert.equal(await customer.page.title(), 'Error: Create your account · Harbour Lane');
  assert.match(await again.alert.innerText(), /among the first that are tried/);
  assert.match(await again.describedBy(again.password), /among the first.*At least 15 characters/);
  assert.equal(await again.password.inputValue(), '');
  assert.deepEqual([await again.name.inputValue(), await again.email.inputValue()], [zoe.name, zoe.email]);
  await inspect(customer.page, 'register-refused-password');
  const taken = await again.register({ ...zoe, email: ALICE.email }, RegisterPage);
  assert.match(await taken.describedBy(taken.email), /There is an account with this e-mail address/);
  await inspect(customer.page, 'register-taken-address');
  await customer.isSignedOut();
  await taken.register(zoe, HomePage);
});

story('without a mouse, and without JavaScript', async ({ newCustomer }) => {
  const zoe = somebody();
  const customer = await newCustomer();
  const keyboard = new Keyboard(customer.page);
  const page = await RegisterPage.open(customer);
  await keyboard.fill(page.name, zoe.name);
  await keyboard.fill(page.email, zoe.email);
  await keyboard.fill(page.password, 'too short');
  await keyboard.press('Enter');
  const again = await RegisterPage.shown(customer.page);
  await keyboard.isOn(again.password);
  await customer.page.keyboard.type(zoe.password);
  await keyboard.activate(again.submit);
  const home = await HomePage.shown(customer.page);
  assert.equal(await home.field('email'), zoe.email);

  const without = await newCustomer({ javaScriptEnabled: false });
  await (await RegisterPage.open(without)).register(somebody(), HomePage);
});

story('a double click makes one account', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const zoe = somebody();
  const page = await RegisterPage.open(customer, '/auth/register?return_to=%2Fauth%2Fsign-in');
  await page.name.fill(zoe.name);
  await page.email.fill(zoe.email);
  await page.password.fill(zoe.password);

  await page.submit.dblclick();

  await SignedInPage.shown(customer.page);
});

// The main stories, in browsers without JavaScript and by people without a mouse.

import assert from 'node:assert/strict';
import { ChooserPage, ConsentPage } from '../pages/amazon.js';
import { LinkPage } from '../pages/link.js';
import { ProblemPage } from '../pages/problem.js';
import { HomePage, StartPage } from '../pages/start.js';
import { Keyboard } from '../support/keyboard.js';
import { BOB } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

story('JavaScript off: a new customer signs in, out, and in again', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer({ javaScriptEnabled: false });
  const persona = await amazon.newPersona();
  const chooser = await (await StartPage.open(customer)).goToAmazon();

  const home = await chooser.signInAs(persona, HomePage);

  const account = await home.field('account_id');
  const start = await home.signOut();
  const again = await (await start.goToAmazon()).choose(persona, HomePage);
  assert.equal(await again.field('account_id'), account);
});

story('JavaScript off: an existing customer links', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer({ javaScriptEnabled: false });
  const persona = await amazon.newPersona({ name: 'Robert Hale', email: BOB.email });
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  const question = await chooser.signInAs(persona, LinkPage);

  const wrong = await question.answer('not the password', LinkPage);
  const home = await wrong.answer(BOB.password, HomePage);

  assert.equal(await home.field('email'), BOB.email);
});

story('JavaScript off: cancelling, and signing in with a password instead', async ({ newCustomer }) => {
  const customer = await newCustomer({ javaScriptEnabled: false });
  const chooser = await (await StartPage.open(customer)).goToAmazon();

  const problem = await chooser.cancel(ProblemPage);

  await problem.says('access_denied', /Nothing has changed/);
  const start = await problem.follow('Back to the start page', StartPage);
  await start.signIn(BOB);
});

story('keyboard only: signing in with a password, and out', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const keyboard = new Keyboard(customer.page);
  const start = await StartPage.open(customer);

  await keyboard.fill(start.email, BOB.email);
  await keyboard.fill(start.password, BOB.password);
  await keyboard.press('Enter');

  const home = await HomePage.shown(customer.page);
  await keyboard.activate(home.signOutButton);
  await StartPage.shown(customer.page);
});

story('keyboard only: linking by way of Amazon', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Robert Hale', email: BOB.email });
  const keyboard = new Keyboard(customer.page);
  const start = await StartPage.open(customer);

  await keyboard.activate(start.loginWithAmazon);
  const chooser = await ChooserPage.shown(customer.page);
  await keyboard.activate(chooser.persona(persona));
  const consent = await ConsentPage.shown(customer.page);
  await keyboard.activate(consent.allowButton);
  const question = await LinkPage.shown(customer.page);
  await keyboard.fill(question.password, 'not the password');
  await keyboard.press('Enter');
  const wrong = await LinkPage.shown(customer.page);
  await keyboard.isOn(wrong.password);
  await customer.page.keyboard.type(BOB.password);
  await keyboard.activate(wrong.submit);

  const home = await HomePage.shown(customer.page);
  assert.equal(await home.field('email'), BOB.email);
});

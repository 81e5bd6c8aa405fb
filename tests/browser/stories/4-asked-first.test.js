// A site that asks at a first sign-in, and "not me" where an account was found.

import assert from 'node:assert/strict';
import { FirstSignInPage } from '../pages/first-sign-in.js';
import { LinkPage } from '../pages/link.js';
import { ProblemPage } from '../pages/problem.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { ALICE, BOB } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage('--first-sign-in', 'ask');

async function comesFromAmazon(customer, persona, Next) {
  return (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, Next);
}

story('somebody new has an account made, and is not asked again', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer(PHONE);
  const persona = await amazon.newPersona();
  const question = await comesFromAmazon(customer, persona, FirstSignInPage);
  await customer.isSignedOut();
  await inspect(customer.page, 'asked-first');

  const home = await question.create(HomePage);

  const account = await home.field('account_id');
  const again = await (await (await home.signOut()).goToAmazon()).choose(persona, HomePage);
  assert.equal(await again.field('account_id'), account);
});

story('somebody with an account under another address names it, and Amazon opens it from then on', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer({ javaScriptEnabled: false });
  const persona = await amazon.newPersona();
  const question = await comesFromAmazon(customer, persona, FirstSignInPage);

  const wrong = await question.useOwn({ ...BOB, password: 'not the password' }, FirstSignInPage);
  assert.match(await wrong.alert.innerText(), /not right.*4 tries left/);
  assert.equal(await wrong.email.inputValue(), BOB.email);
  const home = await wrong.useOwn(BOB, HomePage);

  assert.equal(await home.field('email'), BOB.email);
  const again = await (await (await home.signOut()).goToAmazon()).choose(persona, HomePage);
  assert.equal(await again.field('email'), BOB.email);
});

story('a wrong password is said at its fields', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const question = await comesFromAmazon(customer, await amazon.newPersona(), FirstSignInPage);

  await question.useOwn({ email: 'nobody@example.com', password: 'not the password' }, FirstSignInPage);

  await inspect(customer.page, 'asked-first-wrong-password');
});

story('five wrong passwords use the question up', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  let question = await comesFromAmazon(customer, await amazon.newPersona(), FirstSignInPage);
  for (let tries = 0; tries < 5; tries += 1) {
    question = await question.useOwn({ email: 'nobody@example.com', password: 'not the password' }, FirstSignInPage);
  }
  await inspect(customer.page, 'asked-first-used-up');

  await customer.page.goto(customer.page.url());

  await (await ProblemPage.shown(customer.page)).says('link_expired', /Nothing was linked/);
});

story('“not me” makes an account of one’s own, and leaves the other as it is', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Alice Twin', email: ALICE.email });
  const question = await comesFromAmazon(customer, persona, LinkPage);

  const home = await question.press(question.button('Not me: make me an account of my own'), HomePage);

  assert.equal(await home.field('email'), '–');
  const alice = await newCustomer();
  const hers = await (await StartPage.open(alice)).signIn(ALICE);
  assert.notEqual(await hers.field('account_id'), await home.field('account_id'));
  assert.equal(await hers.field('amazon_linked'), 'false');
});

import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { SignOutFirstPage } from '../pages/problem.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { inspect } from '../support/inspect.js';
import { ALICE } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

async function signInAtAmazon(customer, persona) {
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  return chooser.signInAs(persona, HomePage);
}

// An old tab or a bookmark: the start page has no such button for somebody who is signed in.
async function loginAgain(customer) {
  await customer.goto('/auth/amazon/login');
  return ChooserPage.shown(customer.page);
}

story('a new Amazon id while signed in changes nothing; staying signed in', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const home = await (await StartPage.open(customer)).signIn(ALICE);
  const [account, linked] = [await home.field('account_id'), await home.field('amazon_linked')];
  const other = await amazon.newPersona();

  const problem = await (await loginAgain(customer)).signInAs(other, SignOutFirstPage);

  await problem.says('signed_in_as_another', /Nothing has changed/);
  await inspect(customer.page, 'another-id-new');
  const stayed = await problem.staySignedIn(HomePage);
  assert.equal(await stayed.field('account_id'), account);
  assert.equal(await stayed.field('amazon_linked'), linked);
});

story('another account’s Amazon id while signed in; signing out and going on', async ({ amazon, newCustomer }) => {
  const [first, second] = [await amazon.newPersona(), await amazon.newPersona()];
  const secondAccount = await (await signInAtAmazon(await newCustomer(), second)).field('account_id');
  const customer = await newCustomer();
  const firstAccount = await (await signInAtAmazon(customer, first)).field('account_id');

  const problem = await (await loginAgain(customer)).signInAs(second, SignOutFirstPage);

  await problem.says('linked_elsewhere', /Nothing has changed/);
  await inspect(customer.page, 'another-id-known');
  assert.equal((await customer.whoAmI()).account_id, firstAccount);
  const signIn = await problem.signOut(SignInPage);
  await customer.isSignedOut();
  const chooser = await signIn.press(signIn.loginWithAmazon, ChooserPage);
  const home = await chooser.signInAs(second, HomePage);
  assert.equal(await home.field('account_id'), secondAccount);
});

story('the same Amazon id while signed in is simply signed in again', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const before = await (await signInAtAmazon(customer, persona)).field('account_id');

  const home = await (await loginAgain(customer)).signInAs(persona, HomePage);

  assert.equal(await home.field('account_id'), before);
});

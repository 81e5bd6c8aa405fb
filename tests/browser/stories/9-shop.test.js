// The sample shop around the sign-in: a cart, the account page, and the shop's look on every page.

import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { AccountPage, CartPage } from '../pages/shop.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { inspect } from '../support/inspect.js';
import { ALICE, BOB } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

story('a cart is there before the sign-in, after it, and after signing out', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  let start = await StartPage.open(customer);
  await start.press(start.button('Add to cart: Enamel mug'), CartPage);
  start = await StartPage.open(customer);
  const cart = await start.press(start.button('Add to cart: Storm lantern'), CartPage);
  assert.deepEqual(await cart.lines(), ['Enamel mug × 1', 'Storm lantern × 1']);
  await inspect(customer.page, 'cart');

  const signIn = await cart.signIn(SignInPage);
  const chooser = await signIn.press(signIn.loginWithAmazon, ChooserPage);
  const signedIn = await chooser.signInAs(persona, CartPage);

  assert.deepEqual(await signedIn.lines(), ['Enamel mug × 1', 'Storm lantern × 1']);
  await signedIn.remove('Enamel mug');
  await (await HomePage.open(customer)).signOut();
  assert.deepEqual(await (await CartPage.open(customer)).lines(), ['Storm lantern × 1']);
});

story('the account page shows where somebody is signed in', async ({ newCustomer }) => {
  const [desk, sofa] = [await newCustomer(), await newCustomer()];
  for (const customer of [desk, sofa]) await (await StartPage.open(customer)).signIn(BOB);

  const account = await AccountPage.open(desk);

  assert.equal(await account.sessions.count(), 2);
  await inspect(desk.page, 'account');
  await account.press(account.button('Sign out everywhere else'), AccountPage);
  await sofa.isSignedOut();
});

story('every page has the shop’s logo, colour and own pages', async ({ site, newCustomer }) => {
  const customer = await newCustomer();

  const page = await SignInPage.open(customer);

  const logo = customer.page.getByRole('img', { name: 'Harbour Lane' });
  assert(await logo.evaluate((image) => image.complete && image.naturalWidth > 0), 'the logo is not there');
  assert.equal(await page.submit.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(29, 79, 145)');
  for (const name of ['Privacy', 'Terms']) {
    const address = new URL(await page.link(name).getAttribute('href'), site);
    assert.equal((await fetch(address)).status, 200, name);
  }
  await page.signIn(ALICE, HomePage);
});

story('no page moves for somebody who wants no motion', async ({ newCustomer }) => {
  const customer = await newCustomer({ reducedMotion: 'reduce' });
  const page = await SignInPage.open(customer);

  const moves = await page.submit.evaluate((it) => {
    const { transitionDuration, animationName } = getComputedStyle(it);
    return [transitionDuration, animationName];
  });

  assert.deepEqual(moves, ['0s', 'none']);
});

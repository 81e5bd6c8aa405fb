// Another address for an account: whose it is, its own customer says, in a browser that is signed in.

import assert from 'node:assert/strict';
import { AccountPage } from '../pages/account.js';
import { ChooserPage } from '../pages/amazon.js';
import { AddressConfirmedPage, ConfirmAddressPage, ConfirmElsewherePage, ForgotPage, LookPage } from '../pages/mailbox.js';
import { ProblemPage } from '../pages/problem.js';
import { SignedInPage, SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { opens } from '../support/outbox.js';
import { ALICE, BOB } from '../support/people.js';
import { broughtByAmazon, comesFromAmazon, newAddress, registered } from '../support/registered.js';
import { stageWithMail } from '../support/stage.js';

const story = stageWithMail();

// A customer, and a letter on its way to the address that their account is to have.
async function asksForAnother(newCustomer) {
  const { customer, zoe } = await registered(newCustomer);
  const address = newAddress();
  await (await AccountPage.open(customer)).changeAddress(address);
  return { customer, zoe, letter: { mailbox: address, page: '/auth/verify' } };
}

story('an address that changed at Amazon is taken over by one button and a letter', async ({ amazon, newCustomer }) => {
  const { customer, persona } = await broughtByAmazon(amazon, newCustomer);
  const email = newAddress();
  await amazon.changePersona(persona, { email });
  await (await HomePage.open(customer)).signOut();
  await comesFromAmazon(customer, persona, HomePage);
  const account = await AccountPage.open(customer);
  await inspect(customer.page, 'account-other-address-at-amazon');

  await account.press(account.adoptButton(email), LookPage);
  const question = await opens(customer, { mailbox: email, page: '/auth/verify' }, ConfirmAddressPage);
  await question.confirm(AddressConfirmedPage);

  const who = await customer.whoAmI();
  assert.deepEqual([who.email, who.email_verified], [email, true]);
});

story('in another browser the link asks to sign in first, and then again, on a phone', async ({ newCustomer }) => {
  const { customer, zoe, letter } = await asksForAnother(newCustomer);

  const phone = await newCustomer(PHONE);
  const question = await opens(phone, letter, ConfirmElsewherePage);
  assert.equal(await question.yes.count(), 0);
  await inspect(phone.page, 'address-elsewhere');
  const again = await (await question.goToSignIn()).signIn(zoe, ConfirmAddressPage);
  await again.confirm(AddressConfirmedPage);

  assert.equal((await phone.whoAmI()).email, letter.mailbox);
  await customer.isSignedOut();
});

story('whoever has Amazon alone signs in with Amazon, and is asked again', async ({ amazon, newCustomer }) => {
  const { customer, persona } = await broughtByAmazon(amazon, newCustomer);
  await (await AccountPage.open(customer)).proveAddress();

  const elsewhere = await newCustomer({ javaScriptEnabled: false });
  const question = await opens(elsewhere, { mailbox: persona.email, page: '/auth/verify' }, ConfirmElsewherePage);
  const signIn = await question.goToSignIn();
  await signIn.press(signIn.loginWithAmazon, ChooserPage);
  const again = await new ChooserPage(elsewhere.page).choose(persona, ConfirmAddressPage);
  await again.confirm(AddressConfirmedPage);

  assert.equal((await elsewhere.whoAmI()).email_verified, true);
});

story('the reader of the mailbox, signed in to another account, confirms nothing', async ({ newCustomer }) => {
  const { customer, zoe, letter } = await asksForAnother(newCustomer);
  const reader = await newCustomer();
  await (await StartPage.open(reader)).signIn(ALICE);

  const question = await opens(reader, letter, ConfirmElsewherePage);

  assert.equal(await question.yes.count(), 0);
  await question.goToSignIn(SignedInPage);
  assert.equal((await customer.whoAmI()).email, zoe.email);
});

story('whoever is signed in to another account of theirs signs out, and is asked again', async ({ newCustomer }) => {
  const { zoe, letter } = await asksForAnother(newCustomer);
  const elsewhere = await newCustomer();
  await (await StartPage.open(elsewhere)).signIn(ALICE);
  const question = await opens(elsewhere, letter, ConfirmElsewherePage);
  await inspect(elsewhere.page, 'address-another-account');

  const signIn = await (await question.signOut()).goToSignIn();
  const again = await signIn.signIn(zoe, ConfirmAddressPage);
  await again.confirm(AddressConfirmedPage);

  assert.equal((await elsewhere.whoAmI()).email, letter.mailbox);
});

story('a question left open is not answered by whoever signs in to that browser next', async ({ newCustomer }) => {
  const { customer, zoe, letter } = await asksForAnother(newCustomer);
  const question = await opens(customer, letter, ConfirmAddressPage);
  const tab = await customer.context.newPage();
  await tab.goto(customer.site);
  await (await (await HomePage.shown(tab)).signOut()).signIn(BOB);

  const refused = await question.confirm(ConfirmElsewherePage);

  assert.equal(await refused.yes.count(), 0);
  assert.equal((await customer.whoAmI()).email, BOB.email);
  const elsewhere = await newCustomer();
  const home = await (await SignInPage.open(elsewhere)).signIn(zoe, HomePage);
  assert.equal(await home.field('email'), zoe.email);
});

story('an address that another account has stays there, and the page leads on', async ({ newCustomer }) => {
  const { customer } = await registered(newCustomer);
  await (await AccountPage.open(customer)).changeAddress(ALICE.email);
  const question = await opens(customer, { mailbox: ALICE.email, page: '/auth/verify' }, ConfirmAddressPage);

  const problem = await question.confirm(ProblemPage);

  await problem.says('email_taken', /There is an account with this e-mail address/);
  await inspect(customer.page, 'address-taken');
  await problem.follow('Choose a new password', ForgotPage);
});

story('a double click without JavaScript confirms an address once, and ends well', async ({ newCustomer }) => {
  const customer = await newCustomer({ javaScriptEnabled: false });
  const address = newAddress();
  await (await StartPage.open(customer)).signIn(BOB);
  await (await AccountPage.open(customer)).changeAddress(address);
  const question = await opens(customer, { mailbox: address, page: '/auth/verify' }, ConfirmAddressPage);

  await question.yes.dblclick();

  await AddressConfirmedPage.shown(customer.page);
  assert.equal((await customer.whoAmI()).email, address);
});

// What customers do with letters: a forgotten password, another address, and the way back.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AccountPage } from '../pages/account.js';
import { AddressConfirmedPage, ConfirmAddressPage, ForgotPage, LookPage, ResetDonePage, ResetPage, UndoPage } from '../pages/mailbox.js';
import { Page } from '../pages/page.js';
import { ProblemPage } from '../pages/problem.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { Keyboard } from '../support/keyboard.js';
import { opens } from '../support/outbox.js';
import { ALICE, BOB } from '../support/people.js';
import { comesFromAmazon, connects, registered } from '../support/registered.js';
import { stageWithMail } from '../support/stage.js';

const story = stageWithMail();
const NEW = 'four words nobody put together';

class Outbox extends Page {
  static HEADING = 'Outbox';
}

story('a forgotten password is set by the link of a letter, on a phone', async ({ newCustomer }) => {
  const customer = await newCustomer(PHONE);
  const signIn = await SignInPage.open(customer);

  const forgot = await signIn.press(signIn.link('Forgot your password?'), ForgotPage);
  await inspect(customer.page, 'forgot');
  await forgot.ask(ALICE.email, LookPage);
  await inspect(customer.page, 'forgot-sent');
  const reset = await opens(customer, { mailbox: ALICE.email, page: '/auth/reset' }, ResetPage);
  await inspect(customer.page, 'reset');
  const again = await reset.set('too short', ResetPage);
  assert.match(await again.alert.innerText(), /at least 15/);
  await inspect(customer.page, 'reset-refused');
  const done = await again.set(NEW, ResetDonePage);
  await inspect(customer.page, 'reset-done');

  await customer.isSignedOut();
  const back = await done.press(done.link('Sign in'), SignInPage);
  await back.signIn({ email: ALICE.email, password: NEW }, HomePage);
  const late = await newCustomer();
  await late.goto('/auth/reset?token=nothing');
  const problem = await ProblemPage.shown(late.page);
  await problem.says('proof_expired', /works once/);
  await inspect(late.page, 'reset-expired');
  await problem.press(problem.link('Choose a new password'), ForgotPage);
});

story('nobody’s address is answered like everybody’s, by keyboard alone', async ({ newCustomer }) => {
  const customer = await newCustomer();
  await customer.goto('/auth/forgot');
  const forgot = await ForgotPage.shown(customer.page);
  const keyboard = new Keyboard(customer.page);

  await keyboard.fill(forgot.email, `${randomUUID()}@example.com`);
  await keyboard.activate(forgot.submit);

  await LookPage.shown(customer.page);
});

story('an address is changed, and its reader of before takes it back', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const address = `${randomUUID()}@example.com`;
  await (await StartPage.open(customer)).signIn(BOB);
  const account = await AccountPage.open(customer);
  await inspect(customer.page, 'account-with-address');

  await account.changeAddress(address);
  await inspect(customer.page, 'address-sent');
  const question = await opens(customer, { mailbox: address, page: '/auth/verify' }, ConfirmAddressPage);
  await inspect(customer.page, 'address-confirm');
  await question.confirm(AddressConfirmedPage);
  await inspect(customer.page, 'address-confirmed');
  assert.equal((await customer.whoAmI()).email, address);

  const owner = await newCustomer(PHONE);
  const undo = await opens(owner, { mailbox: BOB.email, page: '/auth/undo' }, UndoPage);
  await inspect(owner.page, 'undo-address');
  const reset = await undo.takeBack(ResetPage);
  await customer.isSignedOut();
  const done = await reset.set(NEW, ResetDonePage);
  const signIn = await done.press(done.link('Sign in'), SignInPage);
  const home = await signIn.signIn({ email: BOB.email, password: NEW }, HomePage);
  assert.equal(await home.field('email'), BOB.email);
});

story('with a new password, an Amazon account that is not ticked opens the account no more', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const [wanted, other] = [await amazon.newPersona(), await amazon.newPersona()];
  await connects(customer, wanted);
  const account = await connects(customer, other);
  const hint = await account.hintOf(account.amazonAccounts.filter({ hasText: other.email }));
  await customer.goto('/auth/forgot');
  await (await ForgotPage.shown(customer.page)).ask(zoe.email, LookPage);
  const reset = await opens(customer, { mailbox: zoe.email, page: '/auth/reset' }, ResetPage);
  for (const box of await reset.amazonAccounts.all()) assert(await box.isChecked());
  await inspect(customer.page, 'reset-amazon-accounts');

  await reset.amazonAccount(hint).uncheck();
  await reset.set(NEW, ResetDonePage);

  const kept = await comesFromAmazon(customer, wanted, HomePage);
  assert.equal(await kept.field('email'), zoe.email);
  const stranger = await comesFromAmazon(await newCustomer(), other, HomePage);
  assert.equal(await stranger.field('email'), other.email);
});

story('a double click without JavaScript sets one password and ends well', async ({ newCustomer }) => {
  const customer = await newCustomer({ javaScriptEnabled: false });
  await customer.goto('/auth/forgot');
  await (await ForgotPage.shown(customer.page)).ask(ALICE.email, LookPage);
  const reset = await opens(customer, { mailbox: ALICE.email, page: '/auth/reset' }, ResetPage);

  await reset.password.fill(NEW);
  await reset.submit.dblclick();

  await ResetDonePage.shown(customer.page);
});

story('the outbox shows letters as they are', async ({ newCustomer }) => {
  const customer = await newCustomer();
  await customer.goto('/auth/forgot');
  await (await ForgotPage.shown(customer.page)).ask(BOB.email, LookPage);

  await customer.goto('/outbox');

  await Outbox.shown(customer.page);
  await inspect(customer.page, 'outbox');
});

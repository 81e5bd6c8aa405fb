// What the owner of an account undoes by the letter that tells of it.

import assert from 'node:assert/strict';
import { AccountPage } from '../pages/account.js';
import { LinkPage } from '../pages/link.js';
import { AddressConfirmedPage, ConfirmAddressPage, ForgotPage, ResetPage, UndonePage, UndoPage } from '../pages/mailbox.js';
import { ProblemPage } from '../pages/problem.js';
import { HomePage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { letterTo, linkIn, opens } from '../support/outbox.js';
import { broughtAndProven, comesFromAmazon, connects, newAddress, registered } from '../support/registered.js';
import { stageWithMail } from '../support/stage.js';

const story = stageWithMail();

// Whoever is signed in gives the account another address.
async function movesTo(customer, address) {
  await (await AccountPage.open(customer)).changeAddress(address);
  const question = await opens(customer, { mailbox: address, page: '/auth/verify' }, ConfirmAddressPage);
  return question.confirm(AddressConfirmedPage);
}

story('an Amazon account that was linked opens it no more once the owner says so, on a phone', async ({ site, amazon, newCustomer }) => {
  const { zoe } = await registered(newCustomer);
  const persona = await amazon.newPersona({ email: zoe.email });
  const linker = await newCustomer();
  await (await comesFromAmazon(linker, persona, LinkPage)).answer(zoe.password, HomePage);

  const owner = await newCustomer(PHONE);
  const undo = await opens(owner, { mailbox: zoe.email, page: '/auth/undo' }, UndoPage);
  await inspect(owner.page, 'undo-link');
  await undo.unlink(UndonePage);
  await inspect(owner.page, 'undo-link-done');

  await linker.isSignedOut();
  await comesFromAmazon(await newCustomer(), persona, LinkPage);
  assert.match((await letterTo(site, zoe.email)).subject, /was unlinked/);
});

story('without JavaScript, and clicked twice: undone once, and said so', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  await connects(customer, await amazon.newPersona());
  const owner = await newCustomer({ javaScriptEnabled: false });
  const undo = await opens(owner, { mailbox: zoe.email, page: '/auth/undo' }, UndoPage);

  await undo.button('Unlink it').dblclick();

  await UndonePage.shown(owner.page);
});

story('a link that is the last way in stays, and a new password is offered', async ({ site, amazon, newCustomer }) => {
  const { customer, persona } = await broughtAndProven(amazon, newCustomer);
  const another = await amazon.newPersona();
  const account = await connects(customer, another);
  const link = linkIn(await letterTo(site, persona.email), '/auth/undo');
  await account.unlink(account.amazonAccounts.filter({ hasText: persona.email }), AccountPage);

  const owner = await newCustomer(PHONE);
  await owner.goto(link);
  const problem = await (await UndoPage.shown(owner.page)).unlink(ProblemPage);
  await problem.says('last_way_in', /nobody could sign in/);
  await inspect(owner.page, 'undo-last-way-in');
  await problem.follow('Choose a new password', ForgotPage);
});

story('an address that is taken back takes every Amazon account away', async ({ amazon, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const persona = await amazon.newPersona();
  await connects(customer, persona);
  await movesTo(customer, newAddress());

  const owner = await newCustomer();
  const undo = await opens(owner, { mailbox: zoe.email, page: '/auth/undo' }, UndoPage);
  const reset = await undo.takeBack(ResetPage);

  assert.equal(await reset.amazonAccounts.count(), 0);
  const stranger = await comesFromAmazon(await newCustomer(), persona, HomePage);
  assert.equal(await stranger.field('email'), persona.email);
});

story('whoever loses the address is told', async ({ site, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const address = newAddress();
  await movesTo(customer, address);

  const owner = await newCustomer();
  const undo = await opens(owner, { mailbox: zoe.email, page: '/auth/undo' }, UndoPage);
  await undo.takeBack(ResetPage);

  assert.match((await letterTo(site, address)).text, /took the change back/);
});

story('of a second change within a week the reader of before is told, and undoes nothing', async ({ site, newCustomer }) => {
  const { customer } = await registered(newCustomer);
  const second = newAddress();
  await movesTo(customer, second);

  await movesTo(customer, newAddress());

  const letter = await letterTo(site, second);
  assert.match(letter.text, /undo it by the letter/);
  assert.doesNotMatch(letter.text, /\/auth\/undo/);
});

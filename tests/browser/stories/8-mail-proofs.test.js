// A mailbox proven: to link an Amazon account, and to register.

import assert from 'node:assert/strict';
import { CodePage, LookPage, VerifyPage } from '../pages/mailbox.js';
import { RegisterPage } from '../pages/register.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { letterTo, linkIn } from '../support/outbox.js';
import { ALICE } from '../support/people.js';
import { broughtAndProven, comesFromAmazon, somebody } from '../support/registered.js';
import { stageWithMail } from '../support/stage.js';

const story = stageWithMail();

const codeIn = ({ text }) => /\b\d{8}\b/.exec(text)[0];

story('a forgotten password does not stop a link: a code from the mailbox does, on a phone', async ({ site, amazon, newCustomer }) => {
  const customer = await newCustomer(PHONE);
  const persona = await amazon.newPersona({ email: ALICE.email });
  const question = await (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, CodePage);
  await inspect(customer.page, 'link-with-mail');

  const sent = await question.send();
  await inspect(customer.page, 'link-code-sent');
  const wrong = await sent.answer('00000000', CodePage);
  assert.match(await wrong.alert.innerText(), /4 tries left/);
  await inspect(customer.page, 'link-code-wrong');
  const home = await wrong.answer(codeIn(await letterTo(site, ALICE.email)), HomePage);

  assert.equal(await home.field('email'), ALICE.email);
  assert.match((await letterTo(site, ALICE.email)).subject, /was linked/);
});

story('whoever has no password here links another Amazon account by the code from the mailbox', async ({ site, amazon, newCustomer }) => {
  const { persona } = await broughtAndProven(amazon, newCustomer);
  const elsewhere = await newCustomer();
  const another = await amazon.newPersona({ email: persona.email });

  const question = await comesFromAmazon(elsewhere, another, CodePage);
  assert.equal(await question.password.count(), 0);
  await inspect(elsewhere.page, 'link-by-code-alone');
  const sent = await question.send();
  await inspect(elsewhere.page, 'link-by-code-alone-sent');
  const home = await sent.answer(codeIn(await letterTo(site, persona.email)), HomePage);

  const account = await home.field('account_id');
  const first = await comesFromAmazon(await newCustomer(), persona, HomePage);
  assert.equal(await first.field('account_id'), account);
});

story('a registration is finished in the browser that began it, with one click', async ({ site, newCustomer }) => {
  const customer = await newCustomer();
  const zoe = somebody();
  const page = await RegisterPage.open(customer);
  await inspect(customer.page, 'register-with-mail');

  await page.register(zoe, LookPage);

  await inspect(customer.page, 'register-sent');
  await customer.isSignedOut();
  await customer.goto(linkIn(await letterTo(site, zoe.email), '/auth/verify'));
  const verify = await VerifyPage.shown(customer.page);
  await inspect(customer.page, 'verify');
  assert.equal(await verify.password.count(), 0);
  const home = await verify.create(HomePage);
  assert.equal(await home.field('email_verified'), 'true');
});

story('elsewhere the reader of the mailbox chooses the password, without JavaScript', async ({ site, newCustomer }) => {
  const stranger = await newCustomer();
  const zoe = somebody();
  await (await RegisterPage.open(stranger)).register(zoe, LookPage);

  const reader = await newCustomer({ javaScriptEnabled: false });
  await reader.goto(linkIn(await letterTo(site, zoe.email), '/auth/verify'));
  const verify = await VerifyPage.shown(reader.page);
  await verify.password.fill('words that only the reader knows');
  await verify.create(HomePage);

  await stranger.isSignedOut();
  const start = await StartPage.open(stranger);
  await start.signIn(zoe, SignInPage);
  const elsewhere = await newCustomer();
  await elsewhere.goto(linkIn(await letterTo(site, zoe.email), '/auth/verify'));
  await inspect(elsewhere.page, 'verify-expired');
});

story('whoever has an account is told so in a letter, and in nothing else', async ({ site, newCustomer }) => {
  const customer = await newCustomer();
  const taken = { ...somebody(), email: ALICE.email };

  await (await RegisterPage.open(customer)).register(taken, LookPage);

  assert.match((await letterTo(site, ALICE.email)).subject, /already have an account/);
});

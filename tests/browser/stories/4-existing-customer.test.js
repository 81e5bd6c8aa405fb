import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { LinkPage } from '../pages/link.js';
import { ProblemPage } from '../pages/problem.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { ALICE, BOB } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

// Comes from Amazon with an existing customer's e-mail.
async function askedBy(customer, persona) {
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  return chooser.signInAs(persona, LinkPage);
}

story('an existing customer links with their own password, and from then on Amazon alone opens the account', async ({ amazon, newCustomer }) => {
  const alice = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Alice Moreau', email: ALICE.email });
  const before = await (await (await StartPage.open(alice)).signIn(ALICE)).field('account_id');
  await (await HomePage.shown(alice.page)).signOut();

  const question = await askedBy(alice, persona);
  assert.equal(await question.foundAccount.innerText(), 'a•••@example.com');
  assert.match(await question.amazonAccount.innerText(), /Alice Moreau\s+alice@example\.com/);
  await alice.isSignedOut();
  await inspect(alice.page, 'link-question');

  const wrong = await question.answer('not the password', LinkPage);
  assert.match(await wrong.alert.innerText(), /not right.*4 tries left/);
  assert.equal(await alice.page.title(), 'Error: Is this your account? · Harbour Lane');
  await alice.isSignedOut();
  await inspect(alice.page, 'link-wrong-password');

  const home = await wrong.answer(ALICE.password, HomePage);
  assert.equal(await home.field('account_id'), before);
  assert.equal(await home.field('email'), ALICE.email);
  assert.equal(await home.field('amazon_linked'), 'true');
  await inspect(alice.page, 'link-home');

  await home.signOut();
  const elsewhere = await newCustomer(PHONE);
  const chooser = await (await StartPage.open(elsewhere)).goToAmazon();
  const opened = await chooser.signInAs(persona, HomePage);
  assert.equal(await opened.field('account_id'), before);
  assert.equal(await opened.field('auth_method'), 'amazon');
  await (await opened.signOut()).signIn(ALICE);
});

story('linking signs out whoever else had that account open', async ({ amazon, newCustomer }) => {
  const elsewhere = await newCustomer();
  await (await StartPage.open(elsewhere)).signIn(BOB);
  const bob = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Robert Hale', email: BOB.email });

  await (await askedBy(bob, persona)).answer(BOB.password, HomePage);

  await elsewhere.isSignedOut();
  await elsewhere.page.reload();
  await StartPage.shown(elsewhere.page);
});

story('five wrong passwords use the question up; nothing is linked and the ordinary sign-in is not locked', async ({ amazon, newCustomer }) => {
  const stranger = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Not Bob', email: BOB.email });
  let question = await askedBy(stranger, persona);

  for (const left of ['4 tries left', '3 tries left', '2 tries left', '1 try left']) {
    question = await question.answer('not the password', LinkPage);
    assert((await question.alert.innerText()).includes(left));
  }
  question = await question.answer('not the password', LinkPage);

  assert.match(await question.alert.innerText(), /no tries left.*Nothing was linked/);
  assert.equal(await question.password.count(), 0);
  await inspect(stranger.page, 'link-used-up');
  await stranger.page.goto(stranger.page.url());
  await (await ProblemPage.shown(stranger.page)).says('link_expired', /Nothing was linked/);
  await inspect(stranger.page, 'link-expired-problem');
  await stranger.isSignedOut();
  const bob = await newCustomer();
  await (await StartPage.open(bob)).signIn(BOB);
});

story('a used-up question leads back to Amazon', async ({ amazon, newCustomer }) => {
  const stranger = await newCustomer();
  const persona = await amazon.newPersona({ name: 'Not Bob', email: BOB.email });
  let question = await askedBy(stranger, persona);
  for (let tries = 0; tries < 5; tries += 1) question = await question.answer('not the password', LinkPage);

  const chooser = await question.follow('Login with Amazon', ChooserPage);

  await chooser.choose(persona, LinkPage);
});

story('every way around the question leads somewhere, and links nothing', async ({ amazon, newCustomer }) => {
  const somebody = await newCustomer(PHONE);
  const persona = await amazon.newPersona({ name: 'Alice Twin', email: ALICE.email });
  const ways = [
    ['Back to the start page', StartPage],
    ['Sign in with your password', SignInPage],
    ['start again', ChooserPage],
  ];
  for (const [way, Next] of ways) {
    const question = await askedBy(somebody, persona);

    await question.follow(way, Next);

    await somebody.isSignedOut();
  }
  // Still a stranger to every account: the same question again.
  await askedBy(somebody, persona);
});

import assert from 'node:assert/strict';
import { ProblemPage } from '../pages/problem.js';
import { HomePage, StartPage } from '../pages/start.js';
import { SignedInPage, SignInPage } from '../pages/sign-in.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { ALICE, BOB } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

story('the start page has the site’s own sign-in, Login with Amazon, and two customers to try', async ({ newCustomer }) => {
  const customer = await newCustomer();

  const start = await StartPage.open(customer);

  assert(await start.signInButton.isVisible());
  assert(await start.loginWithAmazon.isVisible());
  assert.deepEqual(await start.samples(), [ALICE, BOB]);
  await customer.isSignedOut();
  await inspect(customer.page, 'start-page');
});

story('an existing customer signs in with a password, as before', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const start = await StartPage.open(customer);

  const home = await start.signIn(ALICE);

  assert.equal(await home.greeting(), 'Hello, Alice Sample');
  assert.equal(await home.field('email'), ALICE.email);
  assert.equal(await home.field('email_verified'), 'true');
  assert.equal(await home.field('auth_method'), 'password');
  const { account_id, name } = await home.orders();
  assert.deepEqual([account_id, name], [await home.field('account_id'), 'Alice Sample']);
  await inspect(customer.page, 'password-home');
  const signedIn = await SignedInPage.open(customer);
  await inspect(customer.page, 'sign-in-already');
  await signedIn.goOn(HomePage);
});

story('a wrong password and an unknown e-mail get the same answer, with the address kept', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const answers = [];
  for (const email of [ALICE.email, 'nobody@example.com']) {
    const start = await StartPage.open(customer);
    const again = await start.signIn({ email, password: 'not the password' }, SignInPage);
    assert.equal(await again.email.inputValue(), email);
    assert.equal(await again.password.inputValue(), '');
    answers.push(await again.alert.innerText());
  }

  assert.equal(answers[0], answers[1]);
  assert.equal(await customer.page.title(), 'Error: Sign in · Harbour Lane');
  assert.match(answers[0], /not right/);
  await inspect(customer.page, 'sign-in-wrong-password');
  await customer.isSignedOut();
  const page = await SignInPage.shown(customer.page);
  await page.signIn(BOB, HomePage);
});

story('the sign-in page works on a phone', async ({ newCustomer }) => {
  const customer = await newCustomer(PHONE);

  const page = await SignInPage.open(customer);

  await inspect(customer.page, 'sign-in-page');
  assert(await page.loginWithAmazon.isVisible());
  await page.signIn(ALICE, HomePage);
});

story('no sign-in leads away from the site', async ({ newCustomer }) => {
  const customer = await newCustomer();
  for (const outside of ['//evil.example', '/\\evil.example', 'https:evil.example', 'https://evil.example/', '/\t/evil.example']) {
    for (const path of ['/auth/sign-in', '/auth/amazon/login']) {
      await customer.goto(`${path}?return_to=${encodeURIComponent(outside)}`);

      await (await ProblemPage.shown(customer.page)).says('invalid_request', /start again/);
    }
  }
  assert.equal(await customer.openAttempts(), 0);
  await inspect(customer.page, 'return-to-problem');
});

import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { ProblemPage } from '../pages/problem.js';
import { HomePage, StartPage } from '../pages/start.js';
import { PHONE } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { stage } from '../support/stage.js';

const story = stage();

story('a new customer allows, gets an account and is signed in', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const start = await StartPage.open(customer);
  const chooser = await start.goToAmazon();
  await inspect(customer.page, 'new-customer-chooser');
  const consent = await chooser.choose({ id: 'new-customer' });
  await inspect(customer.page, 'new-customer-consent');

  const home = await consent.allow(HomePage);

  assert.equal(await home.greeting(), 'Hello, Nora Lindqvist');
  assert.equal(await home.field('email'), 'nora.lindqvist@example.net');
  assert.equal(await home.field('email_verified'), 'false');
  assert.equal(await home.field('amazon_linked'), 'true');
  assert.equal(await home.field('auth_method'), 'amazon');
  await inspect(customer.page, 'new-customer-home');
  const who = await customer.whoAmI();
  assert.equal(who.status, 200);
  assert.equal(who.account_id, await home.field('account_id'));
});

story('a new customer who shares no e-mail is an ordinary one', async ({ newCustomer }) => {
  const customer = await newCustomer(PHONE);
  const start = await StartPage.open(customer);
  const chooser = await start.goToAmazon();

  const home = await chooser.signInAs({ id: 'no-email' }, HomePage);

  assert.equal(await home.greeting(), 'Hello, Tomasz Wrona');
  assert.equal(await home.field('email'), '–');
  await inspect(customer.page, 'no-email-home');
});

story('two Amazon accounts with one e-mail are two customers', async ({ newCustomer }) => {
  const accounts = [];
  for (const id of ['shared-email-1', 'shared-email-2']) {
    const customer = await newCustomer();
    const chooser = await (await StartPage.open(customer)).goToAmazon();
    const home = await chooser.signInAs({ id }, HomePage);
    accounts.push({ id: await home.field('account_id'), email: await home.field('email') });
  }

  const [first, second] = accounts;
  assert.notEqual(first.id, second.id);
  assert.deepEqual([first.email, second.email], ['priya.raman@example.org', '–']);
});

story('names are shown as they are, never as markup', async ({ newCustomer }) => {
  const names = {
    'html-name': 'Hello, Robin <script>alert(\'Amazon\')</script> O\'Neil & "Sons"',
    'right-to-left-name': 'Hello, ليلى حداد',
    'no-name': 'Hello, customer',
    'long-name': /^Hello, Hubert Blaine/,
  };
  for (const [id, greeting] of Object.entries(names)) {
    const customer = await newCustomer();
    const chooser = await (await StartPage.open(customer)).goToAmazon();

    const home = await chooser.signInAs({ id }, HomePage);

    assert.match(await home.greeting(), greeting instanceof RegExp ? greeting : literally(greeting));
    if (id === 'long-name' || id === 'html-name') await inspect(customer.page, `${id}-home`);
  }
});

story('a new customer who cancels has no account, and may change their mind', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  const consent = await chooser.choose(persona);

  const problem = await consent.cancel(ProblemPage);

  await problem.says('access_denied', /no account was made/);
  await inspect(customer.page, 'cancel-problem');
  await customer.isSignedOut();
  const again = await problem.startAgain(ChooserPage);
  await again.signInAs(persona, HomePage);
});

function literally(text) {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

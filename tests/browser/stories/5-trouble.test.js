import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { ProblemPage } from '../pages/problem.js';
import { SignInPage } from '../pages/sign-in.js';
import { HomePage, StartPage } from '../pages/start.js';
import { inspect } from '../support/inspect.js';
import { stage } from '../support/stage.js';

const story = stage();

async function goToAmazon(customer) {
  return (await StartPage.open(customer)).goToAmazon();
}

// Amazon fails once, the page says so, nobody is signed in; once it works again, so does the sign-in.
function trouble(name, { endpoint, fault, code, words, picture, ...more }) {
  story(name, async ({ amazon, newCustomer }) => {
    const customer = await newCustomer();
    const persona = await amazon.newPersona();
    const chooser = await goToAmazon(customer);
    await amazon.breaks(endpoint, fault, more);

    const problem = await chooser.signInAs(persona, ProblemPage);

    await problem.says(code, words);
    await customer.isSignedOut();
    if (picture) await inspect(customer.page, picture);
    await amazon.worksAgain();
    await (await problem.startAgain(ChooserPage)).signInAs(persona, HomePage);
  });
}

const UNAVAILABLE = { code: 'amazon_unavailable', words: /You are not signed in.*try again/ };
const REJECTED = { code: 'amazon_rejected', words: /You are not signed in/ };

trouble('Amazon is down', { endpoint: 'token', fault: 'unavailable', picture: 'amazon-down-problem', ...UNAVAILABLE });
trouble('Amazon hangs up', { endpoint: 'profile', fault: 'connection_dropped', ...UNAVAILABLE });
trouble('Amazon answers too late', { endpoint: 'profile', fault: 'slow', ms: 30_000, ...UNAVAILABLE });
trouble('Amazon answers with a page for people', { endpoint: 'profile', fault: 'html', ...UNAVAILABLE });
trouble('Amazon answers for a foreign audience', {
  endpoint: 'tokeninfo',
  fault: 'foreign_audience',
  picture: 'foreign-audience-problem',
  ...REJECTED,
});
trouble('Amazon tells of two people at once', { endpoint: 'profile', fault: 'user_id_different', ...REJECTED });

story('Amazon is a little slow: no problem', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const chooser = await goToAmazon(customer);
  await amazon.breaks('profile', 'slow', { ms: 1500, times: 1 });

  await chooser.signInAs(persona, HomePage);
});

story('while Amazon is down, the way by password is one click away', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const chooser = await goToAmazon(customer);

  const problem = await chooser.answerWith('Error: temporarily_unavailable', ProblemPage);

  await problem.says(UNAVAILABLE.code, UNAVAILABLE.words);
  await problem.follow('Sign in with your password', SignInPage);
});

story('a code that nobody issued signs nobody in', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const chooser = await goToAmazon(customer);

  const problem = await chooser.answerWith('A code nobody issued', ProblemPage);

  await problem.says('amazon_rejected', REJECTED.words);
  await customer.isSignedOut();
});

story('a state that this browser was not given uses nothing up', async ({ newCustomer }) => {
  const customer = await newCustomer();
  const chooser = await goToAmazon(customer);

  const problem = await chooser.answerWith('A state nobody sent', ProblemPage);

  await problem.says('invalid_state', /another browser/);
  await inspect(customer.page, 'wrong-state-problem');
  await customer.isSignedOut();
  await customer.goBack();
  await (await ChooserPage.shown(customer.page)).signInAs({ id: 'new-customer' }, HomePage);
});

story('a callback opened in another browser signs nobody in, and the first browser goes on', async ({ amazon, newCustomer }) => {
  const [customer, thief] = [await newCustomer(), await newCustomer()];
  const persona = await amazon.newPersona();
  const chooser = await goToAmazon(customer);
  const callback = await amazon.callbackFor(chooser, persona);

  await thief.page.goto(callback);

  await (await ProblemPage.shown(thief.page)).says('invalid_state', /another browser/);
  await thief.isSignedOut();
  await customer.page.goto(callback);
  await HomePage.shown(customer.page);
  assert.equal((await amazon.requests()).redirects_followed, 0);
});

story('a callback without anything says so', async ({ newCustomer }) => {
  const customer = await newCustomer();

  await customer.goto('/auth/amazon/callback');

  await (await ProblemPage.shown(customer.page)).says('invalid_state', /start again/);
});

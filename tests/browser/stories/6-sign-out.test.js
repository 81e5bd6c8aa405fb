import assert from 'node:assert/strict';
import { HomePage, StartPage } from '../pages/start.js';
import { SignedInPage, SignInPage } from '../pages/sign-in.js';
import { askWho } from '../support/customer.js';
import { inspect } from '../support/inspect.js';
import { ALICE, BOB } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

async function signInAtAmazon(customer, amazon) {
  const persona = await amazon.newPersona();
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  return chooser.signInAs(persona, HomePage);
}

story('after signing out nobody is signed in, not with a copied cookie either', async ({ site, amazon, newCustomer }) => {
  const customer = await newCustomer();
  const home = await signInAtAmazon(customer, amazon);
  const copied = await customer.cookie('session');
  assert.equal((await askWho(site, copied)).status, 200);

  await home.signOut();

  await inspect(customer.page, 'signed-out-start');
  assert.equal(await customer.cookie('session'), undefined);
  const answer = await askWho(site, copied);
  assert.equal(answer.status, 401);
  assert.equal(answer.code, 'unauthenticated');
  const copycat = await newCustomer();
  await copycat.context.addCookies([{ name: 'session', value: copied, url: site }]);
  await StartPage.open(copycat);
});

story('Back after signing out shows nothing of the account and signs nobody in', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  const home = await signInAtAmazon(customer, amazon);
  await home.signOut();

  for (let steps = 0; steps < 6; steps += 1) {
    await customer.goBack();
    assert.doesNotMatch(await customer.page.locator('body').innerText(), /Hello,/);
    await customer.isSignedOut();
  }
  await StartPage.open(customer);
});

story('the address of the callback signs nobody in after signing out', async ({ amazon, newCustomer }) => {
  const customer = await newCustomer();
  let callback;
  customer.page.on('request', (request) => {
    if (request.url().includes('/auth/amazon/callback?')) callback = request.url();
  });
  const home = await signInAtAmazon(customer, amazon);
  await home.signOut();

  await customer.page.goto(callback);

  await customer.isSignedOut();
});

story('signing out in one browser leaves the other one signed in', async ({ newCustomer }) => {
  const [here, there] = [await newCustomer(), await newCustomer()];
  const home = await (await StartPage.open(here)).signIn(ALICE);
  await (await StartPage.open(there)).signIn(ALICE);

  await home.signOut();

  await here.isSignedOut();
  await HomePage.open(there);
});

story('signing out from the sign-in page; a second tab’s button is no error', async ({ newCustomer }) => {
  const customer = await newCustomer();
  await (await StartPage.open(customer)).signIn(BOB);
  const signedIn = await SignedInPage.open(customer);
  const tab = await customer.context.newPage();
  await tab.goto(customer.site);
  const inTab = await HomePage.shown(tab);

  await signedIn.signOut(StartPage);

  await inTab.signOut();
  await customer.isSignedOut();
  await SignInPage.open(customer);
});

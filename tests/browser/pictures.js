// Takes the pictures of the project's README: `npm run pictures --prefix tests/browser`.

import { fileURLToPath } from 'node:url';
import { LinkPage } from './pages/link.js';
import { HomePage, StartPage } from './pages/start.js';
import { Amazon } from './support/amazon.js';
import { launchChromium } from './support/chromium.js';
import { Customer } from './support/customer.js';
import { ALICE } from './support/people.js';
import { startStack } from './support/stack.js';

const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const WIDE = { viewport: { width: 1120, height: 800 }, colorScheme: 'light' };
const TALL = { viewport: { width: 420, height: 620 }, colorScheme: 'light' };

const stack = await startStack();
const browser = await launchChromium();
try {
  const amazon = new Amazon(stack.amazon);
  const take = (customer, name) => customer.page.screenshot({ path: `${PICTURES}${name}.png` });

  const visitor = await Customer.arrive(browser, stack.site, WIDE);
  await StartPage.open(visitor);
  await take(visitor, 'start');

  const signingIn = await Customer.arrive(browser, stack.site, TALL);
  await signingIn.goto('/auth/sign-in');
  await take(signingIn, 'sign-in');

  const linking = await Customer.arrive(browser, stack.site, { ...TALL, colorScheme: 'dark' });
  const persona = await amazon.newPersona({ name: 'Alice Moreau', email: ALICE.email });
  const chooser = await (await StartPage.open(linking)).goToAmazon();
  const question = await chooser.signInAs(persona, LinkPage);
  await take(linking, 'link');
  await question.answer(ALICE.password, HomePage);
} finally {
  await browser.close();
  await stack.stop();
}

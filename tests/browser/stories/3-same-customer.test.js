import assert from 'node:assert/strict';
import { HomePage, StartPage } from '../pages/start.js';
import { stage } from '../support/stage.js';

const story = stage();

// Signs in, in a browser of its own, and tells what the site learns.
async function visit(newCustomer, persona) {
  const customer = await newCustomer();
  const chooser = await (await StartPage.open(customer)).goToAmazon();
  await chooser.signInAs(persona, HomePage);
  return customer.whoAmI();
}

story('the same customer finds the same account, with a new name and e-mail at Amazon', async ({ amazon, newCustomer }) => {
  const persona = await amazon.newPersona({ name: 'Nora Lindqvist' });
  const first = await visit(newCustomer, persona);
  await amazon.changePersona(persona, { name: 'Nora Berg', email: `moved-${persona.email}` });

  const later = await visit(newCustomer, persona);

  assert.equal(later.account_id, first.account_id);
  assert.equal(later.name, 'Nora Berg');
  assert.equal(later.email, first.email, 'the address of the account is not Amazon’s to change');
});

story('the same customer finds the same account when Amazon tells no name and no e-mail any more', async ({ amazon, newCustomer }) => {
  const persona = await amazon.newPersona();
  const first = await visit(newCustomer, persona);
  await amazon.changePersona(persona, { name: null, email: null });

  const later = await visit(newCustomer, persona);

  assert.equal(later.account_id, first.account_id);
  assert.equal(later.email, first.email);
});

story('the same customer finds the same account when their e-mail is now an existing customer’s', async ({ amazon, newCustomer }) => {
  const persona = await amazon.newPersona();
  const first = await visit(newCustomer, persona);
  await amazon.changePersona(persona, { email: 'alice@example.com' });

  const later = await visit(newCustomer, persona);

  assert.equal(later.account_id, first.account_id);
});

story('the same customer signs in again without being asked at Amazon again', async ({ amazon, newCustomer }) => {
  const persona = await amazon.newPersona();
  await visit(newCustomer, persona);
  const customer = await newCustomer();
  const chooser = await (await StartPage.open(customer)).goToAmazon();

  await chooser.choose(persona, HomePage);
});

// Before anything changes that decides who can get in, whoever does it shows again who they are.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AccountPage, ConnectPage, ProvePage } from '../pages/account.js';
import { ChooserPage } from '../pages/amazon.js';
import { RegisterPage } from '../pages/register.js';
import { HomePage, StartPage } from '../pages/start.js';
import { inspect } from '../support/inspect.js';
import { stage } from '../support/stage.js';

const story = stage();

async function registered(newCustomer) {
  const customer = await newCustomer();
  const zoe = { name: 'Zoë O’Hara', email: `${randomUUID()}@example.com`, password: 'four plain words here' };
  await (await RegisterPage.open(customer)).register(zoe, HomePage);
  return { customer, zoe };
}

story('after twenty minutes the password is asked for before another Amazon account is connected', async ({ amazon, table, newCustomer }) => {
  const { customer, zoe } = await registered(newCustomer);
  const persona = await amazon.newPersona();
  await table.provedEarlier(await customer.cookie('session'), 21);
  const page = await AccountPage.open(customer);

  const asked = await page.press(page.button('Connect an Amazon account'), ProvePage);

  await inspect(customer.page, 'prove-by-password');
  const wrong = await asked.prove('not the password', ProvePage);
  assert.match(await wrong.alert.innerText(), /not your password/);
  await inspect(customer.page, 'prove-by-password-wrong');
  const question = await (await wrong.prove(zoe.password, ChooserPage)).signInAs(persona, ConnectPage);
  await question.connect(AccountPage);
}, { needsTable: true });

story('whoever has no password signs in with Amazon again, and is back on the account page', async ({ amazon, table, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  await (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, HomePage);
  await table.provedEarlier(await customer.cookie('session'), 21);
  const page = await AccountPage.open(customer);

  const asked = await page.press(page.button('Connect an Amazon account'), ProvePage);

  assert.equal(await asked.password.count(), 0);
  await inspect(customer.page, 'prove-by-amazon');
  const again = await (await asked.goToAmazon()).choose(persona, AccountPage);
  await again.connect();
}, { needsTable: true });

// Customers of a story's own, where letters are sent: with a password, or brought by Amazon.

import { randomUUID } from 'node:crypto';
import { AccountPage, ConnectPage } from '../pages/account.js';
import { AddressConfirmedPage, ConfirmAddressPage, LookPage, VerifyPage } from '../pages/mailbox.js';
import { RegisterPage } from '../pages/register.js';
import { HomePage, StartPage } from '../pages/start.js';
import { opens } from './outbox.js';

export const newAddress = () => `${randomUUID()}@example.com`;

export const somebody = () => ({ name: 'Zoë O’Hara', email: newAddress(), password: 'four plain words here' });

// Signed in, by a password, to an account whose address is proven.
export async function registered(newCustomer) {
  const customer = await newCustomer();
  const zoe = somebody();
  await (await RegisterPage.open(customer)).register(zoe, LookPage);
  await (await opens(customer, { mailbox: zoe.email, page: '/auth/verify' }, VerifyPage)).create(HomePage);
  return { customer, zoe };
}

// The same by Amazon: there is no password, and the address is as Amazon said it.
export async function broughtByAmazon(amazon, newCustomer) {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  await comesFromAmazon(customer, persona, HomePage);
  return { customer, persona };
}

// The same with the address proven, so that letters about the account go to it.
export async function broughtAndProven(amazon, newCustomer) {
  const { customer, persona } = await broughtByAmazon(amazon, newCustomer);
  await (await AccountPage.open(customer)).proveAddress();
  const question = await opens(customer, { mailbox: persona.email, page: '/auth/verify' }, ConfirmAddressPage);
  await question.confirm(AddressConfirmedPage);
  return { customer, persona };
}

// Lets this Amazon account open the account that is signed in to.
export async function connects(customer, persona) {
  const chooser = await (await AccountPage.open(customer)).connect();
  return (await chooser.signInAs(persona, ConnectPage)).connect(AccountPage);
}

export async function comesFromAmazon(customer, persona, Next) {
  return (await (await StartPage.open(customer)).goToAmazon()).signInAs(persona, Next);
}

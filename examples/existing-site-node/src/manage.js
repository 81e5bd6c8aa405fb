// `npm run manage`: what the shop's own pages and its support do. A new password comes on standard input.

import { readFileSync } from 'node:fs';
import { EmailTaken } from './customers.js';
import { hashPassword } from './passwords.js';
import { openCustomers } from './settings.js';

const COMMANDS = {
  'set-password': async (customers, id) => customers.setPasswordHash(id, await hashPassword(newPassword())),
  'remove-password': (customers, id) => customers.setPasswordHash(id, null),
  disable: (customers, id) => customers.setActive(id, false),
  enable: (customers, id) => customers.setActive(id, true),
  delete: (customers, id) => customers.delete(id),
  'set-email': (customers, id, email) => customers.setEmail(id, email),
  add: async (customers, email, name) => console.log(customers.add(email, name, await hashPassword(newPassword()))),
  list: (customers) => customers.all().forEach((it) => console.log(line(it))),
};
// How many arguments each takes.
const ARGUMENTS = { 'set-email': 2, add: 2, list: 0 };

function line({ id, active, email, unproven_email, name }) {
  const address = email ?? `(${unproven_email ?? 'no address'})`;
  return [id, active ? 'active' : 'disabled', address, name ?? ''].join('\t');
}

function newPassword() {
  const [password] = readFileSync(0, 'utf8').split('\n');
  if (!password) fail('no password on standard input');
  return password;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const [command, ...args] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command ?? '') || args.length !== (ARGUMENTS[command] ?? 1)) {
  fail(`usage: manage ${Object.keys(COMMANDS).join('|')} [ID | ID EMAIL | EMAIL NAME]`);
}
try {
  const isDone = await COMMANDS[command](await openCustomers(process.env), ...args);
  if (isDone === false) fail('no such customer');
} catch (error) {
  if (!(error instanceof EmailTaken)) throw error;
  fail('another customer signs in with this address');
}

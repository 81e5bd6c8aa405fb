// Settings, from the environment.

import { existsSync } from 'node:fs';
import { Customers } from './customers.js';
import { hashPassword } from './passwords.js';
import { MIN_KEY_CHARS } from './signature.js';

const SAMPLES = [
  ['alice@example.com', 'Alice Sample', 'alice-likes-long-passwords'],
  ['bob@example.com', 'Bob Sample', 'bob-likes-long-passwords'],
];

// The key, and while it is being changed the one from before as well, by the names they have in the log.
export function signingKeys({ EXISTING_ACCOUNTS_KEY, EXISTING_ACCOUNTS_OLD_KEY }) {
  const keys = { current: EXISTING_ACCOUNTS_KEY };
  if (EXISTING_ACCOUNTS_OLD_KEY) keys.old = EXISTING_ACCOUNTS_OLD_KEY;
  for (const key of Object.values(keys)) {
    if (!key || key.length < MIN_KEY_CHARS || !/^[!-~]+$/.test(key)) {
      throw new Error(`a signing key has at least ${MIN_KEY_CHARS} characters of visible ASCII`);
    }
  }
  return keys;
}

// The database, with two customers if it is new.
export async function openCustomers({ SHOP_DB = 'shop.db' }) {
  const isNew = !existsSync(SHOP_DB);
  const customers = new Customers(SHOP_DB);
  if (isNew) {
    for (const [email, name, password] of SAMPLES) customers.add(email, name, await hashPassword(password));
  }
  return customers;
}

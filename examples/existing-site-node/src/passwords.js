// Passwords, as scrypt.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

// 64 MiB for each.
const COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 };
const LENGTH = 32;
const derive = promisify(scrypt);
// Nobody's password: what a try is held against where there is none, so that it takes as long.
const NOBODYS = await hashPassword(randomBytes(32).toString('hex'));

// The hash to store: salt and key. Another COST one day needs to stand in it, too.
export async function hashPassword(password) {
  const salt = randomBytes(16);
  const key = await derive(password, salt, LENGTH, COST);
  return `scrypt$${salt.toString('base64')}$${key.toString('base64')}`;
}

// Is it this customer's? As slow for an unknown customer, and for one without a password.
export async function isPasswordOf(customer, password) {
  const stored = customer?.password_hash;
  const [, salt, key] = (stored ?? NOBODYS).split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64'), LENGTH, COST);
  return timingSafeEqual(derived, Buffer.from(key, 'base64')) && Boolean(stored);
}

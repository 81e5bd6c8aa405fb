// Passwords: the right one, and nobody's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, isPasswordOf } from '../src/passwords.js';

test('a password is that of its customer alone', async () => {
  const customer = { password_hash: await hashPassword('Gänsefüßchen für 山田') };
  assert.equal(await isPasswordOf(customer, 'Gänsefüßchen für 山田'), true);
  for (const wrong of ['', 'Gansefusschen fur 山田', 'Gänsefüßchen für 山田 ']) {
    assert.equal(await isPasswordOf(customer, wrong), false, wrong);
  }
});

test('nobody has a password', async () => {
  for (const nobody of [undefined, { password_hash: null }]) assert.equal(await isPasswordOf(nobody, ''), false);
});

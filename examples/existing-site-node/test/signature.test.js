// Signatures, against the vectors of docs/hook.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { keyOf, sign } from '../src/signature.js';

const document = readFileSync(new URL('../../../docs/hook.md', import.meta.url), 'utf8');
const vectors = JSON.parse(/```json signature-vectors\n(.*?)```/s.exec(document)[1]);
const one = vectors[0];
const now = Number(one.timestamp);

function check({ keys = { current: one.key }, ...changed } = {}) {
  const { call, timestamp, signature, body } = one;
  try {
    return keyOf(keys, { call, timestamp, signature, body: Buffer.from(body), now, ...changed });
  } catch (error) {
    return `refused: ${error.message}`;
  }
}

for (const it of vectors) {
  test(`a signature is that of the contract: ${it.case}`, () => {
    assert.equal(sign(it.key, it.call, it.timestamp, Buffer.from(it.body)), it.signature);
  });
}

test('nothing signed can be changed', () => {
  assert.equal(check(), 'current');
  const { signature, body, key } = one;
  for (const changed of [
    { call: 'verify' },
    { timestamp: String(now + 1) },
    { body: Buffer.from(`${body} `) },
    { keys: { current: key.slice(0, -1) } },
    { signature: signature.slice(3) },
    { signature: signature.toUpperCase() },
    { signature: 'v1=' },
    { signature: `v2${signature.slice(2)}` },
  ]) {
    assert.equal(check(changed), 'refused: wrong', JSON.stringify(changed));
  }
});

test('none is taken that is old, from the future or missing', () => {
  for (const skew of [300, -300]) assert.equal(check({ now: now + skew }), 'current');
  for (const skew of [301, -301]) assert.equal(check({ now: now + skew }), 'refused: old');
  for (const timestamp of [`+${now}`, ` ${now}`, `${now}.0`, `${now}e0`, `0x${now.toString(16)}`, `${now}\n`, '9'.repeat(40)]) {
    assert.equal(check({ timestamp }), 'refused: old', timestamp);
  }
  for (const absent of ['timestamp', 'signature']) assert.equal(check({ [absent]: undefined }), 'refused: missing');
});

test('while the key is being changed both are taken', () => {
  assert.equal(check({ keys: { current: 'n'.repeat(32), old: one.key } }), 'old');
});

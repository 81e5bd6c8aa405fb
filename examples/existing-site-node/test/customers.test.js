// The table: ids, versions, keys, addresses.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Customers, EmailTaken } from '../src/customers.js';

const KEY = '0'.repeat(64);
let customers;

beforeEach(() => {
  customers = new Customers(':memory:');
});

test('an id is never given again', () => {
  const first = customers.add('a@example.com', 'A', 'hash');
  customers.delete(first);
  assert.notEqual(customers.add('a@example.com', 'A', 'hash'), first);
});

test('an id is found to the letter', () => {
  const id = customers.add('a@example.com', 'A', 'hash');
  assert.equal(customers.findById(id).id, id);
  for (const other of [id.toUpperCase(), `${id} `, ` ${id}`, id.slice(1), '%', '']) {
    if (other !== id) assert.equal(customers.findById(other), undefined, other);
  }
});

test('an address is found whatever its case, and no other', () => {
  const id = customers.add('Ada.King@example.com', 'Ada', 'hash');
  assert.equal(customers.findByEmail('ada.king@EXAMPLE.com').id, id);
  for (const other of ['áda.king@example.com', 'ada.\u212aing@example.com', 'ada.king@example.com ', 'ada%', '']) {
    assert.equal(customers.findByEmail(other), undefined, other);
  }
});

test('whatever changes who can get in changes the version', () => {
  const id = customers.add('a@example.com', 'A', 'hash');
  const seen = [customers.findById(id).credential_version];
  for (const change of [
    () => customers.setPasswordHash(id, 'another'),
    () => customers.setPasswordHash(id, null),
    () => customers.setEmail(id, 'b@example.com'),
    () => customers.setActive(id, false),
    () => customers.setActive(id, true),
  ]) {
    assert.equal(change(), true);
    seen.push(customers.findById(id).credential_version);
  }
  assert.equal(new Set(seen).size, seen.length);
});

test('one key makes one customer', () => {
  const first = customers.createByKey(KEY, 'N', 'n@example.com');
  assert.deepEqual(customers.createByKey(KEY, 'Another', 'another@example.com'), first);
  assert.equal(customers.all().length, 1);
});

test('a key gives nobody but whom it made', () => {
  customers.add('a@example.com', 'A', 'hash');
  assert.throws(() => customers.createByKey(KEY, 'A', 'A@example.com'), EmailTaken);
  assert.equal(customers.all().length, 1);
});

test("an address from Amazon is nobody's way in", () => {
  const throughAmazon = customers.createByKey(KEY, 'N', 'n@example.com');
  assert.equal(customers.findByEmail('n@example.com'), undefined);
  const owner = customers.add('n@example.com', 'N', 'hash');
  assert.equal(customers.findByEmail('n@example.com').id, owner);
  assert.equal(customers.createByKey(KEY, 'N', 'n@example.com').id, throughAmazon.id);
});

test("a deleted customer's key makes another", () => {
  const first = customers.createByKey(KEY, 'N', null).id;
  customers.delete(first);
  assert.notEqual(customers.createByKey(KEY, 'N', null).id, first);
});

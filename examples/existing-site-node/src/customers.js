// The shop's customers, in SQLite.

import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS customers (
    -- Random, so that the id of a deleted customer is never given to another.
    id TEXT PRIMARY KEY,
    -- The address that the customer signs in with. NOCASE makes the 26 letters of ASCII equal, and nothing else.
    email TEXT UNIQUE COLLATE NOCASE,
    -- The address that Amazon passed on: to be shown, never to sign in with or to find anybody by.
    unproven_email TEXT,
    name TEXT,
    password_hash TEXT,
    active INTEGER NOT NULL DEFAULT 1,
    -- Another one with every change of who can get in.
    credential_version INTEGER NOT NULL DEFAULT 1,
    created_by_key TEXT UNIQUE
) STRICT
`;
const BUSY_MS = 1500;

// A customer signs in with this address already.
export class EmailTaken extends Error {}

export class Customers {
  #db;

  constructor(path) {
    this.#db = new Database(path, { timeout: BUSY_MS });
    this.#db.exec(SCHEMA);
  }

  // The customer with exactly this id.
  findById(id) {
    return this.#db.prepare('SELECT * FROM customers WHERE id = ?').get(id);
  }

  // The customer who signs in with this address.
  findByEmail(email) {
    return this.#db.prepare('SELECT * FROM customers WHERE email = ?').get(email);
  }

  // The customer whom this key made, now or before; throws `EmailTaken`. The write lock is taken before anything
  // is read: of two calls with one key, in two processes even, the second finds the customer of the first.
  // UNIQUE holds even if somebody writes this another way one day.
  createByKey(key, name, email) {
    const create = this.#db.transaction(() => {
      const made = this.#db.prepare('SELECT * FROM customers WHERE created_by_key = ?').get(key);
      if (made) return made;
      if (email !== null && this.findByEmail(email)) throw new EmailTaken();
      const id = randomUUID();
      const insert = 'INSERT INTO customers (id, created_by_key, name, unproven_email) VALUES (?, ?, ?, ?)';
      this.#db.prepare(insert).run(id, key, name, email);
      return this.findById(id);
    });
    return create.immediate();
  }

  // Registers a customer, whose id it gives; throws `EmailTaken`.
  add(email, name, passwordHash) {
    const id = randomUUID();
    const insert = 'INSERT INTO customers (id, email, name, password_hash) VALUES (?, ?, ?, ?)';
    emailTakenIfNotUnique(() => this.#db.prepare(insert).run(id, email, name, passwordHash));
    return id;
  }

  // Changes the address to sign in with; throws `EmailTaken`.
  setEmail(id, email) {
    return emailTakenIfNotUnique(() => this.#change(id, 'email', email));
  }

  // Sets the hash of a new password, or null to remove it.
  setPasswordHash(id, passwordHash) {
    return this.#change(id, 'password_hash', passwordHash);
  }

  // Shuts a customer out, or lets them in again.
  setActive(id, active) {
    return this.#change(id, 'active', Number(active));
  }

  // Deletes a customer. The key that made it is free then, its id is not.
  delete(id) {
    return this.#db.prepare('DELETE FROM customers WHERE id = ?').run(id).changes === 1;
  }

  // Every customer, in the order of their making.
  all() {
    return this.#db.prepare('SELECT * FROM customers ORDER BY rowid').all();
  }

  close() {
    this.#db.close();
  }

  // `column` is one of the names above, never anything that came from outside.
  #change(id, column, value) {
    const update = `UPDATE customers SET ${column} = ?, credential_version = credential_version + 1 WHERE id = ?`;
    return this.#db.prepare(update).run(value, id).changes === 1;
  }
}

function emailTakenIfNotUnique(write) {
  try {
    return write();
  } catch (error) {
    if (error.code === 'SQLITE_CONSTRAINT_UNIQUE') throw new EmailTaken();
    throw error;
  }
}

// The three calls of docs/hook.md: find, verify, create.

import express from 'express';
import { EmailTaken } from './customers.js';
import { isPasswordOf } from './passwords.js';
import { keyOf, Refused } from './signature.js';

const MAX_BODY_BYTES = 64 * 1024;
const CALLS = { find, verify, create };
const PATHS = Object.keys(CALLS).map((call) => `/${call}`);

class Invalid extends Error {}

// The application. `keys` are the signing keys that are taken, by name; `clock` gives milliseconds since 1970;
// `log` gets one line for each call.
export function createApp({ customers, keys, clock = Date.now, log = console.log }) {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(logged(log));

  // The bytes as they came: they are what is signed.
  const raw = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });
  app.post(PATHS, raw, async (request, response) => {
    const call = request.path.slice(1);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    try {
      const timestamp = request.get('x-accounts-timestamp');
      const signature = request.get('x-accounts-signature');
      response.locals.key = keyOf(keys, { call, timestamp, signature, body, now: clock() / 1000 });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      response.locals.key = `none (${error.message})`;
      response.status(401).json({ error: 'bad_signature' });
      return;
    }
    const { status, answer } = await CALLS[call](customers, fieldsOf(body));
    response.locals.customer = answer.account?.id;
    response.status(status).json(answer);
  });

  app.all(PATHS, (request, response) => response.status(405).json({ error: 'method_not_allowed' }));
  app.use((request, response) => response.status(404).json({ error: 'not_found' }));
  // Express knows a handler of errors by its four parameters.
  app.use((error, request, response, next) => {
    const status = error instanceof Invalid ? 400 : (error.status ?? 500);
    if (status >= 500) log(`error=${error.stack}`);
    if (response.headersSent) return next(error);
    response.status(status).json({ error: status === 400 ? 'invalid_request' : 'refused' });
  });
  return app;
}

// Who has this id, or signs in with this address?
function find(customers, fields) {
  if ('id' in fields === 'email' in fields) throw new Invalid();
  const customer = 'id' in fields ? customers.findById(text(fields.id)) : customers.findByEmail(text(fields.email));
  return { status: 200, answer: { account: account(customer) } };
}

// Is this the password of the customer with this id? Whether they may come in, `active` says.
async function verify(customers, fields) {
  const [id, password] = [text(fields.id), text(fields.password)];
  const read = customers.findById(id);
  const isRight = await isPasswordOf(read, password);
  // Hashing takes its time: meanwhile the password may have been changed.
  const customer = customers.findById(id);
  const verified = isRight && customer?.credential_version === read.credential_version;
  return { status: 200, answer: { verified, account: account(customer) } };
}

// A customer who is new through Amazon: the one that this key made, now or before.
function create(customers, fields) {
  const key = text(fields.idempotency_key);
  if (!/^[0-9a-f]{64}$/.test(key)) throw new Invalid();
  const [name, email] = [fields.name, fields.email].map((it) => (it == null ? null : text(it)));
  try {
    const customer = customers.createByKey(key, name, email);
    // True because `createByKey` finds by the key alone, never by address or name.
    return { status: 200, answer: { account: account(customer), created_by_this_key: true } };
  } catch (error) {
    if (error instanceof EmailTaken) return { status: 409, answer: { error: 'email_taken' } };
    throw error;
  }
}

// What the functions are told of a customer.
function account(customer) {
  if (!customer) return null;
  return {
    id: customer.id,
    active: customer.active === 1,
    credential_version: String(customer.credential_version),
    has_password: customer.password_hash !== null,
  };
}

// The JSON object in the body.
function fieldsOf(body) {
  let fields;
  try {
    fields = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Invalid();
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Invalid();
  return fields;
}

// A field that must be there and be text; half a surrogate pair is none.
function text(value) {
  if (typeof value !== 'string' || !value.isWellFormed()) throw new Invalid();
  return value;
}

// One line for each call: neither body nor signature; and no path but the three known ones, for it is somebody's text.
function logged(log) {
  return (request, response, next) => {
    const begin = performance.now();
    const call = request.path.slice(1);
    response.set('Cache-Control', 'no-store');
    response.on('finish', () => {
      const { key = '-', customer = '-' } = response.locals;
      const known = Object.hasOwn(CALLS, call) ? call : '-';
      const tookMs = Math.round(performance.now() - begin);
      log(`call=${known} status=${response.statusCode} ms=${tookMs} key=${key} customer=${customer}`);
    });
    next();
  };
}

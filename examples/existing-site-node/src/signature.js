// The signature of a call: which call, when, and with which body.

import { createHmac, timingSafeEqual } from 'node:crypto';

export const MAX_SKEW_S = 300;
export const MIN_KEY_CHARS = 32;

// Not a genuine call. The message is a word for the log.
export class Refused extends Error {}

// The value of `X-Accounts-Signature`. `body` is the bytes of the request.
export function sign(key, call, timestamp, body) {
  const mac = createHmac('sha256', key).update(`v1\n${call}\n${timestamp}\n`).update(body);
  return `v1=${mac.digest('hex')}`;
}

// The name of the key that signed this call; throws `Refused`. `keys` are those taken, by name.
export function keyOf(keys, { call, timestamp, signature, body, now }) {
  if (!timestamp || !signature) throw new Refused('missing');
  // No Number() of what is not plain digits: it takes signs, blanks, points and hexadecimal.
  if (!/^[0-9]{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > MAX_SKEW_S) throw new Refused('old');
  // In constant time, and with every key in any case: the time taken says nothing about either.
  const right = Object.keys(keys).filter((name) => equal(sign(keys[name], call, timestamp, body), signature));
  if (right.length === 0) throw new Refused('wrong');
  return right[0];
}

function equal(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

// The stack's own table, for what would take a story too long: time.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const ACCOUNT_ID_BYTES = 16;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

export class Table {
  constructor(address) {
    this.address = address;
  }

  // The person behind this session proved who they are so many minutes earlier than they did.
  async provedEarlier(token, minutes) {
    const key = keyOf(token);
    const { Item } = await this.#call('GetItem', { TableName: 'accounts', Key: key });
    const before = Number(Item.proved_at.N) - minutes * 60;
    await this.#call('UpdateItem', {
      TableName: 'accounts',
      Key: key,
      UpdateExpression: 'SET proved_at = :at',
      ExpressionAttributeValues: { ':at': { N: String(before) } },
    });
  }

  // The site's operator closed the account of this session.
  close(token) {
    return this.#changeAccount(token, {
      UpdateExpression: 'SET #status = :disabled',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':disabled': { S: 'disabled' } },
    });
  }

  // The account of this session can't be read any more.
  spoil(token) {
    return this.#changeAccount(token, { UpdateExpression: 'REMOVE epoch' });
  }

  #changeAccount(token, change) {
    const key = { ...keyOf(token), sk: { S: 'ACCOUNT' } };
    return this.#call('UpdateItem', { TableName: 'accounts', Key: key, ...change });
  }

  async #call(operation, body) {
    const answer = await fetch(this.address, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        'x-amz-date': '20260101T000000Z',
      },
      body: JSON.stringify(body),
    });
    assert(answer.ok, `${operation}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  }
}

// Where a session lies: under its account, and the digest of its secret.
function keyOf(token) {
  const bytes = Buffer.from(token, 'base64url');
  const digest = createHash('sha256').update(bytes.subarray(ACCOUNT_ID_BYTES)).digest('hex');
  return {
    pk: { S: `ACCOUNT#${base32(bytes.subarray(0, ACCOUNT_ID_BYTES))}` },
    sk: { S: `SESSION#${digest}` },
  };
}

function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{1,5}/g).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

// `npm start`: the server, on loopback unless told otherwise.

import { parseArgs } from 'node:util';
import { createApp } from './hook.js';
import { openCustomers, signingKeys } from './settings.js';

// Longer than the functions keep theirs: a call must not meet a connection that is just being closed.
const KEEP_ALIVE_MS = 65_000;
const options = { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8802' } };
const { host, port } = parseArgs({ options }).values;
const keys = signingKeys(process.env);
const app = createApp({ customers: await openCustomers(process.env), keys });
const server = app.listen(Number(port), host, (error) => {
  if (error) throw error;
  console.log(`listening on http://${host}:${port}`);
});
server.keepAliveTimeout = KEEP_ALIVE_MS;

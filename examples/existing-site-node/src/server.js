// `npm start`: the server, on loopback unless told otherwise.

import { parseArgs } from 'node:util';
import { createApp } from './hook.js';
import { openCustomers, signingKeys } from './settings.js';

const options = { host: { type: 'string', default: '127.0.0.1' }, port: { type: 'string', default: '8802' } };
const { host, port } = parseArgs({ options }).values;
const keys = signingKeys(process.env);
const app = createApp({ customers: await openCustomers(process.env), keys });
app.listen(Number(port), host, (error) => {
  if (error) throw error;
  console.log(`listening on http://${host}:${port}`);
});

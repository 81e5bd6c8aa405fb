// Another site, on another address: 127.0.0.1 is not the site that localhost is.

import { createServer } from 'node:http';
import { once } from 'node:events';

// `pages` maps a path to the HTML of its body.
export async function otherSite(pages) {
  const server = createServer((request, response) => {
    const body = pages[request.url];
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><html lang="en"><title>Another site</title><link rel="icon" href="data:,">${body ?? ''}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

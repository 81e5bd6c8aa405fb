import assert from 'node:assert/strict';
import { StartPage } from '../pages/start.js';
import { ALICE } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();
// The origin that the local stack allows; its page is made up here.
const ALLOWED = 'http://localhost:8080';

// What a script of the current page is told, and whether its browser lets it read that.
function ask(customer, site, init) {
  return customer.page.evaluate(
    async ([url, options]) => {
      const answer = await fetch(url, options);
      return { status: answer.status, ...(await answer.json()) };
    },
    [`${site}/auth/session`, init],
  );
}

story('a page on another origin of the site is told who is there', async ({ site, newCustomer }) => {
  const customer = await newCustomer();
  // A page that comes from no network may not ask this machine without leave.
  await customer.context.grantPermissions(['local-network-access'], { origin: ALLOWED });
  await customer.context.route(`${ALLOWED}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><title>The app</title><link rel="icon" href="data:,">' }),
  );
  const home = await (await StartPage.open(customer)).signIn(ALICE);
  const accountId = await home.field('account_id');
  const token = await customer.cookie('session');
  await customer.page.goto(`${ALLOWED}/`);

  const byCookie = await ask(customer, site, { credentials: 'include' });
  const byBearer = await ask(customer, site, { headers: { authorization: `Bearer ${token}` } });

  for (const who of [byCookie, byBearer]) assert.deepEqual([who.status, who.account_id], [200, accountId]);
});

import assert from 'node:assert/strict';
import { ChooserPage } from '../pages/amazon.js';
import { BeginPage } from '../pages/begin.js';
import { ProblemPage } from '../pages/problem.js';
import { HomePage, StartPage } from '../pages/start.js';
import { inspect } from '../support/inspect.js';
import { following } from '../support/navigation.js';
import { otherSite } from '../support/other-site.js';
import { ALICE } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();
const LOGIN = '/auth/amazon/login';

async function withOtherSite(pages, act) {
  const site = await otherSite(pages);
  try {
    await act(site.address);
  } finally {
    await site.close();
  }
}

story('a link on another site leads to a question, not to Amazon', async ({ site, amazon, newCustomer }) => {
  const customer = await newCustomer();
  const persona = await amazon.newPersona();
  const seenBefore = (await amazon.requests()).authorize;
  await withOtherSite({ '/': `<a href="${site}${LOGIN}">Win a prize</a>` }, async (address) => {
    await customer.page.goto(address);
    await following(customer.page, () => customer.page.getByText('Win a prize').click());

    const question = await BeginPage.shown(customer.page);

    assert.equal(await customer.openAttempts(), 0);
    assert.equal((await amazon.requests()).authorize, seenBefore);
    await inspect(customer.page, 'other-site-question');
    await question.leave(StartPage);
    await customer.goBack();
    const chooser = await (await BeginPage.shown(customer.page)).goOn(ChooserPage);
    await chooser.signInAs(persona, HomePage);
  });
});

story('another site that sends people on by itself gets no further', async ({ site, amazon, newCustomer }) => {
  const login = `${site}${LOGIN}`;
  const pages = {
    '/refresh': `<meta http-equiv="refresh" content="0; url=${login}">`,
    '/script': `<script>location.replace(${JSON.stringify(login)})</script>`,
    '/form': `<form action="${login}"></form><script>document.forms[0].submit()</script>`,
  };
  const seenBefore = (await amazon.requests()).authorize;
  await withOtherSite(pages, async (address) => {
    for (const path of Object.keys(pages)) {
      const customer = await newCustomer();
      await customer.page.goto(`${address}${path}`, { waitUntil: 'commit' });

      await BeginPage.shown(customer.page);

      assert.equal(await customer.openAttempts(), 0, path);
    }
  });
  assert.equal((await amazon.requests()).authorize, seenBefore);
});

story('a form that another site posts is refused, and signs nobody in or out', async ({ site, newCustomer }) => {
  const fields = Object.entries({ ...ALICE, return_to: '/' });
  const inputs = fields.map(([name, value]) => `<input name="${name}" value="${value}">`).join('');
  const pages = {
    '/sign-in': `<form method="post" action="${site}/auth/sign-in">${inputs}<button>Go</button></form>`,
    '/sign-out': `<form method="post" action="${site}/auth/sign-out">${inputs}<button>Go</button></form>`,
    '/link': `<form method="post" action="${site}/auth/amazon/link">${inputs}<button>Go</button></form>`,
  };
  await withOtherSite(pages, async (address) => {
    const customer = await newCustomer();
    for (const path of Object.keys(pages)) {
      await customer.page.goto(`${address}${path}`);
      await following(customer.page, () => customer.page.getByText('Go').click());
      const problem = await ProblemPage.shown(customer.page);
      await problem.says('cross_site_request', /not sent from our own page/);
    }
    await inspect(customer.page, 'other-site-form');
    await customer.isSignedOut();
    await (await StartPage.open(customer)).signIn(ALICE);
    await customer.page.goto(`${address}/sign-out`);
    await following(customer.page, () => customer.page.getByText('Go').click());
    await HomePage.open(customer);
  });
});

// What a browser may fetch before anybody asked for it. The answer must not be kept for the click.
const SPECULATIONS = {
  'a prefetch by a link': (path) => {
    const link = document.createElement('link');
    Object.assign(link, { rel: 'prefetch', href: path });
    document.head.append(link);
  },
  'a prefetch by speculation rules': (path) => {
    const rules = document.createElement('script');
    const prefetch = [{ source: 'list', urls: [path], eagerness: 'immediate' }];
    Object.assign(rules, { type: 'speculationrules', textContent: JSON.stringify({ prefetch }) });
    document.head.append(rules);
  },
  'a prerender by speculation rules': (path) => {
    const rules = document.createElement('script');
    const prerender = [{ source: 'list', urls: [path], eagerness: 'immediate' }];
    Object.assign(rules, { type: 'speculationrules', textContent: JSON.stringify({ prerender }) });
    document.head.append(rules);
  },
};

for (const [name, speculate] of Object.entries(SPECULATIONS)) {
  story(`${name} begins no login, and the click afterwards does`, async ({ amazon, newCustomer }) => {
    const customer = await newCustomer();
    const persona = await amazon.newPersona();
    const seenBefore = (await amazon.requests()).authorize;
    const start = await StartPage.open(customer);
    const path = await start.loginWithAmazon.getAttribute('href');
    customer.excuse(path);
    const fetched = customer.context.waitForEvent('response', (response) => response.url().endsWith(path));

    await customer.page.evaluate(speculate, path);

    const request = (await fetched).request();
    assert.match((await request.allHeaders())['sec-purpose'], /^prefetch/);
    assert.equal(await customer.openAttempts(), 0);
    assert.equal((await amazon.requests()).authorize, seenBefore);
    const chooser = await start.goToAmazon();
    await chooser.signInAs(persona, HomePage);
  });
}

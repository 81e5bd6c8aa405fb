// Where stories play: one stack and one Chromium per file, a browser of their own for every customer.

import { after, before, test } from 'node:test';
import { Amazon } from './amazon.js';
import { launchChromium } from './chromium.js';
import { Customer } from './customer.js';
import { startStack } from './stack.js';
import { Table } from './table.js';

const STORY_MS = 60_000;

// `options`: what the stack is started with besides its port. It sends no letters.
export function stage(...options) {
  return staged(['--no-mail', ...options], options.length > 0);
}

// The same on a stack that sends letters.
export function stageWithMail() {
  return staged([], true);
}

function staged(options, isParticular) {
  let stack;
  let browser;

  before(async () => {
    browser = await launchChromium();
    stack = await startStack(options);
  });

  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  // `play` gets the site's address, Amazon, the table, and a way to bring customers in.
  return function story(name, play, { needsTable = false } = {}) {
    // A stack that runs already was started in its own way, and keeps its table to itself.
    const skip = Boolean(process.env.BASE_URL) && (isParticular || needsTable);
    test(name, { timeout: STORY_MS, skip }, async () => {
      const amazon = new Amazon(stack.amazon);
      const customers = [];
      const newCustomer = async (options) => {
        const customer = await Customer.arrive(browser, stack.site, options);
        customers.push(customer);
        return customer;
      };
      try {
        await play({ site: stack.site, amazon, table: new Table(stack.table), newCustomer });
        for (const customer of customers) await customer.leave();
      } finally {
        await Promise.allSettled(customers.map((customer) => customer.context.close()));
        await amazon.worksAgain();
      }
    });
  };
}

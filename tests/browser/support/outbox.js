// The letters that the local stack sent.

import assert from 'node:assert/strict';

// The last letter to this mailbox.
export async function letterTo(site, mailbox) {
  const answer = await fetch(new URL('/outbox.json', site));
  const letters = await answer.json();
  const theirs = letters.filter(({ to }) => to === mailbox).sort((a, b) => a.id - b.id);
  assert(theirs.length > 0, `no letter to ${mailbox}`);
  return theirs.at(-1);
}

// Opens the link of the last letter to this mailbox.
export async function opens(customer, { mailbox, page }, Next) {
  await customer.goto(linkIn(await letterTo(customer.site, mailbox), page));
  return Next.shown(customer.page);
}

// The path and query of its link to this page.
export function linkIn({ text }, page) {
  const link = new RegExp(`${page}\\?token=[\\w-]+`).exec(text);
  assert(link, `no link to ${page}`);
  return link[0];
}

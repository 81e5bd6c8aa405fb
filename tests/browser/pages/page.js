// What every page object has. A page is there when its heading is.

import assert from 'node:assert/strict';
import { following } from '../support/navigation.js';

export class Page {
  constructor(page) {
    this.page = page;
  }

  // The page that the browser shows now, which must be this one.
  static async shown(page) {
    const it = new this(page);
    await it.heading.waitFor().catch(async () => {
      assert.fail(`expected ${this.name}, but there is ${page.url()}:\n${await textOf(page)}`);
    });
    return it;
  }

  get heading() {
    return this.page.getByRole('heading', { level: 1, name: this.constructor.HEADING });
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name) {
    return this.page.getByRole('link', { name, exact: true });
  }

  async press(button, Next) {
    await following(this.page, () => button.click());
    return Next.shown(this.page);
  }
}

async function textOf(page) {
  return page.locator('body').innerText({ timeout: 1000 }).catch(() => '(no text)');
}

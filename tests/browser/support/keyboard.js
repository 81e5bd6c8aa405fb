// A customer without a mouse.

import assert from 'node:assert/strict';
import { following } from './navigation.js';

const MAX_TABS = 200;

export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  // Walks there by Tab, and sees where the focus is on every stop.
  async tabTo(locator) {
    for (let tabs = 0; tabs < MAX_TABS; tabs += 1) {
      await this.page.keyboard.press('Tab');
      const focus = await this.page.evaluate(focusedElement);
      assert(focus.isVisible, `no visible focus on ${focus.what}`);
      if (await hasFocus(locator)) return;
    }
    assert.fail(`not reached by ${MAX_TABS} tabs: ${locator}`);
  }

  // Where a page that is shown again puts the customer.
  async isOn(locator) {
    assert(await hasFocus(locator), `the focus is not on ${locator}`);
  }

  async fill(locator, text) {
    await this.tabTo(locator);
    await this.page.keyboard.type(text);
  }

  async activate(locator) {
    await this.tabTo(locator);
    await this.press('Enter');
  }

  press(key) {
    return following(this.page, () => this.page.keyboard.press(key));
  }
}

function hasFocus(locator) {
  return locator.evaluate((element) => element === document.activeElement);
}

function focusedElement() {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isVisible = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return { what: element.outerHTML.slice(0, 120), isVisible: isVisible || element === document.body };
}

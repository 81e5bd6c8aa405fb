import { Page } from './page.js';

// The cart of the sample shop.
export class CartPage extends Page {
  static HEADING = 'Your cart';

  static async open(customer) {
    await customer.goto('/cart');
    return CartPage.shown(customer.page);
  }

  // What is in it, as it is written there.
  lines() {
    return this.page.locator('.lines .what').allInnerTexts();
  }

  remove(name) {
    return this.press(this.button(`Remove: ${name}`), CartPage);
  }

  signIn(Next) {
    return this.press(this.link('Sign in to go on'), Next);
  }
}

// An account and where it is signed in.
export class AccountPage extends Page {
  static HEADING = 'Your account';

  static async open(customer) {
    await customer.goto('/auth/account');
    return AccountPage.shown(customer.page);
  }

  get sessions() {
    return this.page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem');
  }
}

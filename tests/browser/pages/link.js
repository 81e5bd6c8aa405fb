import { Page } from './page.js';

// Which account was found, which Amazon account asks for it, and its password.
export class LinkPage extends Page {
  static HEADING = 'Is this your account?';

  get foundAccount() {
    return this.page.locator('main p strong').first();
  }

  get amazonAccount() {
    return this.page.locator('dl dd');
  }

  get password() {
    return this.page.getByLabel('Password of your account here');
  }

  get submit() {
    return this.button('Link and sign in');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  async answer(password, Next) {
    await this.password.fill(password);
    return this.press(this.submit, Next);
  }

  follow(name, Next) {
    return this.press(this.link(name), Next);
  }
}

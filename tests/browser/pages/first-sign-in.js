import { Page } from './page.js';

// Where the site asks first: an account is made, or there is one already.
export class FirstSignInPage extends Page {
  static HEADING = 'Are you new here?';

  get email() {
    return this.page.getByLabel('E-mail');
  }

  get password() {
    return this.page.getByLabel('Password of your account here');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  create(Next) {
    return this.press(this.button('Create an account'), Next);
  }

  async useOwn({ email, password }, Next) {
    await this.email.fill(email);
    await this.password.fill(password);
    return this.press(this.button('Link and sign in'), Next);
  }
}

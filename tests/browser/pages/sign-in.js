import { Page } from './page.js';

// The existing account system's own sign-in page.
export class SignInPage extends Page {
  static HEADING = 'Sign in';

  static async open(customer) {
    await customer.goto('/auth/sign-in');
    return SignInPage.shown(customer.page);
  }

  get loginWithAmazon() {
    return this.link('Login with Amazon');
  }

  get email() {
    return this.page.getByLabel('E-mail');
  }

  get password() {
    return this.page.getByLabel('Password');
  }

  get submit() {
    return this.button('Sign in');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  async signIn({ email, password }, Next) {
    await this.email.fill(email);
    await this.password.fill(password);
    return this.press(this.submit, Next);
  }
}

// The same address, to somebody who is signed in.
export class SignedInPage extends Page {
  static HEADING = 'You are signed in';

  static async open(customer, path = '/auth/sign-in') {
    await customer.goto(path);
    return SignedInPage.shown(customer.page);
  }

  goOn(Next) {
    return this.press(this.link('Go on'), Next);
  }

  signOut(Next) {
    return this.press(this.button('Sign out'), Next);
  }
}

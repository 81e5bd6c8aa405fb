import { Page } from './page.js';
import { ChooserPage } from './amazon.js';

const START = '/';

// The sample site's start page, to somebody it does not know.
export class StartPage extends Page {
  static HEADING = 'Welcome';

  static async open(customer) {
    await customer.goto(START);
    return StartPage.shown(customer.page);
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

  get signInButton() {
    return this.button('Sign in');
  }

  // E-mail and password of the customers that the page offers to try.
  async samples() {
    const rows = await this.page.getByRole('row').filter({ has: this.page.locator('td') }).all();
    return Promise.all(
      rows.map(async (row) => {
        const [email, password] = await row.getByRole('cell').allInnerTexts();
        return { email, password };
      }),
    );
  }

  goToAmazon() {
    return this.press(this.loginWithAmazon, ChooserPage);
  }

  async signIn({ email, password }, Next = HomePage) {
    await this.email.fill(email);
    await this.password.fill(password);
    return this.press(this.signInButton, Next);
  }
}

// The same address, to somebody who is signed in.
export class HomePage extends Page {
  static HEADING = /^Hello, /;

  static async open(customer) {
    await customer.goto(START);
    return HomePage.shown(customer.page);
  }

  get signOutButton() {
    return this.button('Sign out');
  }

  greeting() {
    return this.heading.innerText();
  }

  // A field of what `GET /auth/session` says.
  field(key) {
    return this.page.locator(`dd[data-key="${key}"]`).innerText();
  }

  // What `GET /api/orders` says, a route of the site's own behind the authorizer.
  async orders() {
    return JSON.parse(await this.page.locator('[data-key="orders"]').innerText());
  }

  signOut() {
    return this.press(this.signOutButton, StartPage);
  }
}

import { Page } from './page.js';

// Where a new customer makes an account with a password.
export class RegisterPage extends Page {
  static HEADING = 'Create your account';

  static async open(customer, path = '/auth/register') {
    await customer.goto(path);
    return RegisterPage.shown(customer.page);
  }

  get name() {
    return this.page.getByLabel('Name');
  }

  get email() {
    return this.page.getByLabel('E-mail');
  }

  get password() {
    return this.page.getByLabel('Password');
  }

  get submit() {
    return this.button('Create account');
  }

  get loginWithAmazon() {
    return this.link('Login with Amazon');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  // What a screen reader reads after a field's label.
  describedBy(field) {
    return field.evaluate((element) => {
      const ids = (element.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
      return ids.map((id) => document.getElementById(id).textContent).join(' ');
    });
  }

  async register({ name, email, password }, Next) {
    await this.name.fill(name);
    await this.email.fill(email);
    await this.password.fill(password);
    return this.press(this.submit, Next);
  }
}

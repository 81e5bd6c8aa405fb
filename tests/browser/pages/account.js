import { ChooserPage } from './amazon.js';
import { LookPage } from './mailbox.js';
import { Page } from './page.js';

// Who may get in to an account, where it is signed in, and how to leave.
export class AccountPage extends Page {
  static HEADING = 'Your account';

  static async open(customer) {
    await customer.goto('/auth/account');
    return AccountPage.shown(customer.page);
  }

  // The cards of the Amazon accounts that open it.
  get amazonAccounts() {
    return this.page.getByRole('list', { name: 'Amazon accounts that open it' }).getByRole('listitem');
  }

  // How other pages name the Amazon account of a card.
  hintOf(card) {
    return card.locator('strong .fine').innerText();
  }

  // The cards of its sessions.
  get sessions() {
    return this.page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem');
  }

  get passwordNow() {
    return this.page.getByLabel('Your password now');
  }

  get newPassword() {
    return this.page.getByLabel('New password');
  }

  get changePassword() {
    return this.button('Change password');
  }

  // Begins to connect one; Amazon asks who that is.
  connect() {
    return this.press(this.button('Connect an Amazon account'), ChooserPage);
  }

  // Asks for a letter to the address that it has.
  proveAddress() {
    return this.press(this.button('Confirm this address'), LookPage);
  }

  // The button that takes over an address which Amazon shows.
  adoptButton(email) {
    return this.button(`Use ${email} from Amazon`);
  }

  async changeAddress(email) {
    await this.page.getByLabel('New e-mail address').fill(email);
    return this.press(this.button('Change the address'), LookPage);
  }

  unlink(card, Next) {
    return this.press(card.getByRole('button'), Next);
  }

  async setPassword({ now, next }, Next) {
    await this.passwordNow.fill(now);
    await this.newPassword.fill(next);
    return this.press(this.changePassword, Next);
  }
}

// "Did you have an account already?", where it is asked.
class MergeForm extends Page {
  get earlierEmail() {
    return this.page.getByLabel('E-mail');
  }

  get earlierPassword() {
    return this.page.getByLabel('Password of your account here');
  }

  async goOnWith({ email, password }, Next) {
    await this.earlierEmail.fill(email);
    await this.earlierPassword.fill(password);
    return this.press(this.button('Go on with my earlier account'), Next);
  }
}

// The account page of an account that is new and empty.
export class EmptyAccountPage extends MergeForm {
  static HEADING = 'Your account';

  static async open(customer) {
    await customer.goto('/auth/account');
    return EmptyAccountPage.shown(customer.page);
  }
}

// The question on a page of its own, after a try that failed.
export class MergePage extends MergeForm {
  static HEADING = 'Did you have an account already?';

  get alert() {
    return this.page.getByRole('alert');
  }
}

// Before a change: is it the owner who does it?
export class ProvePage extends Page {
  static HEADING = 'Please show that it’s you';

  get password() {
    return this.page.getByLabel('Your password');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  async prove(password, Next) {
    await this.password.fill(password);
    return this.press(this.button('Go on'), Next);
  }

  goToAmazon() {
    return this.press(this.link('Login with Amazon'), ChooserPage);
  }
}

// The same form on a page of its own, after a try that failed.
export class ChangePasswordPage extends AccountPage {
  static HEADING = 'Change password';

  get alert() {
    return this.page.getByRole('alert');
  }
}

// Between Amazon and a connection.
export class ConnectPage extends Page {
  static HEADING = 'Connect this Amazon account?';

  get accounts() {
    return this.page.locator('dl dd');
  }

  connect(Next) {
    return this.press(this.button('Connect'), Next);
  }
}

// Really?
export class DeletePage extends Page {
  static HEADING = 'Delete your account?';

  confirm(Next) {
    return this.press(this.button('Delete my account for good'), Next);
  }
}

// It is gone.
export class DeletedPage extends Page {
  static HEADING = 'Your account is deleted';
}

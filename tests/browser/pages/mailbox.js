import { Page } from './page.js';
import { SignInPage } from './sign-in.js';

// Asks for the address of the account.
export class ForgotPage extends Page {
  static HEADING = 'Forgot your password?';

  get email() {
    return this.page.getByLabel('E-mail');
  }

  get submit() {
    return this.button('Send the link');
  }

  async ask(email, Next) {
    await this.email.fill(email);
    return this.press(this.submit, Next);
  }
}

// A letter is on its way, or none.
export class LookPage extends Page {
  static HEADING = 'Look in your mailbox';
}

// Where the letter's link leads.
export class ResetPage extends Page {
  static HEADING = 'Choose a new password';

  get password() {
    return this.page.getByLabel('New password');
  }

  get submit() {
    return this.button('Set the password');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  // A box for each Amazon account that opens the account.
  get amazonAccounts() {
    return this.page.getByRole('checkbox');
  }

  amazonAccount(hint) {
    return this.page.getByLabel(hint);
  }

  async set(password, Next) {
    await this.password.fill(password);
    return this.press(this.submit, Next);
  }
}

export class ResetDonePage extends Page {
  static HEADING = 'Your new password is set';
}

// Where the link of a letter to a new address leads.
export class ConfirmAddressPage extends Page {
  static HEADING = 'Is this your address?';

  get yes() {
    return this.button('Yes, confirm it');
  }

  confirm(Next) {
    return this.press(this.yes, Next);
  }
}

// The same page where nobody is signed in to the account that the link is for: it cannot be answered.
export class ConfirmElsewherePage extends ConfirmAddressPage {
  goToSignIn(Next = SignInPage) {
    return this.press(this.link('Sign in'), Next);
  }

  signOut() {
    return this.press(this.button('Sign out'), ConfirmElsewherePage);
  }
}

export class AddressConfirmedPage extends Page {
  static HEADING = 'Your address is confirmed';
}

// Where the link of a letter that tells of a change leads.
export class UndoPage extends Page {
  static HEADING = 'Undo this?';

  unlink(Next) {
    return this.press(this.button('Unlink it'), Next);
  }

  takeBack(Next) {
    return this.press(this.button('Take my address back'), Next);
  }
}

export class UndonePage extends Page {
  static HEADING = 'It is undone';
}

// The link page, where a code can be mailed.
export class CodePage extends Page {
  static HEADING = 'Is this your account?';

  get code() {
    return this.page.getByLabel('Code from the letter');
  }

  get password() {
    return this.page.getByLabel('Password of your account here');
  }

  get alert() {
    return this.page.getByRole('alert');
  }

  send() {
    return this.press(this.button('Send a code to its mailbox'), CodePage);
  }

  async answer(code, Next) {
    await this.code.fill(code);
    return this.press(this.button('Link and sign in').first(), Next);
  }
}

// Where the letter of a registration leads.
export class VerifyPage extends Page {
  static HEADING = 'Finish your registration';

  get password() {
    return this.page.getByLabel('Password');
  }

  create(Next) {
    return this.press(this.button('Create my account'), Next);
  }
}

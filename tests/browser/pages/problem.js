import assert from 'node:assert/strict';
import { Page } from './page.js';

// What happened, and what to do next.
export class ProblemPage extends Page {
  static HEADING = /.+/;

  get code() {
    return this.page.locator('code');
  }

  get detail() {
    return this.page.getByRole('alert');
  }

  get steps() {
    return this.page.getByRole('navigation', { name: 'What you can do now' });
  }

  // Says `code`, in words as well, and never leaves the customer without a next step.
  async says(code, words) {
    assert.equal(await this.code.innerText(), code);
    assert.match(await this.detail.innerText(), words);
    assert((await this.steps.getByRole('link').count()) > 0, 'no way on');
  }

  follow(name, Next) {
    return this.press(this.link(name), Next);
  }

  startAgain(Next) {
    return this.follow('Login with Amazon', Next);
  }
}

// A problem that goes away by signing out.
export class SignOutFirstPage extends ProblemPage {
  static HEADING = /another account/;

  staySignedIn(Next) {
    return this.follow('Stay signed in', Next);
  }

  signOut(Next) {
    return this.press(this.button('Sign out and go on'), Next);
  }
}

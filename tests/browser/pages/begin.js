import { Page } from './page.js';

// Instead of Amazon, when another site or nobody yet opened the login.
export class BeginPage extends Page {
  static HEADING = 'Continue to Amazon?';

  goOn(Next) {
    return this.press(this.link('Login with Amazon'), Next);
  }

  leave(Next) {
    return this.press(this.link('Back to the start page'), Next);
  }
}

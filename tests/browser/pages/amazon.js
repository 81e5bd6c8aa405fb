import { following } from '../support/navigation.js';
import { Page } from './page.js';

// The emulated Amazon, first step: who are you?
export class ChooserPage extends Page {
  static HEADING = 'Who are you at Amazon?';

  // The button of a persona.
  persona({ id }) {
    return this.page.locator(`button[name="persona"][value="${id}"]`);
  }

  choose(persona, Next = ConsentPage) {
    return this.press(this.persona(persona), Next);
  }

  // Chooses, and allows whatever Amazon has not asked this person before.
  async signInAs(persona, Next) {
    await following(this.page, () => this.persona(persona).click());
    const consent = new ConsentPage(this.page);
    return (await consent.heading.count()) > 0 ? consent.allow(Next) : Next.shown(this.page);
  }

  cancel(Next) {
    return this.press(this.button('Cancel'), Next);
  }

  // The hidden fields of its form: what the site asked for.
  fields() {
    return this.page
      .locator('form input[type="hidden"]')
      .evaluateAll((inputs) => inputs.map(({ name, value }) => [name, value]));
  }

  // What Amazon's side may send back instead of a good code.
  async answerWith(label, Next) {
    await this.page.getByText('Answer with something else').click();
    return this.press(this.button(label), Next);
  }
}

// Second step: may this site read that?
export class ConsentPage extends Page {
  static HEADING = /^Let .* read this\?$/;

  get allowButton() {
    return this.button('Allow');
  }

  allow(Next) {
    return this.press(this.allowButton, Next);
  }

  cancel(Next) {
    return this.press(this.button('Cancel'), Next);
  }
}

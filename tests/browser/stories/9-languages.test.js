// The same pages in the other languages: nothing overflows, nothing is left in English.

import assert from 'node:assert/strict';
import { fitsTheNarrowest, inspect } from '../support/inspect.js';
import { ALICE } from '../support/people.js';
import { stage } from '../support/stage.js';

const story = stage();

const LANGUAGES = [
  { locale: 'de-CH', lang: 'de', heading: 'Anmelden' },
  { locale: 'es-MX', lang: 'es', heading: 'Iniciar sesión' },
  { locale: 'fr-FR', lang: 'fr', heading: 'Se connecter' },
  { locale: 'it-IT', lang: 'it', heading: 'Accedi' },
  { locale: 'ja-JP', lang: 'ja', heading: 'ログイン' },
  { locale: 'pt-BR', lang: 'pt', heading: 'Entrar' },
  { locale: 'zh-CN', lang: 'zh-Hans', heading: '登录' },
];

// Paths that need no story before them: forms, a question, and problems of several kinds.
const PATHS = ['/auth/register', '/auth/amazon/link', '/auth/amazon/callback', '/auth/account', '/auth/assets/none.css'];

for (const { locale, lang, heading } of LANGUAGES) {
  story(`a customer with a browser in ${locale} reads ${lang}`, async ({ newCustomer }) => {
    const customer = await newCustomer({ locale });
    const { page } = customer;
    await customer.goto('/auth/sign-in');

    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), heading);
    await inspect(page, `language-${lang}-sign-in`);
    for (const path of PATHS) {
      await customer.goto(path);
      assert.equal(await page.locator('html').getAttribute('lang'), lang, path);
      await fitsTheNarrowest(page);
    }
    await inspect(page, `language-${lang}-not-found`);
    await customer.goto('/auth/sign-in');
    await page.locator('#email').fill(ALICE.email);
    await page.locator('#password').fill(ALICE.password);
    await page.getByRole('button', { name: heading }).click();
    await page.waitForURL('**/');
    await customer.goto('/auth/account');
    await inspect(page, `language-${lang}-account`);
  });
}

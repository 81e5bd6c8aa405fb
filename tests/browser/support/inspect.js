// A page looked at: on a phone and a desktop, light and dark; photographed, and searched by axe.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';

const ARTEFACTS = fileURLToPath(new URL('../../../.ci/artefacts/browser/', import.meta.url));
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const SCHEMES = ['light', 'dark'];
// WCAG 2.2, 1.4.10: nothing scrolls sideways at this width.
const NARROWEST = { width: 320, height: 640 };

const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

mkdirSync(ARTEFACTS, { recursive: true });

// `name` is story-step; the pictures are called story-step-size-scheme.png.
export async function inspect(page, name) {
  const before = page.viewportSize();
  const findings = [];
  // Not a script tag: the pages' own policy refuses every script, and stays on.
  await page.evaluate(axe.source);
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const view = `${name}-${size}-${colorScheme}`;
      await page.screenshot({ path: `${ARTEFACTS}${view}.png`, fullPage: true });
      for (const finding of await search(page)) findings.push(`${view}: ${finding}`);
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
  await fitsTheNarrowest(page);
  assert.deepEqual(findings, [], `findings on ${page.url()}`);
}

// Nothing of the page scrolls sideways on the narrowest of phones.
export async function fitsTheNarrowest(page) {
  const before = page.viewportSize();
  await page.setViewportSize(NARROWEST);
  const surplus = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.setViewportSize(before);
  assert(surplus <= 0, `${page.url()} is ${surplus} px too wide for ${NARROWEST.width}`);
}

async function search(page) {
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, rules), RULES);
  return violations.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map((node) => node.target).join(', ')}`);
}

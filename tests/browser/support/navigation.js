// Does something that leads to another page, and waits for that page.
export async function following(page, act) {
  const landed = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await Promise.all([landed, act()]);
  await page.waitForLoadState();
}

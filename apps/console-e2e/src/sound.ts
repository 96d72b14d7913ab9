import { mkdirSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './journey';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Nothing that axe calls serious. In the page itself: by default axe opens a second page for what it found in frames, which takes longer than its rules. */
export async function accessible(page: Page, name = page.url()): Promise<void> {
  expect(page.frames(), `frames of ${name}, of which axe would not see all`).toHaveLength(1);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] }).analyze();
  expect(violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes[0]?.html.slice(0, 200)}`), `axe on ${name}`).toEqual([]);
}

/** What every page owes its readers: nothing serious for axe, and on a phone nothing wider than the screen. */
export async function sound(page: Page, name: string): Promise<void> {
  await accessible(page, name);
  await page.setViewportSize(PHONE);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const wide = await page.evaluate((limit) => (document.documentElement.scrollWidth <= limit ? [] : [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > limit + 1).slice(0, 3).map((e) => e.outerHTML.slice(0, 160))), PHONE.width);
  expect(wide, `wider than a phone on ${name}`).toEqual([]);
  await look(page, name);
  await page.setViewportSize(DESK);
}

/** BELLWETHER_LOOK names a folder for pictures of every page visited, for people to look at: phone and desk, light and dark. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.BELLWETHER_LOOK;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(350);
      await page.screenshot({ path: path.join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
  }
}

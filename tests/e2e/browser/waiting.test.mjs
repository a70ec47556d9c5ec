// What is shown while there is nothing to show: a desk that takes its time to answer, and one where nobody has written
// yet. Leaves pictures in SPORTELLO_ARTEFACTS.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertWellMade, launchBrowser, startDemo, withPageOf } from './stage.mjs';

const artefacts = process.env.SPORTELLO_ARTEFACTS;
let browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
});
const withManager = withPageOf(() => browser, 'manager');

async function picture(page, name) {
  if (!artefacts) return;
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: join(artefacts, `console-${name}.png`) });
}

const parts = ['companies', 'people', 'operators', 'canned', 'calendar', 'sheets', 'samples', 'system', 'audit'];
const partLink = (page, part) => page.locator(`.tabs a[href="/console/admin/${part}"]`);
const settled = (page) => page.waitForFunction(() => !document.querySelector('[aria-busy=true], .loading'));

describe('a desk that takes its time', () => {
  test(
    'says so on every page, and forgets it when the answer comes',
    withManager({}, async (page) => {
      let release = () => undefined;
      let held = Promise.resolve();
      await page.goto(new URL('/console/admin/operators', page.url()).href);
      await partLink(page, 'operators').first().waitFor();
      await page.route('**/api/v1/**', async (route) => {
        await held;
        await route.continue().catch(() => undefined);
      });
      for (const part of parts.filter((one) => one !== 'operators').concat('operators')) {
        held = new Promise((resolve) => (release = resolve));
        await partLink(page, part).first().click();
        await page.locator('.loading').first().waitFor();
        await picture(page, `slow-${part}`);
        release();
        await settled(page);
      }
      await page.unroute('**/api/v1/**');
    }),
  );
});

describe('a desk where nobody has written yet', () => {
  test('says on every page what will be there', async () => {
    const demo = await startDemo('2026-11-23T10:12');
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'it-IT', reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(demo.link);
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.locator('.ticket-list .empty, .empty').first().waitFor();
      await assertWellMade(page, 'an empty list');
      await picture(page, 'empty-list');
      for (const part of parts) {
        await page.goto(new URL(`/console/admin/${part}`, page.url()).href);
        await page.locator('.page-body h3').first().waitFor();
        await settled(page);
        await assertWellMade(page, `${part} with nothing in it`);
        await picture(page, `empty-${part}`);
        const said = (await page.locator('.page-body').innerText()).trim();
        assert.ok(said.length > 40, `${part} says only: ${said}`);
      }
      await page.goto(new URL('/console/check', page.url()).href);
      await page.getByText('Tutto a posto: niente da guardare.').waitFor();
      await context.close();
    } finally {
      await demo.stop();
    }
  });
});

// Every dialog by keyboard alone: what opens it, where the focus goes, that it stays inside, that it is seen, that Escape
// closes the dialog and gives the focus back. A button whose name ends with "…" opens one, so a new dialog is tested as
// soon as there is a button for it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertWellMade, launchBrowser, withPageOf } from './stage.mjs';

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
});
const withManager = withPageOf(() => browser, 'manager');

// In one look a dialog is left by Escape, in the other by its button.
const looks = [
  { name: 'Italian, wide, light', locale: 'it-IT', viewport: { width: 1440, height: 900 }, colorScheme: 'light', turn: 0 },
  { name: 'English, wide, dark', locale: 'en-GB', viewport: { width: 1440, height: 900 }, colorScheme: 'dark', turn: 1 },
  { name: 'Italian, phone, dark', locale: 'it-IT', viewport: { width: 360, height: 740 }, colorScheme: 'dark', turn: 1 },
  { name: 'English, phone, light', locale: 'en-GB', viewport: { width: 360, height: 740 }, colorScheme: 'light', turn: 0 },
];

const settled = (page) => page.waitForFunction(() => !document.querySelector('[aria-busy=true], .loading'));

/** Marks what opens a dialog on this page, in order, and counts it. */
const markOpeners = (page, also) =>
  page.evaluate((selector) => {
    const opens = (button) => /…$/.test(button.textContent.trim()) || (selector && button.matches(selector));
    const shown = (button) => (button.closest('details:not([open])')?.querySelector('summary') ?? button).checkVisibility();
    const found = [...document.querySelectorAll('button')].filter((one) => !one.closest('dialog') && opens(one) && shown(one));
    document.querySelectorAll('[data-opener]').forEach((one) => delete one.dataset.opener);
    found.forEach((button, index) => (button.dataset.opener = String(index)));
    return found.length;
  }, also ?? '');

/** Opens by keyboard; answers the name of what was pressed. */
async function openByKeyboard(page, index) {
  const button = page.locator(`[data-opener="${index}"]`);
  const folded = page.locator('details:not([open])', { has: button });
  if (await folded.count()) {
    await folded.locator('summary').focus();
    await page.keyboard.press('Enter');
    await button.waitFor();
  }
  await button.focus();
  const name = (await button.innerText()).trim() || (await button.getAttribute('aria-label'));
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor({ timeout: 10_000 }).catch(() => assert.fail(`${name} opens nothing`));
  return name;
}

/** Every place the focus goes to from now on. */
const watchFocus = (page) =>
  page.evaluate(() => {
    const ring = (one) => (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none';
    const look = ({ target: at }) => {
      // A box inside a label may show its focus on the label; in a field for a day the browser marks the part.
      const seen =
        at.matches('[type=date], [type=datetime-local]') ||
        [at, at.closest('label')].some((one) => one && ring(getComputedStyle(one)));
      const name = `${at.tagName} ${at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40)}`;
      globalThis.focusLog.push({ inside: at.closest('dialog[open]') !== null, seen, name });
    };
    if (!globalThis.focusLog) document.addEventListener('focusin', look);
    globalThis.focusLog = [];
  });

/** Once around, and back over the edge: the focus never leaves for the page behind, and is seen wherever it stands. */
async function assertKeepsFocus(page, what) {
  await page.waitForFunction(() => document.activeElement?.closest('dialog[open]'));
  const stops = await page.evaluate(
    () =>
      [...document.querySelectorAll('dialog[open] :is(a[href], button, input, select, textarea, summary, [tabindex="0"])')].filter(
        (one) => !one.disabled && one.checkVisibility(),
      ).length,
  );
  assert.ok(stops > 0, `${what}: nothing to stand on`);
  await watchFocus(page);
  for (let step = 0; step < stops + 2; ++step) await page.keyboard.press('Tab');
  for (let step = 0; step < 3; ++step) await page.keyboard.press('Shift+Tab');
  const log = await page.evaluate(() => globalThis.focusLog);
  assert.ok(log.length > 0, `${what}: Tab leads nowhere`);
  for (const at of log) {
    assert.ok(at.inside, `${what}: Tab leads out to ${at.name}`);
    assert.ok(at.seen, `${what}: no focus is seen on ${at.name}`);
  }
}

const focusedName = (page) => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 80));

/** The focus is where it came from: on the opener, or on the menu it was in. */
async function assertFocusReturned(page, index, what) {
  await page.waitForFunction(
    (opener) => {
      const button = document.querySelector(`[data-opener="${opener}"]`);
      const home = button?.closest('details:not([open])')?.querySelector('summary') ?? button;
      return home !== null && document.activeElement === home;
    },
    index,
    { timeout: 5000 },
  ).catch(async () => assert.fail(`${what}: the focus came back to ${await focusedName(page)}`));
}

/** By Escape, or by the button in its corner. */
async function leave(page, byEscape) {
  if (!byEscape) await page.locator('dialog[open] .dialog-head button').focus();
  await page.keyboard.press(byEscape ? 'Escape' : 'Enter');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
}

async function tryEveryDialog(page, where, turn, also) {
  const names = [];
  const count = await markOpeners(page, also);
  for (let index = 0; index < count; ++index) {
    await markOpeners(page, also);
    const name = await openByKeyboard(page, index);
    const what = `${where}, ${name}`;
    names.push(name);
    await settled(page);
    await assertWellMade(page, what);
    await assertKeepsFocus(page, what);
    await leave(page, (index + turn) % 2 === 0);
    await assertFocusReturned(page, index, what);
  }
  return names;
}

const administration = async (page, part) => {
  await page.goto(new URL(`/console/admin/${part}`, page.url()).href);
  await page.locator('.page-body h3').first().waitFor();
  await settled(page);
};

const addCompany = (page) =>
  page.evaluate(async () => {
    const { csrf } = await (await fetch('/api/v1/me')).json();
    const person = (await (await fetch('/api/v1/people?business=leotron')).json()).people[0].id;
    const post = (path, body) =>
      fetch(`/api/v1${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
        body: JSON.stringify(body),
      });
    const { id } = await (await post('/companies', { business: 'leotron', name: 'Rossi Srl' })).json();
    await post(`/companies/${id}/people`, { person });
  });

describe('every dialog', () => {
  for (const { name, turn, ...options } of looks) {
    test(
      name,
      withManager({ ...options, timezoneId: 'Europe/Rome' }, async (page) => {
        const tried = [];
        tried.push(...(await tryEveryDialog(page, 'the list', turn)));
        await page.locator('.rows a.row').first().click();
        await page.waitForSelector('.ticket');
        tried.push(...(await tryEveryDialog(page, 'a ticket', turn, '.photo')));
        for (const part of ['companies', 'people', 'operators', 'canned']) {
          await administration(page, part);
          tried.push(...(await tryEveryDialog(page, part, turn, part === 'people' ? 'tbody th button' : '')));
        }
        await addCompany(page);
        await administration(page, 'companies');
        await page.locator('tbody th button').first().click();
        await page.locator('.company-card').waitFor();
        tried.push(...(await tryEveryDialog(page, 'a company', turn, '.company-card li button.plain.small')));
        assert.ok(tried.length >= 20, `only ${tried.length} dialogs were found: ${tried.join(', ')}`);
      }),
    );
  }

  test(
    'what the browser tells late of a closed one does not close the next',
    withManager({}, async (page) => {
      await administration(page, 'people');
      await page.getByRole('button', { name: 'Nuova persona…' }).click();
      await page.evaluate(() => (globalThis.formerDialog = document.querySelector('dialog')));
      await page.locator('dialog .dialog-head button').click();
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Ada Rossi' }).click();
      await page.locator('dialog[open]').waitFor();
      await page.evaluate(async () => {
        globalThis.formerDialog.dispatchEvent(new Event('close'));
        await new Promise(requestAnimationFrame);
      });
      assert.equal(await page.locator('dialog[open]').count(), 1);
    }),
  );

  test(
    'a click that began inside does not close it, one outside does',
    withManager({}, async (page) => {
      await administration(page, 'people');
      await page.getByRole('button', { name: 'Nuova persona…' }).click();
      const field = page.locator('dialog').getByLabel('Nome');
      await field.fill('Testo scritto a mano');
      const box = await field.boundingBox();
      await page.mouse.move(box.x + 20, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(5, 5);
      await page.mouse.up();
      assert.equal(await field.inputValue(), 'Testo scritto a mano');
      await page.mouse.click(5, 5);
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    }),
  );
});

// Accounts, the queue, and two operators side by side, over a staged desk in a real browser. Leaves pictures of every
// page in SPORTELLO_ARTEFACTS.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertWellMade, launchBrowser, signedIn, withDesk, withPageOf } from './stage.mjs';

const artefacts = process.env.SPORTELLO_ARTEFACTS;
let browser;

before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
});

const withPage = withPageOf(() => browser);
const withManager = withPageOf(() => browser, 'manager');

async function picture(page, name) {
  if (!artefacts) return;
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: join(artefacts, `console-${name}.png`) });
}

const openTicket = async (page, company) => {
  await page.getByRole('link', { name: company }).first().click();
  await page.waitForSelector('.ticket');
};
const toast = (page, text) => page.locator('.toast', { hasText: text });
const writeTo = (page) => page.getByLabel('Scrivi a Ada Rossi…');
const send = (page) => page.getByRole('button', { name: 'Invia', exact: true }).click();

/** The app's code of now (RFC 6238). The stage's clock stands still at this moment. */
const stageNow = Date.parse('2026-11-23T10:12:00+01:00');
function codeOf(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/=/g, '')].map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(stageNow / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describe('accounts', () => {
  const password = 'quattro parole da ricordare';

  test(
    'an invitation leads to a password, the password to the desk, a second factor is asked',
    withDesk(async (desk) => {
      const context = await browser.newContext({ locale: 'it-IT', viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await page.goto(desk.url + (await desk.say('invitation')));
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.getByRole('heading', { name: 'Scegli una password' }).waitFor();
      await assertWellMade(page, 'choosing a password');
      await picture(page, 'choose-password');
      await page.getByLabel('Nuova password').fill(password);
      await page.getByLabel('Ancora una volta').fill(`${password}!`);
      await page.getByText('Le due password sono diverse.').waitFor();
      await page.getByLabel('Ancora una volta').fill(password);
      await page.getByRole('button', { name: 'Salva ed entra' }).click();
      await page.waitForSelector('.rows');

      await page.locator('.bar .menu summary').click();
      await page.getByRole('button', { name: 'Account e sicurezza…' }).click();
      await page.getByRole('button', { name: 'Aggiungi un’app' }).click();
      await page.locator('.qr').waitFor();
      await assertWellMade(page, 'the second factor');
      await picture(page, 'second-factor');
      const secret = await page.locator('dialog code').textContent();
      await page.getByLabel('Codice di sei cifre dell’app').fill(codeOf(secret));
      await page.getByRole('button', { name: 'Conferma' }).click();
      await page.getByText('Attivo: dopo la password si chiede il codice dell’app.').waitFor();
      await page.getByRole('button', { name: 'Esci ovunque' }).click();

      await page.getByRole('heading', { name: 'Entra nello sportello' }).waitFor();
      await picture(page, 'sign-in');
      await page.getByLabel('E-mail').fill('anna@example.it');
      await page.getByLabel('Password').fill('indovinata da qualcuno');
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.getByText('Indirizzo, password o codice non sono giusti.').waitFor();
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.getByLabel('Codice di sei cifre dell’app').waitFor();
      await context.close();
    }),
  );

  test(
    'a manager invites, changes roles, disables, and reads what was done',
    withManager({}, async (page) => {
      await page.goto(new URL('/console/admin/operators', page.url()).href);
      await page.getByRole('button', { name: 'Invita…' }).click();
      await assertWellMade(page, 'inviting');
      await page.locator('dialog').getByLabel('Nome').fill('Eva Riva');
      await page.getByLabel('E-mail').fill('eva@example.it');
      await page.getByRole('button', { name: 'Crea il link d’invito' }).click();
      await page.getByText(/\/console\/sign-in\//).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('row', { name: /Eva Riva/ }).getByText('Non ha ancora scelto la password').waitFor();
      await page.getByLabel('Ruolo di Eva Riva').selectOption('administration');
      await page.getByRole('row', { name: /Eva Riva/ }).getByRole('button', { name: 'Disattiva' }).click();
      await page.getByRole('row', { name: /Eva Riva/ }).getByText('Disattivato').waitFor();
      await assertWellMade(page, 'operators');
      await picture(page, 'operators');
      await page.getByRole('link', { name: 'Registro delle azioni' }).click();
      await page.getByText('ha invitato Eva Riva').waitFor();
      await assertWellMade(page, 'the audit log');
      await picture(page, 'audit');
    }),
  );

  test(
    'an operator has no such pages',
    withPage({}, async (page) => {
      await page.goto(new URL('/console/admin/operators', page.url()).href);
      await page.getByText('Il tuo ruolo non comprende questa pagina.').waitFor();
    }),
  );
});

describe('the queue', () => {
  test(
    'has views with counts that follow what is done',
    withPage({ viewport: { width: 1600, height: 900 } }, async (page) => {
      const count = async (name) =>
        Number(await page.locator('.view', { hasText: name }).locator('.view-count').textContent());
      const calls = await count('Da chiamare');
      await page.getByRole('button', { name: /^Da chiamare/ }).click();
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor();
      await picture(page, 'queue');
      await openTicket(page, /Mercatino/);
      await writeTo(page).fill('La richiamo.');
      await send(page);
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor({ state: 'detached' });
      assert.equal(await count('Da chiamare'), calls - 1);
      await picture(page, 'ticket');
    }),
  );

  test(
    'finds words in messages and shows the line',
    withPage({}, async (page) => {
      await page.getByLabel('Cerca codice, nome, parole…').fill('ho provato a spegn');
      await page.locator('.row-summary', { hasText: 'Messaggio: Ho provato a spegnere' }).waitFor();
    }),
  );

  test(
    'keeps a view under a name',
    withPage({}, async (page) => {
      await page.getByText('Filtri').click();
      await page.getByLabel('Azienda').selectOption('kzweb');
      await page.getByRole('button', { name: 'Salva vista…' }).click();
      await assertWellMade(page, 'saving a view');
      await page.getByLabel('Nome della vista').fill('Solo KZWeb');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await page.getByRole('button', { name: 'Togli i filtri' }).click();
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor();
      await page.getByRole('button', { name: 'Solo KZWeb', exact: true }).click();
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor({ state: 'detached' });
      await page.reload();
      await page.getByRole('button', { name: 'Solo KZWeb', exact: true }).waitFor();
    }),
  );

  test(
    'is worked by keys, which a sheet lists',
    withPage({}, async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('heading', { name: 'Tasti rapidi' }).waitFor();
      await assertWellMade(page, 'the sheet of keys');
      await picture(page, 'keys');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.waitForSelector('.ticket');
      await page.keyboard.press('n');
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
    }),
  );

  test(
    'gives managers their figures, as chart, table and file',
    withManager({}, async (page) => {
      await page.goto(new URL('/console/admin/sheets', page.url()).href);
      await page.locator('.chart canvas').waitFor();
      await assertWellMade(page, 'the sheets');
      await picture(page, 'sheets');
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
      assert.match(file.suggestedFilename(), /^sportello-leotron-.*\.csv$/);
      assert.match(readFileSync(await file.path(), 'utf8'), /Giorno;Aperte;Risolte/);
    }),
  );

  test(
    'shows a business’s year',
    withPage({}, async (page) => {
      await page.goto(new URL('/console/admin/calendar', page.url()).href);
      await page.locator('.month').nth(11).waitFor();
      await page.getByText('Giorni diversi dal solito: 12').waitFor();
      await assertWellMade(page, 'the calendar');
      await picture(page, 'calendar');
    }),
  );
});

describe('side by side', () => {
  test(
    'two operators see each other, and only one takes a ticket',
    withDesk(async (desk) => {
      const anna = await signedIn(browser, desk);
      const luca = await signedIn(browser, desk, {}, 'link-second');
      await openTicket(anna, /Mercatino/);
      await openTicket(luca, /Mercatino/);
      await anna.getByText('Anche qui: Luca Conti').waitFor();
      await writeTo(anna).pressSequentially('Buon');
      await luca.getByText('Anna Ferrari sta scrivendo').waitFor();
      await picture(luca, 'together');
      await anna.getByRole('button', { name: 'Prendi in carico' }).click();
      await luca.locator('.ticket-head').getByText('Se ne occupa Anna Ferrari').waitFor();
      await anna.context().close();
      await luca.context().close();
    }),
  );

  test(
    'a session that ends in mid-reply costs no word',
    withPage({}, async (page, desk) => {
      await openTicket(page, /Mercatino/);
      await writeTo(page).fill('Una risposta lunga, quasi finita');
      await page.context().clearCookies();
      // The door may open before the button is reached: the desk tells at the first request.
      send(page).catch(() => undefined);
      await page.getByRole('heading', { name: 'Entra nello sportello' }).waitFor();
      const ticket = page.url();
      await page.goto(desk.url + (await desk.say('link')));
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.waitForSelector('.rows');
      await page.goto(ticket);
      await writeTo(page).waitFor();
      assert.equal(await writeTo(page).inputValue(), 'Una risposta lunga, quasi finita');
      page.complaints.length = 0; // the browser notes each 401
    }),
  );

  test(
    'a pasted picture goes with the reply',
    withPage({}, async (page) => {
      await openTicket(page, /Mercatino/);
      await page.locator('.attach input').setInputFiles({
        name: 'foto.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('ffd8ffe000104a464946', 'hex'),
      });
      await page.locator('.citation', { hasText: 'foto.jpg' }).waitFor();
      await assertWellMade(page, 'a file that waits');
      await send(page);
      await page.locator('.citation').waitFor({ state: 'detached' });
    }),
  );

  test(
    'canned answers are filled and put where the cursor stands',
    withManager({}, async (page) => {
      await page.goto(new URL('/console/admin/canned', page.url()).href);
      await page.getByRole('button', { name: 'Aggiungi…' }).click();
      await page.getByLabel('Titolo').fill('Saluti');
      await page.getByLabel('Testo').fill('Grazie {name}, la pratica è {code}.');
      await assertWellMade(page, 'a canned answer');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await page.getByText('Grazie {name}').waitFor();
      await picture(page, 'canned');
      await page.goto(new URL('/console/', page.url()).href);
      await openTicket(page, /Mercatino/);
      await writeTo(page).fill('Buongiorno.');
      await page.getByRole('button', { name: 'Risposte pronte' }).click();
      await assertWellMade(page, 'choosing a canned answer');
      await page.getByRole('button', { name: /Saluti/ }).click();
      assert.match(await writeTo(page).inputValue(), /^Buongiorno\. Grazie Ada Rossi, la pratica è LEO-/);
    }),
  );

  test(
    'on a phone the list, the ticket and the views fit',
    withPage({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }, async (page) => {
      await assertWellMade(page, 'the list on a phone');
      await picture(page, 'phone-list');
      await openTicket(page, /Mercatino/);
      await assertWellMade(page, 'a ticket on a phone');
      await picture(page, 'phone-ticket');
    }),
  );

  for (const colorScheme of ['light', 'dark']) {
    test(
      `every component is accessible, ${colorScheme}`,
      withPage({ colorScheme }, async (page) => {
        await page.goto(new URL('/console/gallery', page.url()).href);
        await page.locator('.shelf').first().waitFor();
        await assertWellMade(page, 'the gallery');
        await picture(page, `gallery-${colorScheme}`);
      }),
    );
  }

  test(
    'in the dark and in English',
    withPage({ colorScheme: 'dark', locale: 'en-GB' }, async (page) => {
      await openTicket(page, /Usato/);
      await assertWellMade(page, 'a ticket in the dark');
      await picture(page, 'dark-ticket');
    }),
  );
});

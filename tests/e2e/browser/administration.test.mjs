// Customers and their file, the desk's own parts, samples; joining and dividing tickets; what is shown before the desk has
// answered. Over a staged desk in a real browser; leaves pictures in SPORTELLO_ARTEFACTS.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertWellMade, launchBrowser, signedIn, withPageOf } from './stage.mjs';

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

async function assertPageWellMade(page, what) {
  await assertWellMade(page, what);
  if (!artefacts) return;
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: join(artefacts, `console-${what.replaceAll(' ', '-')}.png`) });
}

const administration = (page, part) => page.goto(new URL(`/console/admin/${part}`, page.url()).href);
const toast = (page, text) => page.locator('.toast', { hasText: text });
const openTicket = async (page, company) => {
  await page.getByRole('link', { name: company }).first().click();
  await page.waitForSelector('.ticket');
};
const more = async (page, entry) => {
  await page.getByText('Altro', { exact: true }).click();
  await page.getByRole('button', { name: entry }).click();
};
const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** The form, with all that the desk knows of the person. */
const openPerson = (page, name) =>
  Promise.all([page.waitForResponse(/\/people\/\d+$/), page.getByRole('button', { name }).click()]);

describe('customers', () => {
  test(
    'a company with its contract is written down, and changed',
    withManager({}, async (page) => {
      await administration(page, 'companies');
      await page.getByRole('button', { name: 'Nuova azienda…' }).click();
      await page.getByLabel('Azienda', { exact: true }).last().fill('Mercatino di prova');
      await page.getByRole('button', { name: 'Aggiungi un contratto' }).click();
      await page.getByLabel('Dal', { exact: true }).fill('2026-01-01');
      await page.getByLabel('Al (compreso)').fill('2026-12-31');
      await assertPageWellMade(page, 'writing a company');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await page.locator('.company-card', { hasText: 'Mercatino di prova' }).waitFor();
      assert.match(await page.locator('.company-card').innerText(), /valido/);
      await page.getByPlaceholder('Nota sul cliente').fill('Chiedere di Pia');
      await page.locator('.company-card .notes').getByRole('button', { name: 'Salva' }).click();
      await page.locator('.note-text', { hasText: 'Chiedere di Pia' }).waitFor();
      await assertPageWellMade(page, 'a company');
      await page.getByRole('button', { name: 'Modifica…' }).click();
      await page.getByLabel('Al (compreso)').fill('2026-11-22');
      await page.getByRole('button', { name: 'Salva', exact: true }).last().click();
      await page.locator('.company-card .badge', { hasText: 'scaduto' }).waitFor();
    }),
  );

  test(
    'the customers’ file is looked at before it is written',
    withManager({}, async (page) => {
      await administration(page, 'companies');
      await page.getByRole('button', { name: 'Importa…' }).click();
      const file = page.locator('input[type=file]');
      await file.setInputFiles(csv('bad.csv', 'azienda;piano;dal\nNuova Srl;inesistente;2026-13-01\n'));
      await page.getByText('riga 2: piano: il contratto «inesistente» non esiste; ci sono').waitFor();
      await page.getByText('riga 2: dal: «2026-13-01» non è una data; scrivi 21/11/2026 oppure 2026-11-21').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Importa', exact: true }).isDisabled());
      await assertPageWellMade(page, 'a file with faults');
      await file.setInputFiles(csv('good.csv', 'azienda;piano;al\nNuova Srl;standard;2026-12-31\n'));
      await page.locator('.import-lines li', { hasText: 'nuovo riga 2: azienda Nuova Srl' }).waitFor();
      await page.locator('.import-lines li', { hasText: 'fino al 31 dicembre 2026' }).waitFor();
      await assertPageWellMade(page, 'what a file would change');
      await page.getByRole('button', { name: 'Importa', exact: true }).click();
      await toast(page, 'Importato').waitFor();
      await page.getByRole('button', { name: 'Nuova Srl' }).waitFor();
    }),
  );

  test(
    'a person is found and changed; a second number is added',
    withManager({}, async (page) => {
      await administration(page, 'people');
      await page.getByLabel('Cerca per nome, numero o e-mail').fill('ada');
      await page.getByRole('button', { name: 'Ada Rossi' }).click();
      await page.getByLabel('Quando risponde').fill('solo al mattino');
      await page.getByLabel('Aggiungi un numero WhatsApp').fill('333 123 4567');
      await assertPageWellMade(page, 'a person');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await toast(page, 'Salvato.').waitFor();
    }),
  );

  test(
    'what is wrong is said in Italian, with the names the page has',
    withManager({}, async (page) => {
      await administration(page, 'people');
      await page.getByRole('button', { name: 'Nuova persona…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Nome').fill('Pia Bianchi');
      await dialog.getByLabel('Numero a cui telefonare').fill('abc');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await dialog.getByText('«Numero a cui telefonare»: questo non è un numero di telefono.').waitFor();
      await dialog.getByLabel('Numero a cui telefonare').fill('');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await dialog.getByText('Serve almeno un numero di telefono o un indirizzo e-mail.').waitFor();
      page.complaints.length = 0; // The browser itself complains of a 400.
    }),
  );

  test(
    'two people change the same person: what the other saved is shown, what was typed stays',
    withManager({}, async (page, desk) => {
      const other = await signedIn(browser, desk, {});
      for (const one of [page, other]) {
        await administration(one, 'people');
        await one.getByRole('button', { name: 'Ada Rossi' }).click();
      }
      await page.getByLabel('Quando risponde').fill('solo al mattino');
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await toast(page, 'Salvato.').waitFor();
      const name = other.getByRole('dialog').getByLabel('Nome');
      await name.fill('Ada Rossi Bianchi');
      await other.getByRole('button', { name: 'Salva', exact: true }).click();
      await other.getByText('Intanto un collega ha cambiato «Quando risponde».').waitFor();
      assert.equal(await other.getByLabel('Quando risponde').inputValue(), 'solo al mattino');
      assert.equal(await name.inputValue(), 'Ada Rossi Bianchi');
      await assertPageWellMade(other, 'changed meanwhile');
      await other.getByRole('button', { name: 'Salva', exact: true }).click();
      await toast(other, 'Salvato.').waitFor();
      await other.getByRole('button', { name: 'Ada Rossi Bianchi' }).waitFor();
      await other.context().close();
    }),
  );

  test(
    'a mail address is taken away, a person’s data are copied and erased',
    withManager({}, async (page) => {
      await administration(page, 'people');
      await openPerson(page, 'Ada Rossi');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^E-mail/).fill('ada@rossi.example');
      await dialog.getByLabel('Può ricevere e-mail').check();
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await page.getByRole('cell', { name: 'ada@rossi.example' }).waitFor();
      await openPerson(page, 'Ada Rossi');
      await dialog.getByText('Svuota il campo per togliere l’indirizzo.').waitFor();
      await dialog.getByLabel(/^E-mail/).fill('');
      assert.ok(await dialog.getByLabel('Può ricevere e-mail').isDisabled());
      await page.getByRole('button', { name: 'Salva', exact: true }).click();
      await page.getByRole('cell', { name: 'ada@rossi.example' }).waitFor({ state: 'detached' });

      await openPerson(page, 'Ada Rossi');
      const [copy] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Scarica una copia' }).click(),
      ]);
      assert.equal(copy.suggestedFilename(), 'sportello-Ada-Rossi.json');
      const held = JSON.parse(readFileSync(await copy.path(), 'utf8'));
      assert.equal(held.person.name, 'Ada Rossi');
      assert.ok(held.messages.length > 0);

      await page.getByRole('button', { name: 'Cancella i suoi dati…' }).click();
      await dialog.getByText('Che cosa sparisce').waitFor();
      await assertPageWellMade(page, 'before erasing');
      const erase = page.getByRole('button', { name: 'Cancella per sempre' });
      assert.ok(await erase.isDisabled());
      await dialog.getByLabel('Per confermare scrivi il nome: Ada Rossi').fill('ada rossi');
      await erase.click();
      await dialog.getByText('non resta nessuna traccia').waitFor();
      await assertPageWellMade(page, 'after erasing');
      await page.getByRole('button', { name: 'Chiudi' }).last().click();
      assert.equal(await page.getByRole('button', { name: 'Ada Rossi' }).count(), 0);
      await administration(page, 'audit');
      await page.getByText('ha cancellato i dati di una persona').waitFor();
      await page.getByText('ha scaricato i dati di una persona').waitFor();
    }),
  );

  test(
    'companies, people, samples and the desk’s parts fit a phone',
    withManager({ viewport: { width: 360, height: 740 } }, async (page) => {
      for (const part of ['companies', 'people', 'samples', 'system', 'sheets']) {
        await administration(page, part);
        await page.getByRole('heading', { level: 3 }).first().waitFor();
        await page.locator('.page-body [aria-busy]').waitFor({ state: 'detached' });
        await assertPageWellMade(page, `${part} on a phone`);
      }
    }),
  );
});

describe('the desk’s own parts', () => {
  test(
    'say how the numbers, the templates and the profiles are',
    withManager({ colorScheme: 'dark' }, async (page) => {
      await administration(page, 'system');
      await page.getByRole('heading', { name: 'Numeri WhatsApp' }).waitFor();
      await assertPageWellMade(page, 'the system in the dark');
    }),
  );

  test(
    'sample calls are drawn again as they were, and their outcome is kept',
    withManager({}, async (page) => {
      await administration(page, 'samples');
      await page.getByLabel('Dal', { exact: true }).fill('2026-01-01');
      await page.getByLabel('Al', { exact: true }).fill('2026-11-30');
      await page.getByLabel('Percento').fill('100');
      await page.getByRole('button', { name: 'Estrai' }).click();
      await page.getByRole('button', { name: 'Contento', exact: true }).first().click();
      await page.locator('[aria-pressed=true]', { hasText: 'Contento' }).waitFor();
      await assertPageWellMade(page, 'sample calls');
    }),
  );
});

describe('two tickets that are one, and one that is two', () => {
  test(
    'are joined and divided from the ticket',
    withPage({}, async (page) => {
      await openTicket(page, 'Mercatino di Verona Sud');
      await more(page, 'Unisci a un’altra…');
      await page.getByRole('dialog').waitFor();
      await assertPageWellMade(page, 'joining tickets');
      await page.keyboard.press('Escape');
      await more(page, 'Dividi…');
      await page.getByRole('dialog').getByRole('checkbox').first().check();
      await assertPageWellMade(page, 'dividing a ticket');
      await page.getByRole('button', { name: 'Crea la richiesta' }).click();
      await toast(page, 'Nata la richiesta').waitFor();
    }),
  );

  test(
    'what a recorded time costs is shown while it is typed',
    withPage({}, async (page) => {
      await openTicket(page, 'Mercatino di Verona Sud');
      await more(page, 'Registra tempo…');
      await page.getByLabel('Minuti').fill('75');
      await page.locator('.cost h3').waitFor();
      await assertPageWellMade(page, 'the cost of a time');
    }),
  );

  test(
    'a conversation is left to be read later',
    withPage({}, async (page) => {
      await openTicket(page, 'Mercatino di Verona Sud');
      await more(page, 'Segna da leggere');
      await page.locator('.row .unread, .row .count').first().waitFor();
    }),
  );
});

describe('what is shown before the desk has answered', () => {
  test(
    'is taken back when the desk refuses, and the reason is said',
    withPage({}, async (page, desk) => {
      await openTicket(page, 'Mercatino di Verona Sud');
      await desk.say('refuse un collega è stato più veloce');
      await page.getByRole('button', { name: 'Prendi in carico' }).click();
      await toast(page, 'più veloce').waitFor();
      await page.getByRole('button', { name: 'Prendi in carico' }).waitFor();
      await page.getByRole('button', { name: 'Nota interna' }).click();
      await page.locator('.composer textarea').fill('una nota che non passa');
      await page.getByRole('button', { name: 'Salva nota' }).click();
      await toast(page, 'più veloce').nth(1).waitFor();
      assert.equal(await page.locator('.composer textarea').inputValue(), 'una nota che non passa');
      assert.equal(await page.locator('.note', { hasText: 'una nota che non passa' }).count(), 0);
      page.complaints.length = 0; // The browser itself complains of a 409.
    }),
  );
});

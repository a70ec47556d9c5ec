// The operators' console in a real browser, over a staged desk (tests/data/console/scene.json).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, assertNoSidewaysScroll, launchBrowser, signedIn, withDesk, withPageOf } from './stage.mjs';

let browser;

before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
});

const withPage = withPageOf(() => browser);

const openTicket = async (page, company) => {
  await page.getByRole('link', { name: company }).first().click();
  await page.waitForSelector('.ticket');
};
const bubble = (page, text) => page.locator('.bubble', { hasText: text });
const toast = (page, text) => page.locator('.toast', { hasText: text });

const looks = [
  { name: 'phone, light', options: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } },
  {
    name: 'tablet, dark, English',
    options: { viewport: { width: 768, height: 1024 }, colorScheme: 'dark', locale: 'en-GB' },
  },
  { name: 'desktop, light', options: {} },
  { name: 'desktop, dark', options: { colorScheme: 'dark' } },
];

describe('every page is accessible and fits', () => {
  for (const { name, options } of looks) {
    test(
      name,
      withPage(options, async (page) => {
        const check = async (what) => {
          await assertAccessible(page, `${name}: ${what}`);
          await assertNoSidewaysScroll(page, `${name}: ${what}`);
        };
        await check('the list');
        await page.goto(new URL('/console/check', page.url()).href);
        await page.waitForSelector('.checks');
        await check('what is to be checked');
        await page.goto(new URL('/console/', page.url()).href);
        await openTicket(page, /Usato/);
        await check('a ticket with messages that failed');
        if (await page.locator('.parts').isVisible()) {
          await page.locator('.parts button').nth(1).click();
          await check('a ticket’s data');
        }
        await page.locator('.actions .menu summary').click();
        await check('the menu of actions');
        for (const action of [
          /Pianifica|Plan/,
          /Affida|Assign/,
          /preventivo|quote/,
          /tempo|time/,
          /telefonata|call/,
          /Priorit/,
        ]) {
          const button = page.locator('.actions .menu-card').getByRole('button', { name: action });
          if (!(await button.isVisible())) await page.locator('.actions .menu summary').click();
          await button.click();
          await check(`the form ${action}`);
          await page.keyboard.press('Escape');
        }
      }),
    );
  }

  test(
    'the doors',
    withDesk(async (desk) => {
      const context = await browser.newContext({ locale: 'it-IT' });
      const page = await context.newPage();
      await page.goto(`${desk.url}/console/`);
      await page.getByText('Entra nello sportello').waitFor();
      await assertAccessible(page, 'signed out');
      await page.goto(desk.url + (await desk.say('link')));
      await assertAccessible(page, 'the link');
      await page.goto(`${desk.url}/console/sign-in/made-up`);
      await page.getByRole('button').click();
      await page.getByText('Questo link non vale più').waitFor();
      await assertAccessible(page, 'a link that is refused');
      await context.close();
    }),
  );
});

describe('an operator', () => {
  test(
    'comes in by a link that works once, and goes',
    withDesk(async (desk) => {
      const context = await browser.newContext({ locale: 'it-IT' });
      const page = await context.newPage();
      const link = desk.url + (await desk.say('link'));
      await page.goto(link);
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.waitForSelector('.rows');
      assert.equal(new URL(page.url()).pathname, '/console/');
      await page.locator('.bar .menu summary').click();
      await page.getByRole('button', { name: 'Esci' }).click();
      await page.getByText('Entra nello sportello').waitFor();
      await page.goto(link);
      await page.getByRole('button', { name: 'Entra' }).click();
      await page.getByText('Questo link non vale più').waitFor();
      await context.close();
    }),
  );

  test(
    'sees whether the desk is open, in its own zone',
    withPage({ timezoneId: 'America/New_York' }, async (page) => {
      await page.getByText('Leotron aperto fino alle 13:00').waitFor();
    }),
  );

  test(
    'sees a ticket whole: answers, conversation, photo, voice note',
    withPage({}, async (page) => {
      await openTicket(page, /Mercatino/);
      await page.locator('.answers').getByText('Stampanti e periferiche').waitFor();
      await page.locator('.thread').getByText('La stampante funziona fuori dal programma?').waitFor();
      const widthOf = (image) => image.evaluate((shown) => shown.decode().then(() => shown.naturalWidth));
      assert.equal(await widthOf(page.locator('.thread .photo img')), 320, 'small in the conversation');
      await page.locator('.thread .photo').click();
      await page.locator('dialog img').waitFor();
      assert.equal(await widthOf(page.locator('dialog img')), 900, 'whole when it is opened');
      await page.keyboard.press('Escape');
      const player = page.locator('.thread .player').first();
      await player.getByRole('button', { name: 'Ascolta' }).click();
      await player.getByRole('button', { name: 'Pausa' }).waitFor();
      await page.waitForFunction(() => {
        const audio = document.querySelector('.thread audio');
        return audio.duration > 5 && audio.currentTime > 0.1;
      });
    }),
  );

  test(
    'sees a photo that cannot be made small as a file to be opened',
    withDesk(async (desk) => {
      const page = await signedIn(browser, desk);
      await page.route('**/thumbnail', (route) => route.fulfill({ status: 404 }));
      await openTicket(page, /Mercatino/);
      const file = page.locator('.thread a.paper');
      await file.waitFor();
      assert.match(await file.getAttribute('href'), /^\/api\/v1\/attachments\/\d+$/);
      assert.equal(await page.locator('.photo').count(), 0);
      await page.context().close();
    }),
  );

  test(
    'takes a ticket, answers, notes, resolves',
    withPage({}, async (page) => {
      await openTicket(page, /Mercatino/);
      await page.getByRole('button', { name: 'Prendi in carico' }).click();
      await page.locator('.ticket-head').getByText('Se ne occupa Anna Ferrari').waitFor();
      await page.locator('.row[aria-current]').getByText('In carico').waitFor();

      await page.getByLabel('Scrivi a Ada Rossi…').fill('La richiamo alle 15.');
      await page.keyboard.press('Control+Enter');
      await bubble(page, 'La richiamo alle 15.').getByText('In coda').waitFor({ state: 'attached' });
      assert.equal(await page.getByLabel('Scrivi a Ada Rossi…').inputValue(), '');

      await page.getByRole('button', { name: 'Nota interna' }).click();
      await page.getByLabel('Scrivi una nota: il cliente non la vede').fill('Driver da reinstallare.');
      await page.getByRole('button', { name: 'Salva nota' }).click();
      await page.locator('.thread .note', { hasText: 'Driver da reinstallare.' }).waitFor();

      await page.getByRole('button', { name: 'Risolvi…' }).click();
      const resolve = page.getByRole('button', { name: 'Risolvi e avvisa il cliente' });
      assert.ok(await resolve.isDisabled(), 'a summary is needed');
      await page.getByLabel('Che cosa è stato fatto (lo legge il cliente)').fill('Reinstallato il driver.');
      await resolve.click();
      await page.locator('.ticket-head').getByText('Risolta').waitFor();
      await page.getByText('Il cliente può riaprirla fino a').waitFor();
      await page.getByRole('button', { name: 'Riapri' }).waitFor();
    }),
  );

  test(
    'keeps what was written when the desk refuses, and is told why',
    withPage({}, async (page, desk) => {
      await desk.say('refuse il ticket è di un collega');
      await openTicket(page, /Mercatino/);
      await page.getByRole('button', { name: 'Prendi in carico' }).click();
      await toast(page, 'il ticket è di un collega').waitFor();
      await page.getByLabel('Scrivi a Ada Rossi…').fill('Buongiorno');
      await page.getByRole('button', { name: 'Invia', exact: true }).click();
      await toast(page, 'leggi e poi invia').waitFor();
      assert.equal(await page.getByLabel('Scrivi a Ada Rossi…').inputValue(), 'Buongiorno');
      page.complaints.length = 0; // the browser notes each 409
    }),
  );

  test(
    'quotes the message that is answered',
    withPage({}, async (page) => {
      await openTicket(page, /Mercatino/);
      const question = bubble(page, 'Ho provato a spegnere');
      await question.hover();
      await question.getByRole('button', { name: 'Rispondi a questo messaggio' }).click();
      await page.locator('.citation', { hasText: 'Ho provato a spegnere' }).waitFor();
      await page.getByRole('button', { name: 'Togli la citazione' }).click();
      await page.locator('.citation').waitFor({ state: 'detached' });
    }),
  );

  test(
    'works with the keyboard alone',
    withPage({}, async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('partita iva');
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor({ state: 'detached' });
      await page.locator('.row', { hasText: 'Usato' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('.ticket');
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2', 'the focus follows to the ticket');
      await page.goto(new URL('/console/', page.url()).href);
      await page.waitForSelector('.rows');
      await page.locator('.row').first().focus();
      await page.keyboard.press('ArrowDown');
      const second = await page.locator('.row').nth(1).textContent();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), second);
      await page.keyboard.press('End');
      assert.match(await page.evaluate(() => document.activeElement.textContent), /Usato/);
    }),
  );

  test(
    'finds tickets by business, state and words, and the way out of an empty list',
    withPage({}, async (page) => {
      await page.getByText('Filtri').click();
      await page.getByLabel('Azienda').selectOption('kzweb');
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor({ state: 'detached' });
      await page.locator('.row', { hasText: 'Studio Legale' }).waitFor();
      await page.getByRole('button', { name: /^Scadute/ }).click();
      await page.getByText('Niente da mostrare').waitFor();
      await page.getByRole('button', { name: 'Togli i filtri' }).last().click();
      await page.getByRole('button', { name: /^Da chiamare/ }).click();
      await page.locator('.row', { hasText: 'Mercatino' }).waitFor();
    }),
  );

  test(
    'reads Italian first, English when asked, and is remembered',
    withPage({}, async (page) => {
      await page.getByRole('button', { name: /^Aperte/ }).waitFor();
      await page.locator('.bar .menu summary').click();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: /^Open/ }).waitFor();
      await page.reload();
      await page.getByRole('button', { name: /^Open/ }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    }),
  );

  test(
    'looks after what did not arrive',
    withPage({}, async (page) => {
      await page.getByRole('link', { name: 'Da guardare: 4' }).click();
      await page.getByText('Il mandato nuovo è pronto').waitFor();
      await page.getByRole('button', { name: 'Telefonata fatta' }).click();
      await page.getByText('Il mandato nuovo è pronto').waitFor({ state: 'detached' });
      await page.getByText('the order has no catalogue').waitFor();
      await page.getByRole('button', { name: 'Riprova' }).click();
      await page.getByText('the order has no catalogue').waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Da guardare: 2' }).waitFor();
    }),
  );

  test(
    'is told of a code that does not exist',
    withPage({}, async (page) => {
      await page.goto(new URL('/console/tickets/LEO-0000-0', page.url()).href);
      await page.getByText('Questa richiesta non c’è').waitFor();
      page.complaints.length = 0; // the browser notes the 404
    }),
  );
});

describe('live', () => {
  test(
    'a message appears in the open ticket by itself, as text',
    withPage({}, async (page, desk) => {
      await openTicket(page, /Mercatino/);
      await desk.say('receive 6 <img src=x onerror=alert(1)> ci siete?');
      await bubble(page, '<img src=x onerror=alert(1)> ci siete?').waitFor();
      assert.equal(await page.locator('.thread img[src="x"]').count(), 0);
    }),
  );

  test(
    'a message on another ticket is announced and counted',
    withPage({}, async (page, desk) => {
      await openTicket(page, /Mercatino/);
      await desk.say('receive 5 mi chiamate?');
      await page.locator('.row', { hasText: 'Baby Bazar' }).getByText('1 da leggere').waitFor({ state: 'attached' });
      await toast(page, 'Nuovo messaggio').getByRole('button', { name: 'Apri' }).click();
      await bubble(page, 'mi chiamate?').waitFor();
      await page.locator('.row', { hasText: 'Baby Bazar' }).locator('.unread').waitFor({ state: 'detached' });
    }),
  );

  test(
    'the channel’s end is told with the remedy, and its return',
    withPage({}, async (page, desk) => {
      await desk.say('channel down');
      await page.getByRole('alert').getByText('Genera un token nuovo').waitFor();
      await desk.say('channel up');
      await page.getByRole('alert').waitFor({ state: 'detached' });
    }),
  );

  test(
    'a cut connection is said, and what was missed is caught up',
    withPage({}, async (page, desk) => {
      await openTicket(page, /Mercatino/);
      await desk.say('drop');
      await page.locator('.strip', { hasText: 'Aggiornamenti in diretta interrotti' }).waitFor();
      await desk.say('receive 6 scritto nel frattempo');
      await bubble(page, 'scritto nel frattempo').waitFor();
      await page.locator('.strip').waitFor({ state: 'detached' });
    }),
  );
});

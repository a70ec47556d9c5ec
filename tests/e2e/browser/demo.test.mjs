// The whole demo, as a newcomer meets it: the real program, a customer at the phone, an operator at the console. Ends
// with two screenshots in SPORTELLO_ARTEFACTS.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launchBrowser, startDemo } from './stage.mjs';

const artefacts = process.env.SPORTELLO_ARTEFACTS ?? '.';
const patience = { timeout: 30_000 };
let browser;
let demo;
let origin;
let signIn;

before(async () => {
  mkdirSync(artefacts, { recursive: true });
  demo = await startDemo('2026-11-23T10:00');
  origin = demo.origin;
  signIn = demo.link;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('a ticket with a photo and a voice note is completed on the phone and read on the console', async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'it-IT' });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(signIn);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL('**/console/**');
  await page.goto(origin);

  const phone = page.frameLocator('iframe').first();
  const console_ = page.frameLocator('iframe').last();
  const field = phone.getByPlaceholder('Messaggio');
  const says = async (text, answer) => {
    await field.fill(text);
    await field.press('Enter');
    await phone.getByText(answer).last().waitFor(patience);
  };
  const answers = async (text) => phone.getByText(text).last().waitFor(patience);

  await phone.getByText('aperto fino alle 13:00').waitFor(patience);
  await says('la stampante delle etichette non stampa più', 'Per quale azienda');
  await says('siete aperti sabato pomeriggio?', /solo l.assistenza week end/);
  await says('Ferramenta Rossi', 'Come ti chiami?');
  const send = (type) =>
    page.request.post(`${origin}/emulator/api/messages`, {
      data: { customer: 'anna', number: '100000000000001', type },
    });
  assert.ok((await send('voice')).ok());
  await answers('Il vocale è arrivato');
  assert.ok((await send('image')).ok());
  await answers('Foto ricevuta');
  await says('Anna Rossi', 'Quale programma usi');
  await says('J2K', 'Di cosa si tratta?');
  await says('uso del programma', 'copia di sicurezza');
  await phone.getByRole('button', { name: 'Sì', exact: true }).last().click();
  await answers('A quale numero');
  await says('questo numero, dopo le 15', 'A quale e-mail');
  await says('anna@rossi.example', 'Ecco la richiesta');
  await phone.getByRole('button', { name: 'INVIA' }).last().click();
  await answers(/Il codice è/);

  await console_.getByText('Ferramenta Rossi').first().click(patience);
  for (const fact of ['J2K', 'anna@rossi.example', 'dopo le 15']) {
    await console_.getByText(fact).first().waitFor(patience);
  }
  await page.screenshot({ path: `${artefacts}/demo.png` });
  const wide = await context.newPage();
  await wide.goto(`${origin}/console/`);
  await wide.getByText('Ferramenta Rossi').first().click(patience);
  await wide.getByText('anna@rossi.example').first().waitFor(patience);
  const photo = wide.locator('.thread .photo img');
  await photo.scrollIntoViewIfNeeded(patience);
  assert.match(await photo.getAttribute('src'), /\/thumbnail$/);
  assert.ok(await photo.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
  await wide.screenshot({ path: `${artefacts}/console.png` });

  // The line under the name follows the clock that the phone moves.
  assert.ok((await page.request.post(`${origin}/emulator/api/clock`, { data: { at: '2026-11-28T13:30' } })).ok());
  await phone.getByText('chiuso, riapre lunedì alle 9:00').waitFor(patience);
  await page.screenshot({ path: `${artefacts}/demo-closed.png` });
  assert.deepEqual(complaints, []);
});

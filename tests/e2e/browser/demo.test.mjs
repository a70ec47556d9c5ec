// The whole demo, as a newcomer meets it: the real program, a customer at the phone, an operator at the console. Ends
// with two screenshots in SPORTELLO_ARTEFACTS.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { launchBrowser } from './stage.mjs';

const artefacts = process.env.SPORTELLO_ARTEFACTS ?? '.';
const patience = { timeout: 30_000 };
let browser;
let program;
let origin;
let signIn;

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

before(async () => {
  mkdirSync(artefacts, { recursive: true });
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  program = spawn(process.env.SPORTELLO, ['demo', '--port', String(port), '--at', '2026-11-23T10:00'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: program.stdout })) {
    signIn = line.match(/http:\S+sign-in\S+/)?.[0];
    if (signIn) break;
  }
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (program.exitCode === null) {
    const ended = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGTERM');
    assert.equal(await ended, 0, 'a stop is graceful');
  }
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
  await wide.screenshot({ path: `${artefacts}/console.png` });

  // The line under the name follows the clock that the phone moves.
  assert.ok((await page.request.post(`${origin}/emulator/api/clock`, { data: { at: '2026-11-28T13:30' } })).ok());
  await phone.getByText('chiuso, riapre lunedì alle 9:00').waitFor(patience);
  await page.screenshot({ path: `${artefacts}/demo-closed.png` });
  assert.deepEqual(complaints, []);
});

// A working day on the real demo: three customers at their phones, two operators in two browsers. At its end nothing is
// lost and nothing was answered twice.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launchBrowser, startDemo } from './stage.mjs';

const artefacts = process.env.SPORTELLO_ARTEFACTS ?? '.';
const patience = { timeout: 60_000 };
const leotron = '100000000000001';
const password = 'quattro parole da ricordare';
let browser;
let demo;
let origin;
let link;

before(async () => {
  mkdirSync(artefacts, { recursive: true });
  demo = await startDemo('2026-11-23T09:30');
  origin = demo.origin;
  link = demo.link;
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const emulator = async (path, body) => {
  const response = await fetch(`${origin}/emulator/api/${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
  });
  assert.ok(response.ok, `${path}: ${response.status} ${response.ok ? '' : await response.text()}`);
  return response.json();
};
const seen = { anna: 0, luca: 0, sofia: 0 };
const spoken = [];

const write = async (customer, text) => {
  spoken.push(text);
  await emulator('messages', { customer, number: leotron, type: 'text', text });
};
/** What the desk has written to the customer since the last look, once there is something. */
const hears = async (customer) => {
  const found = await emulator(`sent?customer=${customer}&after=${seen[customer]}&at_least=1&wait_ms=25000`);
  seen[customer] = Math.max(...found.sent.map((one) => one.seq));
  return found.sent.map((one) => JSON.stringify(one.body)).join('\n');
};

/** Answers by what is asked, whatever the order: the form is the profile's business. */
const answers = [
  [/Il codice è/, null],
  [/aggiung/i, 'nuova'],
  [/Ecco la richiesta/, 'INVIA'],
  [/vanno bene\?/, 'sì'],
  [/quale azienda/i, 'Ditta di prova'],
  [/ti chiami/i, 'Nome Cognome'],
  [/programma usi/i, 'J2K'],
  [/cosa si tratta/i, 'uso del programma'],
  [/copia di sicurezza/i, 'sì'],
  [/quale numero/i, 'questo numero'],
  [/quale e-mail/i, 'prova@example.it'],
];
async function opens(customer, problem) {
  await write(customer, problem);
  for (let turn = 0; turn < 14; ++turn) {
    const asked = await hears(customer);
    const match = answers.find(([question]) => question.test(asked));
    assert.ok(match, `${customer} was asked something else: ${asked}`);
    if (match[1] === null) return asked.match(/LEO-[0-9A-Z]+-[0-9A-Z]/)[0];
    await write(customer, match[1]);
  }
  return assert.fail(`${customer} never got a code`);
}

async function operator(way) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, locale: 'it-IT' });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  await page.goto(way);
  await page.getByRole('button', { name: 'Entra' }).click();
  return page;
}
/** The API as this operator's page asks it. */
const asks = (page, method, path, body) =>
  page.evaluate(
    async ([how, where, what]) => {
      const { csrf } = await (await fetch('/api/v1/me')).json();
      const response = await fetch(`/api/v1${where}`, {
        method: how,
        headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' },
        ...(what ? { body: JSON.stringify(what) } : {}),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body],
  );
const open = async (page, code) => {
  await page.goto(`${origin}/console/tickets/${code}`);
  await page.waitForSelector('.ticket', patience);
};
const replies = async (page, text) => {
  await page.locator('.composer textarea').fill(text);
  await page.getByRole('button', { name: 'Invia', exact: true }).click();
  await page.locator('.bubble', { hasText: text }).waitFor(patience);
};

test('two operators and three customers: nothing lost, nothing answered twice', async () => {
  await emulator('customers', { id: 'sofia', name: 'Sofia Neri', phone: '393480607080' });

  // The manager comes in, invites a colleague, who chooses a password.
  const anna = await operator(link);
  await anna.waitForURL('**/console/');
  const invited = await asks(anna, 'POST', '/accounts', { name: 'Eva', email: 'eva@example.it', role: 'operator' });
  assert.equal(invited.status, 201);
  const eva = await operator(invited.body.link);
  await eva.getByLabel('Nuova password').fill(password);
  await eva.getByLabel('Ancora una volta').fill(password);
  await eva.getByRole('button', { name: 'Salva ed entra' }).click();
  await eva.locator('.views').waitFor(patience);

  // Three customers open a request each, at the same time.
  const codes = await Promise.all([
    opens('anna', 'la stampante delle etichette non stampa più dal banco'),
    opens('luca', 'il programma si chiude da solo quando apro il magazzino'),
    opens('sofia', 'non riesco a stampare il mandato di vendita del cliente'),
  ]);
  assert.equal(new Set(codes).size, 3);
  await eva.getByRole('button', { name: /^Da chiamare/ }).click();
  await eva.locator('.row').nth(2).waitFor(patience);
  await eva.screenshot({ path: join(artefacts, 'day-queue.png') });

  // Both reach for the first one at once: one has it.
  const claims = await Promise.all([
    asks(anna, 'POST', `/tickets/${codes[0]}/take`),
    asks(eva, 'POST', `/tickets/${codes[0]}/take`),
  ]);
  assert.deepEqual(claims.map((one) => one.status).sort(), [200, 409]);

  // Each answers; a reply that has not seen the newest message is refused and changes nothing.
  await open(anna, codes[0]);
  await replies(anna, 'Buongiorno, provi a staccare il cavo.');
  assert.match(await hears('anna'), /staccare il cavo/);
  const stale = (await asks(anna, 'GET', `/tickets/${codes[0]}`)).body.messages.filter((one) => one.direction === 'in');
  await write('anna', 'staccato, adesso lampeggia in rosso');
  await anna.locator('.bubble', { hasText: 'lampeggia in rosso' }).waitFor(patience);
  const refused = await asks(anna, 'POST', `/tickets/${codes[0]}/reply`, {
    text: 'Due risposte sarebbero troppe',
    seen: stale.at(-1).wamid,
  });
  assert.equal(refused.status, 409);
  await open(eva, codes[1]);
  await eva.getByRole('button', { name: 'Prendi in carico' }).click();
  await replies(eva, 'Buongiorno, sto guardando il registro degli errori.');
  assert.match(await hears('luca'), /registro degli errori/);

  // The same press sent twice, as a nervous network does, is one message.
  const key = 'a-key-of-the-page';
  const twice = await eva.evaluate(
    async ([code, once]) => {
      const { csrf } = await (await fetch('/api/v1/me')).json();
      const send = () =>
        fetch(`/api/v1/tickets/${code}/reply`, {
          method: 'POST',
          headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json', 'Idempotency-Key': once },
          body: JSON.stringify({ text: 'Una volta sola' }),
        });
      return (await Promise.all([send(), send()])).map((one) => one.status);
    },
    [codes[1], key],
  );
  assert.deepEqual(twice, [200, 200]);
  assert.match(await hears('luca'), /Una volta sola/);

  // Luca writes of the same thing again, and of another: the first is merged, the second split off.
  assert.equal((await asks(eva, 'POST', `/tickets/${codes[1]}/release`)).status, 204);
  const again = await opens('luca', 'il programma si chiude di nuovo appena apro il magazzino');
  await open(eva, again);
  await eva.getByText('Altro', { exact: true }).click();
  await eva.getByRole('button', { name: 'Unisci a un’altra…' }).click();
  await eva.getByRole('button', { name: 'Unisci', exact: true }).click();
  await eva.waitForURL(`**/tickets/${codes[1]}`, patience);
  assert.match(await hears('luca'), /riguardano la stessa cosa/);
  await eva.locator('.log', { hasText: again }).waitFor(patience);
  await replies(eva, 'Le seguo insieme, un momento.');
  assert.match(await hears('luca'), /Le seguo insieme/);
  await write('luca', 'mi serve anche la fattura di ottobre');
  await eva.locator('.bubble', { hasText: 'fattura di ottobre' }).waitFor(patience);
  await eva.getByText('Altro', { exact: true }).click();
  await eva.getByRole('button', { name: 'Dividi…' }).click();
  await eva.getByLabel(/fattura di ottobre/).check();
  await eva.screenshot({ path: join(artefacts, 'day-split.png') });
  await eva.getByRole('button', { name: 'Crea la richiesta' }).click();
  await eva.getByText(`Segue la richiesta ${codes[1]}`).waitFor(patience);
  const split = eva.url().split('/').at(-1);
  assert.ok(![...codes, again].includes(split), 'a ticket of its own');
  assert.match(await hears('luca'), new RegExp(split));

  // Afternoon: the third is called, noted and resolved; the others are resolved too.
  await open(eva, codes[2]);
  for (const [verb, body] of [
    ['take', {}],
    ['call', { note: 'spiegato al telefono', reached: true }],
    ['time', { minutes: 20, note: 'mandato' }],
    ['note', { text: 'Modello del mandato aggiornato' }],
  ]) {
    assert.equal((await asks(eva, 'POST', `/tickets/${codes[2]}/${verb}`, body)).status, 200, verb);
  }
  for (const [page, code] of [
    [anna, codes[0]],
    [eva, codes[1]],
    [eva, codes[2]],
    [eva, split],
  ]) {
    const resolved = await asks(page, 'POST', `/tickets/${code}/resolve`, { summary: `Risolto ${code}` });
    assert.equal(resolved.status, 200);
  }
  for (const customer of ['anna', 'luca', 'sofia']) await hears(customer);
  for (const code of [...codes, split]) {
    assert.equal((await asks(anna, 'GET', `/tickets/${code}`)).body.status, 'resolved');
  }

  // Evening: the books.
  const sent = (await emulator('sent')).sent.map((one) => JSON.stringify(one.body));
  for (const text of ['staccare il cavo', 'registro degli errori', 'Una volta sola', ...codes.map((one) => `Risolto ${one}`)]) {
    assert.equal(sent.filter((one) => one.includes(text)).length, 1, text);
  }
  assert.ok(!sent.some((one) => one.includes('Due risposte')), 'what was refused was not sent');
  const heard = [];
  for (const code of codes) {
    const ticket = (await asks(anna, 'GET', `/tickets/${code}`)).body;
    assert.equal(ticket.status, 'resolved');
    heard.push(...ticket.messages.filter((one) => one.direction === 'in').map((one) => one.text));
  }
  assert.deepEqual(
    spoken.filter((text) => !heard.includes(text)),
    [],
    'every word of the customers is there',
  );
  const desk = (await asks(anna, 'GET', '/desk')).body;
  assert.deepEqual([desk.parked, desk.outbox.failed, desk.outbox.uncertain], [0, 0, 0]);
  const found = (await asks(eva, 'GET', '/search?q=lampegg')).body.tickets;
  assert.deepEqual(
    found.map((one) => one.code),
    [codes[0]],
  );
  const sheet = (await asks(anna, 'GET', '/sheets?business=leotron&from=2026-11-23&to=2026-11-23')).body;
  assert.deepEqual([sheet.opened, sheet.resolved], [4, 4], 'what was merged is not counted twice');
  assert.ok(sheet.cost.tickets.some((one) => one.ticket === codes[2] && one.minutes === 20));
  await anna.goto(`${origin}/console/admin/audit`);
  await anna.getByText('ha risolto').first().waitFor(patience);
  await anna.screenshot({ path: join(artefacts, 'day-audit.png') });
  assert.deepEqual([...anna.faults, ...eva.faults], []);
});

// How heavy and how quick the operators' page is, on the demo with a few tickets: bytes over the wire, time to a list one
// can use (cold and with a warm cache), time to a ticket. Milliseconds, the middle of several runs. JSON on stdout.
// `ninja -C build/release console_bench`; the search over a million tickets is search_bench's.
import { launchBrowser, startDemo } from '../e2e/browser/stage.mjs';

const runs = Number(process.env.RUNS ?? 11);
const leotron = '100000000000001';
const middle = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const round = (value) => Math.round(value);

const demo = await startDemo('2026-11-23T09:30');
const browser = await launchBrowser();
const emulator = (path, body) =>
  fetch(`${demo.origin}/emulator/api/${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
  }).then((response) => response.json());

/** Answers whatever the form asks until there is a code. */
async function opensTicket(customer, problem) {
  let after = 0;
  const replies = [
    [/Il codice è/, null],
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
  let said = problem;
  for (let turn = 0; turn < 14 && said !== null; ++turn) {
    await emulator('messages', { customer, number: leotron, type: 'text', text: said });
    const { sent } = await emulator(`sent?customer=${customer}&after=${after}&at_least=1&wait_ms=25000`);
    after = Math.max(...sent.map((one) => one.seq));
    const asked = sent.map((one) => JSON.stringify(one.body)).join('\n');
    const reply = replies.find(([question]) => question.test(asked));
    if (!reply) throw new Error(`the desk asked something else: ${asked}`);
    said = reply[1];
  }
}

try {
  await Promise.all([
    opensTicket('anna', 'la stampante delle etichette non stampa più'),
    opensTicket('luca', 'il programma si chiude da solo'),
  ]);
  const first = await browser.newContext();
  const door = await first.newPage();
  await door.goto(demo.link);
  await door.getByRole('button', { name: 'Entra' }).click();
  await door.waitForSelector('.row');
  const storageState = await first.storageState();

  const arrival = async (page) => {
    await page.goto(`${demo.origin}/console/`, { waitUntil: 'commit' });
    await page.waitForSelector('.row');
    return page.evaluate(() => performance.now());
  };
  const bytes = {};
  const cold = [];
  const warm = [];
  const ticket = [];
  for (let run = 0; run < runs; ++run) {
    const context = await browser.newContext({ storageState });
    const page = await context.newPage();
    if (run === 0) {
      const wire = await context.newCDPSession(page);
      const names = new Map();
      await wire.send('Network.enable');
      wire.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
      wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        const { pathname } = new URL(names.get(requestId) ?? 'x:/');
        if (pathname.startsWith('/console')) bytes[pathname] ??= encodedDataLength; // later ones come from the cache
      });
    }
    cold.push(await arrival(page));
    warm.push(await arrival(page));
    const start = await page.evaluate(() => performance.now());
    await page.locator('.row').first().click();
    await page.waitForSelector('.bubble');
    ticket.push((await page.evaluate(() => performance.now())) - start);
    await context.close();
  }
  const total = Object.values(bytes).reduce((sum, one) => sum + one, 0);
  console.log(
    JSON.stringify(
      {
        runs,
        first_load_bytes: { total, ...bytes },
        usable_list_ms: { cold: round(middle(cold)), slowest: round(Math.max(...cold)), warm: round(middle(warm)) },
        ticket_ms: round(middle(ticket)),
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await demo.stop();
}

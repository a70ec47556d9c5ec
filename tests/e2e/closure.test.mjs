// The end of a ticket in the real program, with the demo's clock: resolved on a Friday, reopened on Sunday, resolved
// again, closed by itself, scored on the survey's page, and a task for the manager.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const number = '100000000000001';
const mailbox = 'luca@ferramenta-bianchi.example';
let program;
let origin;
let session;
let news;
let seen = 0;

async function emulator(path, body) {
  const response = await fetch(`${origin}/emulator/api/${path}`, body && { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
  return response.json();
}

/** Says it, or taps, and gives the next thing the desk says. */
async function luca(said) {
  await emulator('messages', { customer: 'luca', number, ...(typeof said === 'string' ? { text: said } : said) });
  return heard();
}

async function heard() {
  const { sent } = await emulator(`sent?customer=luca&number=${number}&after=${seen}&at_least=1&wait_ms=30000`);
  const message = sent.at(-1);
  seen = message.seq;
  return JSON.stringify(message);
}

async function api(path, body) {
  const response = await fetch(`${origin}/api/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    body: body && JSON.stringify(body),
    headers: { Cookie: session.cookie, ...(body && { 'X-CSRF-Token': session.csrf, 'Content-Type': 'application/json' }) },
  });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${text}`);
  return text ? JSON.parse(text) : null;
}

const clock = (at) => emulator('clock', { at });

/** Waits for the desk's news until the ticket has that status. */
async function reaches(code, status) {
  for (;;) {
    const ticket = await api(`tickets/${code}`);
    if (ticket.status === status) return ticket;
    const { done } = await news.read();
    assert.ok(!done, 'the live updates ended');
  }
}

/** Waits for the desk's news until such a mail lies in the demo's mailbox. */
async function mailed(to, words) {
  for (;;) {
    const { mails } = await emulator('mails');
    const found = mails.find((mail) => mail.to === to && words.test(`${mail.subject}\n${mail.text}`));
    if (found) return found;
    const { done } = await news.read();
    assert.ok(!done, 'the live updates ended');
  }
}

before(async () => {
  const port = await free_port();
  origin = `http://127.0.0.1:${port}`;
  program = spawn(process.env.SPORTELLO, ['demo', '--port', String(port), '--at', '2026-11-20T16:30'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let signIn;
  for await (const line of createInterface({ input: program.stdout })) {
    signIn = line.match(/http:\S+sign-in\S+/)?.[0];
    if (signIn) break;
  }
  const signed = await fetch(signIn, { method: 'POST', redirect: 'manual' });
  session = { cookie: signed.headers.get('set-cookie').split(';')[0] };
  session.csrf = (await api('me')).csrf;
  const live = await fetch(`${origin}/api/v1/events`, { headers: { Cookie: session.cookie } });
  news = live.body.getReader();
});

after(async () => {
  await news?.cancel();
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGTERM');
  await ended;
});

/** Answers the form of a customer whose data is known until the ticket has its code. */
async function openTicket() {
  let asked = await luca('la stampante delle etichette non stampa più da stamattina');
  for (let turn = 0; turn < 14; ++turn) {
    const code = asked.match(/LEO-[0-9A-Z]+-[0-9A-Z]/)?.[0];
    if (code) return code;
    if (asked.includes('Ecco la richiesta')) asked = await luca('INVIA');
    else if (asked.includes('vanno bene')) asked = await luca('sì, vanno bene');
    else if (asked.includes('programma usi')) asked = await luca('J2K');
    else if (asked.includes('Di cosa si tratta')) asked = await luca('uso del programma');
    else asked = await luca('sì');
  }
  throw new Error(`no ticket: ${asked}`);
}

test('a ticket is reopened on Sunday, closes by itself, and its low score is a task', { timeout: 110_000 }, async () => {
  const code = await openTicket();
  await clock('2026-11-20T17:30');
  await api(`tickets/${code}/take`, {});
  await api(`tickets/${code}/resolve`, { summary: 'Sostituito il rullo.' });
  const notice = await heard();
  assert.match(notice, /Sostituito il rullo\./);
  assert.match(notice, /entro domenica 22 novembre alle 17:30/);
  assert.match(notice, /Non risolto/);
  assert.match((await mailed(mailbox, /Sostituito il rullo/)).text, /fino a domenica 22 novembre alle 17:30/);

  await clock('2026-11-22T10:00');
  assert.match(await luca('grazie'), /Riapro la richiesta/);
  assert.match(await luca('però non stampa ancora'), /di nuovo aperta/);
  const reopened = await reaches(code, 'taken');
  assert.equal(reopened.events.at(-1).what, 'reopened');

  await api(`tickets/${code}/resolve`, { summary: 'Aggiornato il driver.' });
  assert.match(await heard(), /entro martedì 24 novembre alle 10:0/);
  await mailed(mailbox, /Aggiornato il driver/);
  await clock('2026-11-24T10:30');
  const closed = await reaches(code, 'closed');
  assert.match(closed.closed_at, /^2026-11-24T09:0/);
  assert.equal(closed.survey.score, null);
  assert.match(await heard(), /leotron_survey/, 'more than a day later: by template');
  await mailed(mailbox, /definitiv|chius/i);

  const page = await (await fetch(closed.survey.url)).text();
  assert.match(page, /Com&#39;è andata\?/);
  const form = (body) => fetch(closed.survey.url, { method: 'POST', body: new URLSearchParams(body) }).then((reply) => reply.text());
  assert.match(await form({ score: '2' }), /2 su 5/);
  await form({ score: '5' });
  assert.match(await form({ comment: 'Tre giorni per un rullo.' }), /ci aiuta a migliorare/);

  await mailed('operatori@sportello.example', /Voto basso su /);
  const { tasks } = await api('tasks');
  assert.deepEqual(tasks.map(({ kind, ticket, score, comment }) => ({ kind, ticket, score, comment })), [
    { kind: 'low_score', ticket: code, score: 2, comment: 'Tre giorni per un rullo.' },
  ]);
  assert.equal(tasks[0].for, 'manager');
  const after_all = await api(`tickets/${code}`);
  assert.equal(after_all.status, 'closed', 'an answer reopens nothing');
  assert.deepEqual(after_all.survey, { ...closed.survey, score: 2, comment: 'Tre giorni per un rullo.' });
  await api(`tasks/${tasks[0].id}/done`, { note: 'Richiamato.' });
  assert.deepEqual((await api('tasks')).tasks, []);

  assert.match(await luca('la stampante non stampa di nuovo'), /non si può più riaprire/);
});

test('a ticket confirmed on the phone is scored there, and the remark opens nothing', { timeout: 110_000 }, async () => {
  assert.match(await luca({ type: 'tap', message: 'last', title: "È un'altra cosa" }), /Ferramenta Bianchi|vanno bene/);
  let asked = await luca('sì, vanno bene');
  for (let turn = 0; turn < 14 && !/LEO-[0-9A-Z]+-[0-9A-Z]/.test(asked.replace(/.*collegata/, '')); ++turn) {
    if (asked.includes('Ecco la richiesta')) asked = await luca('INVIA');
    else if (asked.includes('programma usi')) asked = await luca('J2K');
    else if (asked.includes('Di cosa si tratta')) asked = await luca('uso del programma');
    else asked = await luca('sì');
  }
  const code = asked.match(/LEO-[0-9A-Z]+-[0-9A-Z]/)[0];
  await api(`tickets/${code}/resolve`, { summary: 'Fatto.' });
  await heard();
  assert.match(await luca({ type: 'tap', message: 'last', title: 'Risolto' }), /voto da 1 a 5/);
  assert.match(await luca({ type: 'tap', message: 'last', title: '2 - Male' }), /guarderà cosa non è andato/);
  await luca('la stampante era ferma da giorni');
  const ticket = await reaches(code, 'closed');
  assert.equal(ticket.survey.comment, 'la stampante era ferma da giorni');
  assert.equal((await api('tasks')).tasks.length, 1);
  assert.equal((await api('tickets')).tickets.length, 2);
});

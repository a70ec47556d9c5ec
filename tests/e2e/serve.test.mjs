// The real program as it is installed: `sportello serve`, signed webhooks in, a Graph API that listens. The process is
// killed in the middle of a form; the form goes on.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const program = process.env.SPORTELLO;
const secret = 'an app secret';
const token = 'a token of the API';
const folder = mkdtempSync(join(tmpdir(), 'sportello-serve-'));
const config = join(folder, 'sportello.json');
const sent = [];
let waiting = [];
let graph;
let desk;
let origin;
let messages = 0;

/** Resolves when the Graph API has taken at least `count` messages. */
function taken(count) {
  return new Promise((resolve, reject) => {
    const give_up = setTimeout(() => reject(new Error(`only ${sent.length} of ${count} messages came`)), 20_000);
    const look = () => {
      if (sent.length < count) return waiting.push(look);
      clearTimeout(give_up);
      resolve(sent[count - 1]);
    };
    look();
  });
}

async function start() {
  desk = spawn(program, ['serve', '--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const chunk of desk.stderr) {
    if (String(chunk).includes('ready on')) break;
  }
  desk.stderr.resume();
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

before(async () => {
  graph = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    // What the desk asks about its account is no message.
    if (request.method === 'GET') return void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":[]}');
    const call = JSON.parse(body);
    const answer = call.status ? { success: true } : { messages: [{ id: `wamid.out${sent.length + 1}` }] };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    if (!call.status) sent.push(call);
    const looks = waiting;
    waiting = [];
    for (const look of looks) look();
  });
  const graph_port = await listen(graph);
  origin = `http://127.0.0.1:${await free_port()}`;
  writeFileSync(
    config,
    JSON.stringify({
      listen: origin,
      storage: { url: `sqlite://${folder}/sportello.db` },
      whatsapp: { graph_url: `http://127.0.0.1:${graph_port}/v26.0`, app_secret: secret, verify_token: 'v', access_token: 't' },
      numbers: [{ phone_number_id: '1', profile: 'leotron' }],
      api_tokens: [token],
      gather_seconds: 0,
      // This Graph API sends no statuses: a message that was in flight at the kill must not hold the next one up for long.
      uncertain_seconds: 1,
    }),
  );
  await start();
});

after(() => {
  desk?.kill('SIGKILL');
  graph?.close();
  graph?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function webhook(text, id = `wamid.in${++messages}`) {
  const now = String(Math.floor(Date.now() / 1000));
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '390450000000', phone_number_id: '1' },
    contacts: [{ profile: { name: 'Anna' }, wa_id: '393331234567' }],
    messages: [{ from: '393331234567', id, timestamp: now, type: 'text', text: { body: text } }],
  };
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '9', changes: [{ field: 'messages', value }] }] });
}

const sign = (body, key = secret) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
const post = (body, signature = sign(body)) =>
  fetch(`${origin}/webhooks/whatsapp`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature } });
const words = (message) => message.text?.body ?? message.interactive.body.text;
const api = async (path) => (await fetch(`${origin}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } })).json();

async function say(text) {
  const before_it = sent.length;
  assert.equal((await post(webhook(text))).status, 200);
  return words(await taken(before_it + 1));
}

/** Answers whatever is asked until the summary is there. */
async function answer_until_summary(question) {
  for (let turn = 0; !question.includes('Ecco la richiesta'); ++turn) {
    assert.ok(turn < 14, question);
    if (question.includes('azienda')) question = await say('Rossi Srl');
    else if (question.includes('ti chiami')) question = await say('Anna Rossi');
    else if (question.includes('programma usi')) question = await say('J2K');
    else if (question.includes('Di cosa si tratta')) question = await say('1');
    else if (question.includes('numero')) question = await say('questo numero');
    else if (question.includes('e-mail')) question = await say('anna@rossi.example');
    else question = await say('sì');
  }
}

test('without its secrets the program does not start', () => {
  const bare = join(folder, 'bare.json');
  writeFileSync(bare, JSON.stringify({ storage: { url: 'sqlite:///tmp/never.db' }, numbers: [{ phone_number_id: '1', profile: 'leotron' }] }));
  const run = spawnSync(program, ['serve', '--config', bare], { encoding: 'utf8' });
  assert.equal(run.status, 2);
  for (const key of ['app_secret', 'verify_token', 'access_token']) assert.match(run.stderr, new RegExp(key));
});

test('unsigned, wrongly signed and malformed webhooks leave nothing behind', async () => {
  const body = webhook('ciao', 'wamid.evil');
  assert.equal((await post(body, '')).status, 401);
  assert.equal((await post(body, sign(body, 'another secret'))).status, 401);
  assert.equal((await post('{"entry":', sign('{"entry":'))).status, 400);
  assert.equal((await post('x'.repeat(3_200_000))).status, 413);
  assert.equal((await fetch(`${origin}/api/v1/tickets`)).status, 401);
  assert.deepEqual(await api('parked').then((page) => page.parked ?? page.events ?? []), []);
  assert.equal(sent.length, 0);
});

test('a form goes on after the process was killed, and a second delivery makes no second ticket', async () => {
  let question = await say('la stampante delle etichette non stampa più da stamattina');
  assert.match(question, /azienda/);
  question = await say('Rossi Srl');
  desk.kill('SIGKILL');
  await once(desk, 'exit');
  await start();
  await answer_until_summary(question);
  assert.deepEqual((await api('tickets')).tickets, []);

  const before_it = sent.length;
  const last = webhook('INVIA', 'wamid.last');
  const [first, second] = await Promise.all([post(last), post(last)]);
  assert.deepEqual([first.status, second.status], [200, 200]);
  const code = words(await taken(before_it + 1)).match(/LEO-[0-9A-Z]+-[0-9A-Z]/)[0];
  assert.equal((await post(last)).status, 200);
  const { tickets } = await api('tickets');
  assert.deepEqual(tickets.map((ticket) => ticket.code), [code]);
  assert.equal(tickets[0].answers.company, 'Rossi Srl');
  assert.equal(sent.filter((message) => words(message).includes(code)).length, 1);
});

test('a stop by SIGTERM is graceful', async () => {
  desk.kill('SIGTERM');
  const [status] = await once(desk, 'exit');
  assert.equal(status, 0);
});

test('the log replayed into a new database gives the same ticket', () => {
  const replay = (...more) => spawnSync(program, ['replay', '--config', config, ...more], { encoding: 'utf8' });
  const again = join(folder, 'again.db');
  const run = replay('--into', again);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /0 events parked/);
  const tickets = (database) => spawnSync('sqlite3', [database, 'SELECT code, answers, summary FROM ticket'], { encoding: 'utf8' }).stdout;
  assert.match(tickets(again), /^LEO-/);
  assert.equal(tickets(again), tickets(join(folder, 'sportello.db')));
  assert.match(replay('--parked').stdout, /No event is parked/);
  assert.equal(replay('--into', again).status, 2);
  assert.equal(replay().status, 2);
  assert.equal(replay('--parked', '--into', 'x.db').status, 2);
});

// A desk that has outgrown its file: a ticket is made on SQLite, the desk moves to PostgreSQL with migrate-store, and two
// processes serve it together.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Meta } from '../crash/desk/meta.mjs';
import { Desk } from '../crash/desk/process.mjs';
import { Postgres } from '../support/postgres.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sportello-serve-'));
const customer = '393331234567';
const sent = [];
let waiting = [];
let messages = 0;
let server;
let url;
let graph;
let small;
let desks;
let first_code;

/** The Graph API, which accepts everything. */
before(async () => {
  graph = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    if (request.method === 'GET') return response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":[]}');
    const call = JSON.parse(body);
    const answer = call.status ? { success: true } : { messages: [{ id: `wamid.out${sent.length + 1}` }] };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    if (!call.status) sent.push(call);
    for (const look of waiting.splice(0)) look();
  });
  await new Promise((resolve) => graph.listen(0, '127.0.0.1', resolve));
  server = await Postgres.start();
  url = server.make_database('desk');
  const storage = { url, media: join(folder, 'media') };
  small = new Desk(folder);
  desks = [0, 1].map((i) => new Desk(folder, { name: `desk${i}`, storage }));
  for (const desk of [small, ...desks]) await desk.configure(graph.address().port, 1, 1);
});

after(async () => {
  for (const desk of [small, ...desks]) desk?.process?.kill('SIGKILL');
  graph.close();
  graph.closeAllConnections();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const words = (message) => message.text?.body ?? message.interactive.body.text;
/** Runs a command; the Graph API goes on answering meanwhile. */
const sportello = (...command) =>
  new Promise((resolve) => {
    execFile(process.env.SPORTELLO, command, (error, stdout, stderr) => {
      resolve({ status: error ? error.code : 0, stdout, stderr });
    });
  });

async function answer_after(count) {
  while (sent.length <= count) await new Promise((resolve) => waiting.push(resolve));
  return words(sent[count]);
}

/** Says it to one desk after the other; the answer may come from any. */
async function say(among, text, from = customer) {
  const count = sent.length;
  const desk = among[++messages % among.length];
  const meta = new Meta(desk.origin, desk.secret, desk.number);
  await meta.deliver(meta.body_of(from, `wamid.in${messages}`, text));
  meta.stop();
  return await answer_after(count);
}

async function make_ticket(among, from = customer) {
  const tell = (text) => say(among, text, from);
  let question = await tell( 'la stampante delle etichette non stampa più da stamattina');
  for (let turn = 0; !question.includes('Ecco la richiesta'); ++turn) {
    assert.ok(turn < 16, question);
    if (question.includes('azienda')) question = await tell( 'Rossi Srl');
    else if (question.includes('ti chiami')) question = await tell( 'Anna Rossi');
    else if (question.includes('programma usi')) question = await tell( 'J2K');
    else if (question.includes('Di cosa si tratta')) question = await tell( '1');
    else if (question.includes('numero')) question = await tell( 'questo numero');
    else if (question.includes('e-mail')) question = await tell( 'anna@rossi.example');
    else question = await tell( 'sì');
  }
  return (await tell( 'INVIA')).match(/LEO-[0-9A-Z]+-[0-9A-Z]/)[0];
}

const codes = async (desk) => (await (await desk.call('tickets')).json()).tickets.map((ticket) => ticket.code);

test('a running desk does not move, a stopped one moves whole', async () => {
  assert.ok(await small.start(), small.errors?.join('\n'));
  first_code = await make_ticket([small]);
  const early = await sportello('migrate-store', '--config', small.config, '--to', url);
  assert.equal(early.status, 1);
  assert.match(early.stderr, /a running desk has this database/);
  assert.equal((await small.stop()).code, 0);

  const moved = await sportello('migrate-store', '--config', small.config, '--to', url);
  assert.equal(moved.status, 0, moved.stderr);
  assert.match(moved.stdout, /ticket +1 rows .*the same on both sides/);
  const again = await sportello('migrate-store', '--config', small.config, '--to', url);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /is not empty there/);
});

test('two processes serve one customer together, and each console hears of the other', async () => {
  for (const desk of desks) assert.ok(await desk.start(), desk.errors?.join('\n'));
  assert.deepEqual(await codes(desks[1]), [first_code]);

  const live = await desks[1].call('events');
  assert.equal(live.status, 200);
  const heard = (async () => {
    let text = '';
    for await (const chunk of live.body) {
      text += Buffer.from(chunk).toString();
      if (text.includes('message')) return text;
    }
    return text;
  })();
  const count = sent.length;
  const meta = new Meta(desks[0].origin, desks[0].secret, desks[0].number);
  await meta.deliver(meta.body_of(customer, 'wamid.live', 'siete aperti domani?'));
  meta.stop();
  await answer_after(count);
  assert.match(await heard, /message/);
});

test('one goes, the other goes on', async () => {
  desks[0].kill();
  await desks[0].gone;
  const question = await say([desks[1]], 'quali sono gli orari?');
  assert.ok(question.length > 0);
  assert.ok(await desks[0].start(), desks[0].errors?.join('\n'));
});

test('doctor and backup say what applies to a server', async () => {
  const findings = await sportello('doctor', '--config', desks[0].config);
  assert.match(findings.stdout, /PostgreSQL server answers/);
  const backup = await sportello('backup', '--config', desks[0].config);
  assert.notEqual(backup.status, 0);
  assert.match(backup.stderr, /pg_dump/);
});

test('the log of a served desk is replayed into a file', async () => {
  const code = await make_ticket(desks, '393337654321');
  const file = join(folder, 'again.db');
  const replayed = await sportello('replay', '--config', desks[0].config, '--into', file);
  assert.equal(replayed.status, 0, replayed.stderr);
  const events = server.rows('desk', 'SELECT count(*) AS number FROM inbox')[0].number;
  assert.match(replayed.stdout, new RegExp(`^${events} events .* 0 events parked`));

  const in_file = (sql) => JSON.parse(execFileSync('sqlite3', ['-json', file, sql], { encoding: 'utf8' }));
  const tickets = 'SELECT code, status, summary FROM ticket ORDER BY id';
  assert.deepEqual(in_file(tickets), server.rows('desk', tickets));
  assert.deepEqual(in_file(tickets).map((row) => row.code), [first_code, code]);
  const texts = 'SELECT text, purpose FROM outbox ORDER BY cause';
  assert.deepEqual(in_file(texts), server.rows('desk', texts));

  const twice = await sportello('replay', '--config', desks[0].config, '--into', file);
  assert.notEqual(twice.status, 0);
  assert.match(twice.stderr, /is there already/);
});

test('both stop gracefully', async () => {
  for (const desk of desks) assert.equal((await desk.stop()).code, 0);
});

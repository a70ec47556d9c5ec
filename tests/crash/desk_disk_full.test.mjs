// The real program on a disk that fills up and is freed again: 503 while it is full, so that Meta delivers again;
// nothing is lost, and what was being sent is not sent twice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Desk } from './desk/process.mjs';
import { Evidence } from './desk/evidence.mjs';
import { Meta } from './desk/meta.mjs';

const kCustomer = '393331234567';
const folder = mkdtempSync(join(tmpdir(), 'sportello-full-'));
const full = join(folder, 'full');
const desk = new Desk(folder);
const sent = [];
let on_send = () => {};
let graph;
let meta;

before(async () => {
  graph = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    // What the desk asks Meta about itself.
    if (request.method === 'GET') return response.writeHead(400).end('{"error":{"code":100,"message":"not here"}}');
    const call = JSON.parse(body);
    if (!call.status) {
      sent.push(call);
      on_send();
    }
    response.writeHead(200).end(JSON.stringify(call.status ? { success: true } : { messages: [{ id: `wamid.out${sent.length}` }] }));
  });
  await new Promise((resolve) => graph.listen(0, '127.0.0.1', resolve));
  await desk.configure(graph.address().port, 600);
  meta = new Meta(desk.origin, desk.secret, desk.number);
  assert.ok(await desk.start({ SPORTELLO_DISK_FULL: full }), desk.errors.join('\n'));
});

after(() => {
  desk.process?.kill('SIGKILL');
  meta?.stop();
  graph?.close();
  graph?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

// What failed with the disk full leaves room for the next.
afterEach(() => rmSync(full, { force: true }));

const fill = () => writeFileSync(full, '');
const free = () => rmSync(full);

async function until(condition) {
  while (!(await condition())) await pause(20);
}

test('a full disk is a 503, says so, and is got over without a restart', async () => {
  await meta.message(kCustomer, 'wamid.in1', 'siete aperti domani?');
  await until(() => sent.length === 1);
  await until(async () => (await desk.ready()).outbox.queued === 0);

  fill();
  const body = meta.body_of(kCustomer, 'wamid.in2', 'quanto costa?');
  assert.equal(await meta.post(body), 503);
  assert.equal(await meta.post(body), 503);
  const ready = await fetch(`${desk.origin}/readyz`);
  assert.equal(ready.status, 503);
  assert.match((await ready.json()).storage, /disk full/);
  assert.equal((await fetch(`${desk.origin}/healthz`)).status, 200);
  assert.equal((await desk.call('tickets')).status, 200, 'reading goes on');
  assert.equal(sent.length, 1, 'nothing is answered that was not stored');

  free();
  assert.equal(await meta.post(body), 200);
  await until(() => sent.length === 2);
  await until(async () => (await desk.ready()).ready);
});

test('an answer of Meta that cannot be recorded is not forgotten, and nothing is sent twice', async () => {
  on_send = fill;
  await meta.message(kCustomer, 'wamid.in3', 'siete aperti a Natale?');
  await until(() => sent.length === 3);
  on_send = () => {};
  assert.equal(await meta.post(meta.body_of(kCustomer, 'wamid.in4', 'grazie')), 503);
  free();
  await meta.message(kCustomer, 'wamid.in4', 'e a Pasqua?');
  await until(() => sent.length === 4);
  await until(async () => (await desk.ready()).outbox.queued === 0);
  assert.equal((await desk.stop()).code, 0);

  const evidence = new Evidence(desk.database);
  assert.deepEqual(evidence.rows('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  assert.deepEqual(
    evidence.rows("SELECT key, state FROM inbox WHERE kind = 'message' ORDER BY id").map((row) => `${row.key} ${row.state}`),
    ['wamid.in1 done', 'wamid.in2 done', 'wamid.in3 done', 'wamid.in4 done'],
  );
  assert.deepEqual(evidence.rows('SELECT state, attempts FROM outbox'), Array(4).fill({ state: 'sent', attempts: 1 }));
  assert.equal(new Set(sent.map((call) => call.biz_opaque_callback_data)).size, 4);
});

// What an administrator sees of a running desk: the log, /metrics, alert rules, dashboard and `sportello top`.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const program = process.env.SPORTELLO;
const source = process.env.SPORTELLO_SOURCE;
const folder = mkdtempSync(join(tmpdir(), 'sportello-observed-'));
const config = join(folder, 'sportello.json');
const secret = 'an app secret';
const phone = '393331234567';
let graph;
let desk;
let origin;
let log = '';
let waiting = [];

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** Resolves with the log's line that `wanted` accepts. */
function logged(wanted) {
  return new Promise((resolve, reject) => {
    const give_up = setTimeout(() => reject(new Error(`not in the log:\n${log}`)), 20_000);
    const look = () => {
      const line = log.split('\n').slice(0, -1).map((each) => JSON.parse(each)).find(wanted);
      if (!line) return waiting.push(look);
      clearTimeout(give_up);
      resolve(line);
    };
    look();
  });
}

before(async () => {
  graph = createServer(async (request, response) => {
    for await (const part of request) void part;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"messages":[{"id":"wamid.out"}],"success":true}');
  });
  const graph_port = await listen(graph);
  origin = `http://127.0.0.1:${await free_port()}`;
  writeFileSync(config, JSON.stringify({
    listen: origin,
    storage: { url: `sqlite://${folder}/sportello.db` },
    whatsapp: { graph_url: `http://127.0.0.1:${graph_port}/v26.0`, app_secret: secret, verify_token: 'v', access_token: 'a secret token' },
    numbers: [{ phone_number_id: '1', profile: 'leotron' }],
    gather_seconds: 1,
  }));
  desk = spawn(program, ['serve', '--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  desk.stderr.on('data', (chunk) => {
    log += chunk;
    const looks = waiting;
    waiting = [];
    for (const look of looks) look();
  });
  await logged((line) => line.text.startsWith('ready on'));
});

after(async () => {
  desk?.kill('SIGTERM');
  if (desk) await once(desk, 'exit');
  graph?.close();
  graph?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function deliver(text, id, request) {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '390450000000', phone_number_id: '1' },
    contacts: [{ profile: { name: 'Anna Segreta' }, wa_id: phone }],
    messages: [{ from: phone, id, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: text } }],
  };
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '9', changes: [{ field: 'messages', value }] }] });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return fetch(`${origin}/webhooks/whatsapp`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature, 'X-Request-Id': request } });
}

const metrics = async () => (await fetch(`${origin}/metrics`)).text();
const value = (text, series) => Number(text.split('\n').find((line) => line.startsWith(`${series} `))?.slice(series.length + 1));
const names_in = (text) => new Set(text.match(/\b(sportello|process)_[a-z_]+/g));
/** The metric behind a histogram's series. */
const family = (name) => name.replace(/(_seconds|_batch)_(bucket|sum|count)$/, '$1');

test('a request keeps its id from the webhook to the send, also through a gathered burst', async () => {
  assert.equal((await deliver('il mio codice segreto non va', 'wamid.1', 'request-one')).status, 200);
  const stored = await logged((line) => line.text === 'message stored');
  assert.equal(stored.request, 'request-one');
  const sent = await logged((line) => line.text === 'send accepted');
  assert.equal(sent.request, 'request-one');
  assert.equal(sent.to, '+39•••4567');
});

test('the log has no telephone number, no name, no words, no secret', () => {
  for (const private_thing of [phone, phone.slice(2), 'Segreta', 'codice segreto', secret, 'a secret token']) {
    assert.ok(!log.includes(private_thing), private_thing);
  }
});

test('what happened is counted', async () => {
  assert.equal((await deliver('il mio codice segreto non va', 'wamid.1', 'again')).status, 200);
  assert.equal((await fetch(`${origin}/webhooks/whatsapp`, { method: 'POST', body: '{}' })).status, 401);
  const text = await metrics();
  assert.equal(value(text, 'sportello_updates_received_total'), 2);
  assert.equal(value(text, 'sportello_updates_duplicate_total'), 1);
  assert.equal(value(text, 'sportello_turns_total'), 1);
  assert.equal(value(text, 'sportello_answers_total{way="message"}'), 1);
  assert.equal(value(text, 'sportello_sends_total{code="",outcome="accepted"}'), 1);
  assert.equal(value(text, 'sportello_webhooks_refused_total'), 1);
  assert.equal(value(text, 'sportello_webhook_seconds_count'), 3);
  assert.equal(value(text, 'sportello_channel_up'), 1);
  assert.equal(value(text, 'sportello_outbox_messages{state="queued"}'), 0);
  assert.equal(value(text, 'sportello_backup_newest_timestamp_seconds'), 0);
  assert.ok(Math.abs(value(text, 'process_start_time_seconds') - Date.now() / 1000) < 600);
  assert.ok(value(text, 'process_resident_memory_bytes') > 1e6);
  assert.ok(value(text, 'process_open_fds') > 3);
  const check = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  assert.equal(check.status, 0, check.stdout + check.stderr);
});

test('documentation, alerts and dashboard speak of the metrics that there are', async () => {
  const there = new Set([...names_in((await metrics()).split('\n').filter((line) => line.startsWith('# TYPE')).join('\n'))]);
  const documented = names_in(readFileSync(join(source, 'docs/metrics.md'), 'utf8').split('## The log')[0]);
  assert.deepEqual([...documented].sort(), [...there].sort());
  for (const file of ['sportello.rules.yml', 'dashboard.json']) {
    const used = [...names_in(readFileSync(join(source, 'deploy/prometheus', file), 'utf8'))].map(family);
    assert.ok(used.length > 10, file);
    for (const name of used) assert.ok(there.has(name), `${file} uses ${name}`);
  }
});

test('the alert rules are good, and ring when they should', () => {
  const rules = join(source, 'deploy/prometheus/sportello.rules');
  const check = spawnSync('promtool', ['check', 'rules', `${rules}.yml`], { encoding: 'utf8' });
  assert.equal(check.status, 0, check.stdout + check.stderr);
  const run = spawnSync('promtool', ['test', 'rules', `${rules}.test.yml`], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});

test('every panel of the dashboard asks something Prometheus understands', () => {
  const { panels } = JSON.parse(readFileSync(join(source, 'deploy/prometheus/dashboard.json'), 'utf8'));
  const questions = panels.flatMap((panel) => panel.targets.map((target) => target.expr));
  assert.ok(questions.length > 30);
  // promtool checks rules, not questions: each becomes a rule.
  const rules = questions.map((expr, i) => ({ record: `q${i}`, expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', 'sportello') }));
  const file = join(folder, 'panels.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  const check = spawnSync('promtool', ['check', 'rules', '--lint=none', file], { encoding: 'utf8' });
  assert.equal(check.status, 0, check.stdout + check.stderr);
});

test('top shows the desk at a glance', () => {
  const run = spawnSync(program, ['top', '--once', '--config', config], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /^WhatsApp +takes what is sent$/m);
  assert.match(run.stdout, /^In +2 so far updates, 1 so far turns, 1 so far refused$/m);
  assert.match(run.stdout, /^Outbox +0 wait \(oldest 0 s\), 0 in flight, 0 uncertain, 0 failed$/m);
  assert.match(run.stdout, /newest backup NEVER$/m);
});

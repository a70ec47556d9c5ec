// The program meets databases of other ages: every earlier schema is brought forward after a copy, a newer one is refused
// with what to do. And a restart in the middle of the traffic, with Meta's retries as the only net.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const program = process.env.SPORTELLO;
const folder = mkdtempSync(join(tmpdir(), 'sportello-upgrade-'));
const scripts = join(process.env.SPORTELLO_SOURCE, 'storage/migrations');
const migrations = readdirSync(scripts).filter((name) => name.endsWith('.sql')).sort();
const running = new Set();

after(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function sqlite(file, input) {
  const run = spawnSync('sqlite3', ['-bail', file], { input, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trim();
}

const remember = (version, name, text) =>
  `INSERT INTO schema_migrations VALUES (${version}, '${name}', '${createHash('sha256').update(text).digest('hex')}', 0);`;

/** A database as the program made it when it knew only the first migrations, with a customer and a ticket in it. */
function database_of(version) {
  const file = join(folder, `schema${version}.db`);
  let script = 'PRAGMA journal_mode = WAL;\nCREATE TABLE schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;\n';
  migrations.slice(0, version).forEach((name, i) => {
    const text = readFileSync(join(scripts, name), 'utf8');
    script += `BEGIN;\n${text}\n${remember(i + 1, name.replace('.sql', ''), text)}\nCOMMIT;\n`;
  });
  script += "INSERT INTO person (business, name, profile_name, username, company, email, email_enabled, phone, reachable, language, known, opted_out, plan, search, created_at)" +
    " VALUES ('leotron', 'Anna Rossi', '', '', 'Rossi Srl', '', 0, '', '', 'it', 1, 0, '', '', 1);\n";
  sqlite(file, script);
  return file;
}

function config_for(file, more = {}) {
  const config = `${file}.json`;
  writeFileSync(config, JSON.stringify({
    storage: { url: `sqlite://${file}` },
    whatsapp: { app_secret: 'app secret', verify_token: 'v', access_token: 'access token' },
    numbers: [{ phone_number_id: '100000000000001', profile: 'leotron' }],
    ...more,
  }));
  return config;
}

/** Starts a program and resolves with it once it has said `ready`; rejects with all it said when it ends before. */
async function start(command, words, ready) {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  let said = '';
  await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      if (said.includes(ready)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => {
      running.delete(child);
      reject(new Error(said));
    });
  });
  return child;
}

async function stop(child) {
  child.kill('SIGTERM');
  const [status] = await once(child, 'exit');
  assert.equal(status, 0);
}

const copies = (file) => readdirSync(folder).filter((name) => name.startsWith(`${file.slice(folder.length + 1)}.before-`));

for (let version = 1; version < migrations.length; ++version) {
  test(`a database of schema ${version} is brought forward, after a copy`, async () => {
    const file = database_of(version);
    const config = config_for(file, { listen: `http://127.0.0.1:${await free_port()}` });
    await stop(await start(program, ['serve', '--config', config], 'ready on'));
    assert.equal(sqlite(file, 'SELECT max(version) FROM schema_migrations; SELECT name FROM person; PRAGMA integrity_check; PRAGMA foreign_key_check;'), `${migrations.length}\nAnna Rossi\nok`);
    const made = copies(file);
    assert.equal(made.length, 1);
    assert.equal(sqlite(join(folder, made[0]), 'SELECT max(version) FROM schema_migrations; SELECT name FROM person; PRAGMA integrity_check;'), `${version}\nAnna Rossi\nok`);
    // Once is enough.
    await stop(await start(program, ['serve', '--config', config], 'ready on'));
    assert.equal(copies(file).length, 1);
  });
}

test('an old program beside a newer database refuses and says what to do, and the copy brings it back', async () => {
  const file = database_of(migrations.length);
  const config = config_for(file, { listen: `http://127.0.0.1:${await free_port()}` });
  const before = `${file}.before-${String(migrations.length + 1).padStart(4, '0')}-1`;
  copyFileSync(file, before);
  // What a program of tomorrow leaves behind.
  sqlite(file, `CREATE TABLE tomorrow (x INTEGER) STRICT; ${remember(migrations.length + 1, 'tomorrow', '')}`);
  const untouched = readFileSync(file);
  for (const command of [['serve'], ['operator', 'list']]) {
    const run = spawnSync(program, [...command, '--config', config], { encoding: 'utf8' });
    assert.notEqual(run.status, 0, command.join(' '));
    assert.match(run.stderr, /schema version \d+, this program knows only \d+\. Start the newer program that wrote it, or restore the copy/);
  }
  const doctor = spawnSync(program, ['doctor', '--config', config], { encoding: 'utf8' });
  assert.match(doctor.stdout, /BAD +schema \d+ is newer than this program/);
  assert.deepEqual(readFileSync(file), untouched);

  renameSync(before, file);
  await stop(await start(program, ['serve', '--config', config], 'ready on'));
  assert.equal(sqlite(file, 'SELECT name FROM person;'), 'Anna Rossi');
});

test('a restart in the middle of the traffic loses no message and takes none twice', async () => {
  const [port, graph_port] = [await free_port(), await free_port()];
  const file = join(folder, 'restart.db');
  const config = config_for(file, {
    listen: `http://127.0.0.1:${port}`,
    whatsapp: { graph_url: `http://127.0.0.1:${graph_port}/emulator/graph/v26.0`, media_host: `127.0.0.1:${graph_port}`, app_secret: 'app secret', verify_token: 'v', access_token: 'access token' },
    gather_seconds: 0,
  });
  const meta = await start(process.env.EMULATED_META, [String(graph_port), `http://127.0.0.1:${port}/webhooks/whatsapp`, join(folder, 'meta'), 'leotron'], 'listening');
  const api = async (path, body) => {
    const reply = await fetch(`http://127.0.0.1:${graph_port}/emulator/api/${path}`, body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    assert.ok(reply.ok, `${path}: ${reply.status}`);
    return reply.json();
  };
  let desk = await start(program, ['serve', '--config', config], 'ready on');
  const messages = 60;
  const customers = ['anna', 'luca', 'giulia'];
  let away = 0;
  for (let i = 0; i < messages; ++i) {
    await api('messages', { customer: customers[i % customers.length], text: `messaggio numero ${i}` });
    if (i % 20 !== 10) continue;
    const asked = performance.now();
    await stop(desk);
    const gone = performance.now();
    // What customers write while nobody is there.
    for (let j = 0; j < 5; ++j) await api('messages', { customer: customers[j % customers.length], text: `durante ${i} ${j}` });
    const begun = performance.now();
    desk = await start(program, ['serve', '--config', config], 'ready on');
    away = Math.max(away, gone - asked + performance.now() - begun);
  }
  await api('idle?wait_ms=60000');
  const wanted = messages + 3 * 5;
  assert.equal(Number(sqlite(file, 'SELECT count(*) FROM message;')), wanted);
  assert.equal(Number(sqlite(file, 'SELECT count(*) - count(DISTINCT wamid) FROM message;')), 0);
  assert.equal(Number(sqlite(file, "SELECT count(*) FROM inbox WHERE state = 'parked';")), 0);
  await stop(desk);
  meta.stdin.end();
  console.log(`a restart took ${Math.round(away)} ms at most: from SIGTERM to the end, and from the new start to ready`);
});

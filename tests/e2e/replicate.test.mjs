// The copy on another machine, as sportello-replicate.timer makes it again and again while the desk serves; then the
// machine is gone in the middle of the traffic, and the copy is what there is.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sportello-replicate-'));
const state = join(folder, 'state');
const replica = join(folder, 'replica');
const secret = 'an app secret';
let desk;

after(() => {
  desk?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function config_in(place, port) {
  const config = join(place, 'sportello.json');
  writeFileSync(config, JSON.stringify({
    listen: `http://127.0.0.1:${port}`,
    storage: { url: `sqlite://${place}/sportello.db` },
    whatsapp: { graph_url: 'http://127.0.0.1:9/v26.0', app_secret: secret, verify_token: 'v', access_token: 't' },
    numbers: [{ phone_number_id: '1', profile: 'leotron' }],
  }));
  return config;
}

test('what was acknowledged before the newest copy is in it, whatever happens to the machine', async () => {
  for (const place of [state, replica, join(folder, 'bin'), join(folder, 'again')]) mkdirSync(place);
  symlinkSync(process.env.SPORTELLO, join(folder, 'bin/sportello'));
  const port = await free_port();
  const config = config_in(state, port);
  desk = spawn(process.env.SPORTELLO, ['serve', '--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const chunk of desk.stderr) if (String(chunk).includes('ready on')) break;
  desk.stderr.resume();

  let acknowledged = 0;
  let running = true;
  const traffic = (async () => {
    while (running) {
      const value = {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '390450000000', phone_number_id: '1' },
        contacts: [{ profile: { name: 'Anna' }, wa_id: '393331234567' }],
        messages: [{ from: '393331234567', id: `wamid.${acknowledged}`, timestamp: '1795253400', type: 'text', text: { body: `messaggio ${acknowledged}` } }],
      };
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '9', changes: [{ field: 'messages', value }] }] });
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
      const reply = await fetch(`http://127.0.0.1:${port}/webhooks/whatsapp`, { method: 'POST', body, headers: { 'X-Hub-Signature-256': signature } }).catch(() => null);
      if (!reply || reply.status !== 200) return;
      ++acknowledged;
    }
  })();

  const replicate = async () => {
    const copy = spawn(join(process.env.SPORTELLO_SOURCE, 'deploy/package/replicate'), [], {
      env: { PATH: `${folder}/bin:${process.env.PATH}`, SPORTELLO_CONFIG: config, STATE_DIRECTORY: state, REPLICA: replica },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let fault = '';
    copy.stderr.on('data', (chunk) => (fault += chunk));
    const [status] = await once(copy, 'exit');
    assert.equal(status, 0, fault);
  };
  mkdirSync(join(state, 'media'), { recursive: true });
  writeFileSync(join(state, 'media', 'a'.repeat(64)), 'a photo');
  let safe = 0;
  for (let round = 0; round < 5; ++round) {
    safe = acknowledged;
    await replicate();
  }
  desk.kill('SIGKILL');
  running = false;
  await traffic;
  rmSync(state, { recursive: true });

  const copies = readdirSync(join(replica, 'database'));
  assert.equal(copies.length, 3, 'the newest three are kept');
  assert.deepEqual(readdirSync(join(replica, 'media')), ['a'.repeat(64)]);
  const again = config_in(join(folder, 'again'), port);
  const restore = spawnSync(process.env.SPORTELLO, ['restore', '--config', again, '--from', join(replica, 'database', copies.sort().at(-1))], { encoding: 'utf8' });
  assert.equal(restore.status, 0, restore.stderr);
  const stored = spawnSync('sqlite3', [join(folder, 'again/sportello.db'), 'SELECT count(*) FROM message WHERE wamid IS NOT NULL;'], { encoding: 'utf8' });
  assert.ok(safe > 0);
  assert.ok(Number(stored.stdout) >= safe, `${stored.stdout} of ${safe} messages`);
});

test('a copy that cannot be made says so', () => {
  const run = spawnSync(join(process.env.SPORTELLO_SOURCE, 'deploy/package/replicate'), [], { env: { PATH: process.env.PATH }, encoding: 'utf8' });
  assert.notEqual(run.status, 0);
  assert.match(run.stderr, /replicate\.env/);
});

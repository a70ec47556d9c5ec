// The second half of installed_test.sh, in a network of its own: SPORTELLO_ROOT is a Debian with the package and nginx.
// Every step is the one docs/operations.md tells an administrator to take.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = process.env.SPORTELLO_ROOT;
const config = '/etc/sportello/sportello.json';
const api_token = 'a long token of the API';
const site = 'desk.example.it';
const running = new Set();
let desk;
let code;
let kept;

after(() => {
  for (const child of running) child.kill('SIGKILL');
});

const file = (path) => join(root, path);

/** Runs a command inside, as root or as another user, and returns what it did. */
function inside(command, { user = 'root' } = {}) {
  const run = spawnSync('chroot', [`--userspec=${user}`, root, ...command], { encoding: 'utf8', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' } });
  return { status: run.status, text: run.stdout + run.stderr, out: run.stdout };
}

function must(command, options) {
  const run = inside(command, options);
  assert.equal(run.status, 0, `${command.join(' ')}\n${run.text}`);
  return run.out;
}

const sportello = (...words) => ['sportello', ...words, '--config', config];

/** What a unit says after `key=`. */
function unit_says(unit, key) {
  const line = readFileSync(file(`/lib/systemd/system/${unit}.service`), 'utf8').split('\n').find((each) => each.startsWith(`${key}=`));
  return line.slice(key.length + 1);
}

/** The command of a unit under its user, its file mask and its limit, on a machine it can only read but for its folder. */
function as_the_unit(unit) {
  const inner = `umask ${unit_says(unit, 'UMask')} && exec ${unit_says(unit, 'ExecStart')}`;
  const outer = [
    `mount --bind ${root}/var/lib/sportello ${root}/var/lib/sportello`,
    `mount --bind ${root} ${root}.unit && mount --bind ${root}/var/lib/sportello ${root}.unit/var/lib/sportello`,
    `mount -o remount,bind,ro ${root}.unit && mount -t tmpfs tmpfs ${root}.unit/tmp && mount -t proc proc ${root}.unit/proc`,
    `exec chroot --userspec=${unit_says(unit, 'User')}:${unit_says(unit, 'Group')} ${root}.unit setpriv --no-new-privs sh -c '${inner}'`,
  ].join(' && ');
  mkdirSync(`${root}.unit`, { recursive: true });
  return ['unshare', ['--mount', '--', 'sh', '-c', outer]];
}

/** Starts a program and resolves with it once it has said `ready`. */
async function start(command, words, ready) {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      if (said.includes(ready)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (status) => reject(new Error(`${command} ended with ${status}: ${said}`)));
  });
  return child;
}

async function stop(child) {
  child.kill('SIGTERM');
  const [status] = await once(child, 'exit');
  return status;
}

const start_desk = async () => (desk = await start(...as_the_unit('sportello'), 'ready on'));

async function meta(path, body) {
  const init = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const reply = await fetch(`http://127.0.0.1:9000/emulator/api/${path}`, init);
  const text = await reply.text();
  assert.ok(reply.ok, `${path}: ${reply.status} ${text}`);
  return text ? JSON.parse(text) : {};
}

let heard = 0;
/** Anna writes; resolves with the words of the desk's next message. */
async function say(text) {
  await meta('messages', { customer: 'anna', text });
  const { sent } = await meta(`sent?customer=anna&after=${heard}&wait_ms=30000`);
  heard = sent.at(-1).seq;
  return JSON.stringify(sent.at(-1));
}

const api = async (path) => (await fetch(`http://127.0.0.1:8080/api/v1/${path}`, { headers: { Authorization: `Bearer ${api_token}` } })).json();

/** What an administrator types into /etc/sportello. */
function configure() {
  const shipped = readFileSync(file(config), 'utf8');
  const own = shipped
    .replace('"app_secret":', '"graph_url": "http://127.0.0.1:9000/emulator/graph/v26.0", "media_host": "127.0.0.1:9000",\n    "app_secret":')
    .replace('"numbers":', `"api_tokens": [ "${api_token}" ],\n  "gather_seconds": 0,\n  "numbers":`);
  assert.notEqual(own, shipped);
  writeFileSync(file(config), own);
  const secrets = { app_secret: 'app secret', verify_token: 'verify', access_token: 'access token' };
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(file(`/etc/sportello/secrets/${name}`), `${value}\n`, { mode: 0o640 });
    must(['chgrp', 'sportello', `/etc/sportello/secrets/${name}`]);
  }
}

test('the package made a user and folders nobody else reads, and enabled nothing', () => {
  assert.match(must(['getent', 'passwd', 'sportello']), /:\/var\/lib\/sportello:\/usr\/sbin\/nologin$/m);
  const owner = (path) => must(['stat', '-c', '%U:%G %a', path]).trim();
  assert.equal(owner('/var/lib/sportello'), 'sportello:sportello 700');
  assert.equal(owner('/etc/sportello'), 'root:sportello 750');
  assert.equal(owner('/etc/sportello/secrets'), 'root:sportello 750');
  assert.equal(owner(config), 'root:sportello 640');
  assert.equal(must(['find', '/etc/systemd/system', '-name', 'sportello*']), '');
  assert.match(must(['sportello', '--version']), /^\d+\.\d+\.\d+/);
});

test('nginx as the manual sets it up', async () => {
  const examples = file('/usr/share/doc/sportello/examples');
  copyFileSync(`${examples}/nginx-http.conf`, file('/etc/nginx/snippets/sportello-http.conf'));
  copyFileSync(`${examples}/nginx-server.conf`, file('/etc/nginx/snippets/sportello-server.conf'));
  copyFileSync(`${examples}/nginx.conf`, file('/etc/nginx/sites-available/sportello'));
  symlinkSync('../sites-available/sportello', file('/etc/nginx/sites-enabled/sportello'));
  // The certificate an authority would have given; this machine is told to trust it.
  mkdirSync(file(`/etc/letsencrypt/live/${site}`), { recursive: true });
  must(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${site}`, '-addext', `subjectAltName=DNS:${site}`,
    '-keyout', `/etc/letsencrypt/live/${site}/privkey.pem`, '-out', `/etc/letsencrypt/live/${site}/fullchain.pem`]);
  copyFileSync(file(`/etc/letsencrypt/live/${site}/fullchain.pem`), file('/usr/local/share/ca-certificates/desk.crt'));
  must(['update-ca-certificates']);
  writeFileSync(file('/etc/hosts'), `127.0.0.1 localhost ${site}\n`);
  must(['nginx', '-t']);
  must(['nginx']);
});

test('connect sets Meta up, and then the doctor is content', async () => {
  configure();
  await start('chroot', [root, '/root/emulated_meta', '9000', `https://${site}/webhooks/whatsapp`, '/root/meta', 'leotron'], 'listening');
  await start_desk();
  await meta('account', { callback_url: 'https://elsewhere.example/', subscribed: false });
  const as_desk = { user: 'sportello:sportello' };
  const ill = inside(sportello('doctor'), as_desk);
  assert.equal(ill.status, 1, ill.text);
  assert.match(ill.text, /Meta delivers to https:\/\/elsewhere\.example\//);

  must([...sportello('connect'), '--yes'], as_desk);
  must(['sh', '-c', unit_says('sportello-backup', 'ExecStart')], as_desk);
  const report = JSON.parse(must([...sportello('doctor'), '--json'], as_desk));
  assert.equal(report.healthy, true);
  const not_good = report.findings.filter((each) => each.verdict !== 'ok').map((each) => each.id);
  assert.deepEqual(not_good.filter((id) => !id.startsWith('profile.')), ['mail']);
});

test('a customer opens a ticket, through nginx', async () => {
  let reply = await say('la stampante delle etichette non stampa più da stamattina');
  for (let turn = 0; !/[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]/.test(reply); ++turn) {
    assert.ok(turn < 14, reply);
    if (reply.includes('Ecco la richiesta')) reply = await say('INVIA');
    else if (reply.includes('azienda')) reply = await say('Rossi Srl');
    else if (reply.includes('ti chiami')) reply = await say('Anna Rossi');
    else if (reply.includes('programma usi')) reply = await say('J2K');
    else if (reply.includes('Di cosa si tratta')) reply = await say('1');
    else if (reply.includes('numero')) reply = await say('questo numero');
    else if (reply.includes('e-mail')) reply = await say('anna@rossi.example');
    else reply = await say('sì');
  }
  [code] = reply.match(/LEO-[0-9A-Z]{4}-[0-9A-Z]/);
  assert.deepEqual((await api('tickets')).tickets.map((each) => each.code), [code]);
  assert.match(readFileSync(file('/var/log/nginx/sportello.log'), 'utf8'), /"POST \/webhooks\/whatsapp" 200 /);
  for (const name of readdirSync(file('/var/lib/sportello'))) {
    assert.equal(statSync(file(`/var/lib/sportello/${name}`)).mode & 0o077, 0, `others may read ${name}`);
  }
});

test('the backup that the timer makes is copied to another place', async () => {
  const out = must(['sh', '-c', unit_says('sportello-backup', 'ExecStart')], { user: 'sportello:sportello' });
  const made = out.split(' (')[0];
  assert.match(out, /read back and checked/);
  kept = '/root/kept.tar.zst';
  copyFileSync(file(made), file(kept));
});

test('purge leaves nothing', async () => {
  assert.equal(await stop(desk), 0);
  must(['apt-get', 'purge', '-y', '-q', 'sportello']);
  assert.notEqual(inside(['getent', 'passwd', 'sportello']).status, 0);
  assert.notEqual(inside(['getent', 'group', 'sportello']).status, 0);
  assert.equal(must(['find', '/', '-xdev', '(', '-nouser', '-o', '-nogroup', ')']), '');
  const left = must(['find', '/', '-xdev', '-iname', '*sportello*']).trim().split('\n').sort();
  // What the administrator put there, and the package itself.
  assert.deepEqual(left, ['/etc/nginx/sites-available/sportello', '/etc/nginx/sites-enabled/sportello', '/etc/nginx/snippets/sportello-http.conf',
    '/etc/nginx/snippets/sportello-server.conf', '/root/sportello.deb', '/var/log/nginx/sportello.log']);
  assert.equal(inside(['dpkg-query', '-W', 'sportello']).status, 1);
});

test('a new installation takes the backup, and the ticket is still there', async () => {
  must(['apt-get', 'install', '-y', '-q', '--no-install-recommends', '/root/sportello.deb']);
  configure();
  must(['install', '-o', 'sportello', '-m', '600', kept, '/var/lib/sportello/kept.tar.zst']);
  const restored = must([...sportello('restore'), '--from', '/var/lib/sportello/kept.tar.zst'], { user: 'sportello:sportello' });
  assert.match(restored, /Restored/);
  await start_desk();
  assert.deepEqual((await api('tickets')).tickets.map((each) => each.code), [code]);
  assert.match(await say(`a che punto è ${code}?`), new RegExp(code));
  assert.equal(await stop(desk), 0);
  assert.equal(existsSync(file('/var/lib/sportello/sportello.db')), true);
});

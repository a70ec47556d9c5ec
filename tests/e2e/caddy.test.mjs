// The shipped Caddyfile in a real Caddy: what docs/http-traps.md asks of a proxy. What stands behind it is a socket that
// keeps the bytes it is given, so that nothing is read kindly.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { free_port } from '../support/free_port.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sportello-caddy-'));
const sockets = new Set();
let caddy;
let port;
let upstream;
let received = [];
let events_open;
const events = new Promise((resolve) => (events_open = resolve));

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** Answers each request whole; one for /events stays open, its socket in `events`. */
function serve(socket) {
  sockets.add(socket);
  socket.on('error', () => {});
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = bytes.subarray(0, end).toString('latin1');
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (bytes.length < end + 4 + length || (/^transfer-encoding: chunked/im.test(head) && !bytes.includes('\r\n0\r\n\r\n'))) return;
    received.push({ head, body: bytes.subarray(end + 4, end + 4 + length) });
    bytes = /^transfer-encoding/im.test(head) ? Buffer.alloc(0) : bytes.subarray(end + 4 + length);
    if (head.includes('/api/v1/events')) {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n');
      events_open(socket);
      return;
    }
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Frame-Options: SAMEORIGIN\r\nContent-Length: 2\r\n\r\nok');
  });
}

before(async () => {
  upstream = createServer(serve);
  const behind = await listen(upstream);
  port = await free_port();
  // The time-outs and the log's place are the test's own; everything else is what ships.
  const shipped = readFileSync(join(process.env.SPORTELLO_SOURCE, 'deploy/Caddyfile'), 'utf8');
  const own = shipped
    .replace('/var/log/caddy', folder)
    .replace('read_header 10s', 'read_header 1s')
    .replace('read_body 60s', 'read_body 1s')
    .replace('{\n\tservers', '{\n\tadmin off\n\tservers');
  for (const gone of ['/var/log/caddy', '10s\n\t\t\tread_body', '60s']) assert.ok(!own.includes(gone), gone);
  writeFileSync(join(folder, 'Caddyfile'), own);
  caddy = spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, SPORTELLO_SITE: `http://127.0.0.1:${port}`, SPORTELLO_UPSTREAM: `127.0.0.1:${behind}`, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  let said = '';
  await new Promise((resolve, reject) => {
    caddy.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('serving initial configuration')) resolve();
    });
    caddy.once('exit', () => reject(new Error(said)));
  });
});

after(async () => {
  if (caddy && caddy.exitCode === null) {
    caddy.kill('SIGKILL');
    await once(caddy, 'exit');
  }
  for (const socket of sockets) socket.destroy();
  upstream?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends bytes piece by piece; resolves with all that comes until the other side closes, or `until` is in it. */
function talk(pieces, until) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const done = () => {
      socket.destroy();
      resolve(heard);
    };
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (until && heard.includes(until)) done();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    for (const piece of pieces) socket.write(piece, 'latin1');
  });
}

const head = (line, ...fields) => `${[line, `Host: 127.0.0.1:${port}`, ...fields].join('\r\n')}\r\n\r\n`;
async function pass(pieces) {
  received = [];
  const reply = await talk(pieces, '\r\n\r\nok');
  assert.match(reply, /^HTTP\/1\.1 200/);
  assert.equal(received.length, 1);
  return { reply, ...received[0] };
}
async function refuse(pieces, status) {
  received = [];
  assert.match(await talk(pieces, '\r\n\r\n'), new RegExp(`^HTTP/1\\.1 ${status}`));
  assert.deepEqual(received, []);
}

test('a signed webhook arrives byte for byte, with an id of the request', async () => {
  const body = '{"text":"perché \\u00e8"}';
  const got = await pass([head('POST /webhooks/whatsapp?x=%2F HTTP/1.1', 'Content-Type: application/json', 'X-Hub-Signature-256: sha256=00', `Content-Length: ${body.length}`), body]);
  assert.equal(got.body.toString('latin1'), body);
  assert.match(got.head, /^POST \/webhooks\/whatsapp\?x=%2F HTTP\/1\.1/);
  assert.match(got.head, /^X-Hub-Signature-256: sha256=00$/im);
  assert.match(got.head, /^X-Request-Id: [0-9a-f-]{36}$/im);
});

test('who asks is told, and nobody is believed', async () => {
  const got = await pass([head('GET / HTTP/1.1', 'X-Forwarded-For: 9.9.9.9', 'X-Forwarded-Proto: https', 'X-Request-Id: mine')]);
  assert.match(got.head, /^X-Forwarded-For: 127\.0\.0\.1$/im);
  assert.match(got.head, /^X-Forwarded-Proto: http$/im);
  assert.ok(!got.head.includes('mine'));
});

test('metrics stay inside', async () => {
  for (const path of ['/metrics', '/metrics?x', '/%6detrics']) await refuse([head(`GET ${path} HTTP/1.1`)], 404);
});

test('headers that the program leaves out are added, its own are kept', async () => {
  const { reply } = await pass([head('GET / HTTP/1.1')]);
  assert.match(reply, /^X-Content-Type-Options: nosniff$/im);
  assert.match(reply, /^X-Frame-Options: SAMEORIGIN$/im);
  assert.match(reply, /^Referrer-Policy: same-origin$/im);
  assert.match(reply, /^Strict-Transport-Security: max-age=63072000$/im);
  assert.ok(!/^Server:/im.test(reply));
});

test('a head that crawls or is too large does not reach the program (traps 3, 4)', async () => {
  received = [];
  await talk(['GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ']);
  await refuse([head('GET / HTTP/1.1', `X-Large: ${'x'.repeat(60_000)}`)], 431);
  assert.deepEqual(received, []);
});

test('a body that crawls does not reach the program (traps 3, 15)', async () => {
  received = [];
  await talk([head('POST /webhooks/whatsapp HTTP/1.1', 'Content-Length: 100'), 'beginning']);
  assert.deepEqual(received, []);
});

test('a body that is too large is refused (traps 5, 6)', async () => {
  const large = 3 * 1024 * 1024 + 1;
  received = [];
  const reply = await talk([head('POST /webhooks/whatsapp HTTP/1.1', `Content-Length: ${large}`), 'x'.repeat(large)], '\r\n\r\n');
  assert.match(reply, /^HTTP\/1\.1 (413|502)/);
  assert.deepEqual(received, []);
});

test('a body in chunks arrives in plain ones, without a length: the program answers 411 (trap 7)', async () => {
  received = [];
  await talk([head('POST /webhooks/whatsapp HTTP/1.1', 'Transfer-Encoding: chunked'), '5;ext=1\r\nhello\r\n', '6\r\n world\r\n', '0\r\n\r\n'], '\r\n\r\nok');
  assert.match(received[0].head, /^Transfer-Encoding: chunked$/im);
  assert.ok(!/^Content-Length:/im.test(received[0].head));
});

test('doubtful lengths are refused (trap 8)', async () => {
  await refuse([head('POST / HTTP/1.1', 'Content-Length: abc'), 'x'], 400);
  await refuse([head('POST / HTTP/1.1', 'Content-Length: 3', 'Content-Length: 5'), 'xxx'], 400);
});

test('no byte arrives that the library takes for the end of the headers (trap 9)', async () => {
  const got = await pass([head('GET / HTTP/1.1', 'Cookie: a=1\tb', 'User-Agent: Zo\xeb')]);
  assert.match(got.head, /^Cookie: a=1\?b$/im);
  assert.ok(![...got.head].some((byte) => byte !== '\r' && byte !== '\n' && (byte < ' ' || byte > '~')), got.head);
});

test('a client that waits to go on is told to (trap 11)', async () => {
  received = [];
  const first = await talk([head('POST / HTTP/1.1', 'Content-Length: 2', 'Expect: 100-continue')], '100 Continue');
  assert.match(first, /^HTTP\/1\.1 100/);
});

test('pipelined requests are answered in their order (trap 10)', async () => {
  received = [];
  const reply = await talk([head('GET /one HTTP/1.1') + head('GET /two HTTP/1.1', 'Connection: close')]);
  assert.equal(reply.match(/HTTP\/1\.1 200/g).length, 2);
  assert.deepEqual(received.map((each) => each.head.split(' ')[1]), ['/one', '/two']);
});

test('live updates are passed at once (trap 28)', async () => {
  const heard = talk([head('GET /api/v1/events HTTP/1.1')], 'data: now');
  (await events).write('b\r\ndata: now\n\n\r\n');
  assert.match(await heard, /data: now/);
});

test('neither tokens nor queries are logged', async () => {
  await pass([head('GET /feedback/secret-token HTTP/1.1', 'Cookie: secret-cookie')]);
  await pass([head('GET /webhooks/whatsapp?hub.verify_token=secret-word HTTP/1.1')]);
  caddy.kill('SIGTERM');
  await once(caddy, 'exit');
  const log = readFileSync(join(folder, 'sportello.log'), 'utf8');
  assert.match(log, /\/feedback\/\.\.\./);
  assert.ok(!/secret/.test(log), log);
});

// How many webhooks one, two and four processes of a desk acknowledge in a second, each only once it is durable: SQLite
// with one, PostgreSQL (fsync on) with each number. Prints one line of JSON for each, with the processor time that a message
// and its answer cost, which says something on a busy machine too.
//   SPORTELLO (the program), SPORTELLO_SECONDS (20) of load, SPORTELLO_CUSTOMERS (48) who each wait for their 200
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Meta } from '../crash/desk/meta.mjs';
import { Desk } from '../crash/desk/process.mjs';
import { Postgres } from '../support/postgres.mjs';

const kSeconds = Number(process.env.SPORTELLO_SECONDS ?? 20);
const kCustomers = Number(process.env.SPORTELLO_CUSTOMERS ?? 48);

/** Processor time of a process so far, in ms (proc(5): a tick is 10 ms). */
function time_of(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Of the server: one process for each connection, and its helpers. */
function time_of_server(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [pid, ...children].reduce((sum, each) => sum + time_of(each), 0);
}

/** Accepts everything at once. */
let accepted = 0;
const graph = createServer(async (request, response) => {
  for await (const part of request) void part;
  if (request.method === 'GET') return response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":[]}');
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ messages: [{ id: `wamid.out${++accepted}` }] }));
});
await new Promise((resolve) => graph.listen(0, '127.0.0.1', resolve));

async function measure(engine, processes) {
  const folder = mkdtempSync(join(tmpdir(), 'sportello-bench-'));
  const server = engine === 'postgresql' ? await Postgres.start({ durable: true }) : null;
  const storage = server && { url: server.make_database('desk'), media: join(folder, 'media') };
  const desks = Array.from({ length: processes }, (_, i) => new Desk(folder, { name: `desk${i}`, storage: storage ?? undefined }));
  try {
    for (const desk of desks) {
      await desk.configure(graph.address().port, 120);
      if (!(await desk.start())) throw new Error(desk.errors.join('\n'));
    }
    const meta = new Meta(desks.map((desk) => desk.origin), desks[0].secret, desks[0].number);
    const times = [];
    let number = 0;
    const spent = () => ({
      desk: desks.reduce((sum, desk) => sum + time_of(desk.process.pid), 0),
      server: server ? time_of_server(server.process.pid) : 0,
    });
    const before = spent();
    const end = Date.now() + 1_000 * kSeconds;
    const customer = async (i) => {
      while (Date.now() < end) {
        const began = performance.now();
        await meta.message(`39333${1_000_000 + i}`, `wamid.in${++number}`, 'siete aperti domani?');
        times.push(performance.now() - began);
      }
    };
    await Promise.all(Array.from({ length: kCustomers }, (_, i) => customer(i)));
    const after = spent();
    meta.stop();
    const each = (what) => Math.round((10 * (after[what] - before[what])) / times.length) / 10;
    times.sort((a, b) => a - b);
    const at = (part) => Math.round(times[Math.floor(times.length * part)]);
    console.log(JSON.stringify({
      engine, processes, cores: cpus().length, customers: kCustomers, seconds: kSeconds,
      acknowledged_per_second: Math.round(times.length / kSeconds), refused: meta.counts.refusals,
      median_ms: at(0.5), p99_ms: at(0.99), desk_cpu_ms_each: each('desk'), server_cpu_ms_each: each('server'),
    }));
    for (const desk of desks) await desk.stop();
  } finally {
    for (const desk of desks) desk.process?.kill('SIGKILL');
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await measure('sqlite', 1);
for (const processes of [1, 2, 4]) await measure('postgresql', processes);
graph.close();

// The numbers the desk is built for, measured: node tests/bench/desk_bench.mjs BUILD-FOLDER [FULL-DATABASE] > report.json
// The table goes to stderr. Nothing is asserted. The program under test has processor 0 for itself, what drives it the
// others; what is compared is measured one after the other, round by round, and the median of the rounds counts.
//   SPORTELLO_SECONDS (6) of each measurement, SPORTELLO_ROUNDS (3), SPORTELLO_OPEN_SECONDS (60)
// A full database for growth: build/release/tests/bench/storage_bench FOLDER 100000 1000000 10000000 makes FOLDER/full.db,
//   which grows a little with each run
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { free_port } from '../support/free_port.mjs';

const [build, full] = process.argv.slice(2).map((path) => resolve(path));
const kSeconds = Number(process.env.SPORTELLO_SECONDS ?? 6);
const kRounds = Number(process.env.SPORTELLO_ROUNDS ?? 3);
const kOpenSeconds = Number(process.env.SPORTELLO_OPEN_SECONDS ?? 60);
const kSecret = 'an app secret';
const kNumber = '109876543210';
const kQuestions = 'tests/data/questions';

const folder = mkdtempSync(join(tmpdir(), 'sportello-bench-'));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
const rest = cpus().length > 1 ? `1-${cpus().length - 1}` : '0';
function pinned(processors, command, args, options = {}) {
  const child = spawn('taskset', ['-c', processors, command, ...args], options);
  children.add(child);
  child.on('close', () => children.delete(child));
  return child;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rounded = (number, digits = 2) => Number(number.toFixed(digits));

async function load(port, options) {
  const args = ['--port', port, '--secret', kSecret, '--number', kNumber];
  for (const [name, value] of Object.entries({ seconds: kSeconds, ...options })) args.push(`--${name}`, value);
  const program = pinned(rest, join(build, 'tests/bench/webhook_load'), args.map(String));
  let text = '';
  program.stdout.on('data', (chunk) => (text += chunk));
  program.stderr.pipe(process.stderr);
  const [code] = await once(program, 'close');
  if (code !== 0) throw new Error('webhook_load failed');
  return JSON.parse(text);
}

async function raw_ceiling() {
  const port = await free_port();
  const program = pinned('0', join(build, 'tests/bench/raw_listener'), [port, kSecret].map(String));
  await once(program.stdout, 'data');
  const measured = await load(port, { seed: Math.floor(Math.random() * 1e9) });
  program.stdin.end();
  await once(program, 'close');
  return measured.acknowledged_per_second;
}

/** Memory of a process in MB: now and at its highest. */
function memory_of(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (key) => rounded(Number(status.match(new RegExp(`${key}:\\s+(\\d+)`))[1]) / 1024, 1);
  return { now: of('VmRSS'), highest: of('VmHWM') };
}

class Desk {
  constructor(database) {
    this.database = database;
  }

  async start() {
    this.port = await free_port();
    this.graph = await free_port();
    const config = join(folder, 'sportello.json');
    writeFileSync(
      config,
      JSON.stringify({
        listen: `http://127.0.0.1:${this.port}`,
        storage: { url: `sqlite://${this.database}`, media: join(folder, 'media') },
        whatsapp: { graph_url: `http://127.0.0.1:${this.graph}/v26.0`, app_secret: kSecret, verify_token: 'v', access_token: 't' },
        numbers: [{ phone_number_id: kNumber, profile: 'leotron' }],
        api_tokens: ['token'],
        gather_seconds: 0,
        pace_per_second: 100000,
        log: { level: 'error' },
      }),
    );
    const began = performance.now();
    this.process = pinned('0', join(build, 'sportello'), ['serve', '--config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
    for (;;) {
      try {
        if ((await fetch(`http://127.0.0.1:${this.port}/readyz`)).status === 200) break;
      } catch {
        if (this.process.exitCode !== null) throw new Error('the desk did not start');
      }
      await new Promise((done) => setTimeout(done, 2));
    }
    this.ready_seconds = (performance.now() - began) / 1000;
  }

  async stop() {
    this.process.kill('SIGTERM');
    await once(this.process, 'close');
  }
}

let databases = 0;
const fresh = () => join(folder, `desk${++databases}.db`);

async function with_desk(database, work) {
  const desk = new Desk(database);
  await desk.start();
  const result = await work(desk);
  await desk.stop();
  return result;
}

async function throughput() {
  const rounds = [];
  for (let round = 0; round < kRounds; ++round) {
    const raw = await raw_ceiling();
    const mixed = await with_desk(fresh(), (desk) => load(desk.port, { graph: desk.graph, seed: round + 1 }));
    const turns = await with_desk(fresh(), (desk) => load(desk.port, { graph: desk.graph, statuses: 0, seed: round + 1 }));
    rounds.push({ raw, mixed, turns });
  }
  const of = (pick) => median(rounds.map(pick));
  return {
    raw_ceiling_per_second: of((r) => r.raw),
    acknowledgements_per_second: of((r) => r.mixed.acknowledged_per_second),
    replies_per_second_while_loaded: of((r) => r.mixed.replies_per_second),
    acknowledgements_over_ceiling: of((r) => r.mixed.acknowledged_per_second / r.raw),
    turns_per_second: of((r) => r.turns.acknowledged_per_second),
    turns_over_ceiling: of((r) => r.turns.acknowledged_per_second / r.raw),
    rounds: rounds.map((r) => [r.raw, r.mixed.acknowledged_per_second, r.turns.acknowledged_per_second].map((n) => rounded(n, 0))),
  };
}

const short = ({ p50_ms, p99_ms, p999_ms, max_ms, acknowledged_per_second, replies, texts, never_sent }) => ({
  p50_ms, p99_ms, p999_ms, max_ms, acknowledged_per_second, texts, replies, never_sent,
});

async function open_loop(rate) {
  return with_desk(fresh(), async (desk) => {
    const at_rest = memory_of(desk.process.pid).now;
    const measured = await load(desk.port, { graph: desk.graph, rate, seconds: kOpenSeconds, connections: 256 });
    return { rate, ...short(measured), memory_at_rest_mb: at_rest, memory_highest_mb: memory_of(desk.process.pid).highest };
  });
}

function questions() {
  const file = join(folder, 'questions.jsonl');
  const lines = [];
  const texts = execFileSync('sh', ['-c', `cat ${kQuestions}/*.jsonl`], { encoding: 'utf8' }).trim().split('\n').map(JSON.parse);
  for (let i = 0; lines.length < 40_000; ++i) {
    const { at, text } = texts[i % texts.length];
    lines.push(JSON.stringify({ id: i, at, text }));
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  const run = (batch) => {
    const began = performance.now();
    execFileSync('taskset', ['-c', '0', join(build, 'sportello'), 'ask', '--profile', 'leotron', '--json', '--batch', batch], { maxBuffer: 2 ** 30 });
    return (performance.now() - began) / 1000;
  };
  const nothing = join(folder, 'nothing.jsonl');
  writeFileSync(nothing, `${lines[0]}\n`);
  return lines.length / (run(file) - run(nothing));
}

/** Of a process, the kernel's for it included: what others do on the machine is not in it. */
function processor_ms(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const kTicksPerSecond = 100;
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / kTicksPerSecond;
}

/** The same customers with the same texts, of which none comes twice, at a small desk and at a full one. */
async function growth() {
  if (!full || !existsSync(full)) return null;
  const small = fresh();
  const first = Math.floor(Date.now() / 1000);
  const turns = async (where, round) =>
    with_desk(where, async (desk) => {
      const before = processor_ms(desk.process.pid);
      const loaded = await load(desk.port, { graph: desk.graph, statuses: 0, customers: 2000, seed: first + round });
      return {
        ready_seconds: desk.ready_seconds,
        per_second: loaded.acknowledged_per_second,
        turn_ms: (processor_ms(desk.process.pid) - before) / loaded.texts,
      };
    });
  await turns(small, 0);
  await turns(full, 0);
  const rounds = [];
  for (let round = 1; round <= kRounds; ++round) {
    rounds.push({ small: await turns(small, round), full: await turns(full, round) });
  }
  return {
    cost_of_a_turn_over_small: median(rounds.map((r) => r.full.turn_ms / r.small.turn_ms)),
    ready_seconds: median(rounds.map((r) => r.full.ready_seconds)),
    rounds,
  };
}

const report = { processors: cpus().length, model: cpus()[0].model, load_before: loadavg().map((n) => rounded(n)) };
report.throughput = await throughput();
report.one_number_at_its_maximum = await open_loop(4_000);
report.four_hundred = await open_loop(400);
report.start_seconds = await with_desk(fresh(), (desk) => desk.ready_seconds);
report.questions_per_second = questions();
report.growth = await growth();
report.load_after = loadavg().map((n) => rounded(n));

const t = report.throughput;
const m = report.one_number_at_its_maximum;
const rows = [
  ['durable acknowledgements ÷ raw ceiling', rounded(t.acknowledgements_over_ceiling), '0.5'],
  ['whole turns ÷ raw ceiling', rounded(t.turns_over_ceiling), '0.35'],
  ['raw ceiling, a second', rounded(t.raw_ceiling_per_second, 0), ''],
  ['acknowledgements a second (3 statuses to a text)', rounded(t.acknowledgements_per_second, 0), '11000'],
  ['replies a second meanwhile', rounded(t.replies_per_second_while_loaded, 0), '2750'],
  ['p99 at 4,000 a second, open loop, ms', rounded(m.p99_ms, 1), '50'],
  ['memory at rest, MB', m.memory_at_rest_mb, '50'],
  ['memory at its highest at 4,000 a second, MB', m.memory_highest_mb, '100'],
  ['p99 at 400 a second, ms', rounded(report.four_hundred.p99_ms, 1), '3'],
  ['memory at rest / highest at 400 a second, MB', `${report.four_hundred.memory_at_rest_mb} / ${report.four_hundred.memory_highest_mb}`, '25 / 50'],
  ['start to ready, s', rounded(report.start_seconds, 3), '0.3'],
  ['questions a second, ask --batch', rounded(report.questions_per_second, 0), '20000'],
];
if (report.growth) {
  rows.push(['processor time of a turn with a full store ÷ small', rounded(report.growth.cost_of_a_turn_over_small), '1.2 at most']);
  rows.push(['start to ready with a full store, s', rounded(report.growth.ready_seconds, 3), '0.3']);
}
for (const [what, measured, wanted] of rows) process.stderr.write(`${what.padEnd(56)}${String(measured).padStart(14)}${wanted.padStart(14)}\n`);
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);

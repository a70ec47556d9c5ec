// The customers' file on the real program: looked at, brought in, taken out again, and one person erased.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'sportello-customers-'));
const config = join(folder, 'sportello.json');
const file = join(folder, 'clienti.csv');

writeFileSync(
  config,
  JSON.stringify({
    storage: { url: `sqlite://${folder}/desk.db` },
    whatsapp: { app_secret: 'a secret', verify_token: 'a word', access_token: 'a token' },
    numbers: [{ phone_number_id: '109876543210', profile: 'leotron' }],
  }),
);
after(() => rmSync(folder, { recursive: true }));

function customers(...words) {
  const [part, ...rest] = words;
  const run = spawnSync(process.env.SPORTELLO, ['customers', part, '--config', config, ...rest], { encoding: 'utf8' });
  return { status: run.status, out: run.stdout, faults: run.stderr };
}

const good = [
  'azienda;codice;contratto;scadenza;referente;telefono;email;abilitata',
  'Rossi Srl;C-1;standard;31/12/2027;Anna Rossi;333 1234567;anna@rossi.example;sì',
  'Rossi Srl;C-1;;;Bruno Rossi;333 7654321;;',
  'Bianchi Srl;C-2;nessuno;;;;@bianchi.example;sì',
].join('\r\n');

test('a faulty file is told line by line and nothing is imported', () => {
  writeFileSync(file, `${good}\r\nVerdi Srl;C-3;oro;;;;;\r\nNeri Srl;C-4;standard;31/02/2027;;;;\r\n`);
  const run = customers('import', file);
  assert.equal(run.status, 2);
  assert.match(run.faults, /clienti\.csv:5: plan/);
  assert.match(run.faults, /clienti\.csv:6: /);
  assert.match(run.faults, /2 faults: nothing was imported/);
  assert.doesNotMatch(customers('export').out, /Rossi/);
});

test('a dry run shows every difference and writes none', () => {
  writeFileSync(file, good);
  const run = customers('import', file, '--dry-run');
  assert.equal(run.status, 0, run.faults);
  assert.match(run.out, /\+ +2 {2}company Rossi Srl/);
  assert.match(run.out, /nothing was written \(dry run\)/);
  assert.doesNotMatch(customers('export').out, /Rossi/);
});

test('what was imported is exported, and importing it again changes nothing', () => {
  assert.equal(customers('import', file).status, 0);
  const copy = join(folder, 'copia.csv');
  assert.equal(customers('export', copy).status, 0);
  const text = readFileSync(copy, 'utf8');
  for (const part of ['Rossi Srl', '2027-12-31', '+393331234567', 'anna@rossi.example', '@bianchi.example']) {
    assert.ok(text.includes(part), part);
  }
  for (const again of [file, copy]) assert.match(customers('import', again).out, /lines, 0 changes/);
});

test('erasing asks first, leaves no trace, and leaves the others alone', () => {
  assert.equal(customers('erase', '+39 333 0000000', '--yes').status, 2, 'nobody is known by that number');
  const refused = spawnSync(process.env.SPORTELLO, ['customers', 'erase', '--config', config, '+393331234567'], { encoding: 'utf8', input: 'no\n' });
  assert.notEqual(refused.status, 0);
  assert.match(customers('export').out, /Anna Rossi/);

  const run = customers('erase', '+393331234567', '--yes');
  assert.equal(run.status, 0, run.faults);
  assert.match(run.out, /no trace left/);
  const left = customers('export').out;
  assert.doesNotMatch(left, /Anna|1234567/);
  assert.match(left, /Bruno Rossi/);
  for (const name of ['desk.db', 'desk.db-wal'].map((part) => join(folder, part)).filter(existsSync)) {
    assert.ok(!readFileSync(name).includes('393331234567'), name);
  }
});

// The container's definition, as far as it can be judged where no container runs: the image's file and the compose file by
// their linters, the configuration by the program. What the image does is what installed_test.sh does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const source = process.env.SPORTELLO_SOURCE;
const { validate } = createRequire(join(source, 'webhooks/package.json'))('dockerfile-utils');
const read = (name) => readFileSync(join(source, 'deploy/container', name), 'utf8');

test('the image has no fault, two stages, and a user that is not root', () => {
  const file = read('Containerfile');
  assert.deepEqual(validate(file), []);
  assert.notDeepEqual(validate('FROM debian\nRUNN true\n'), []);
  const stages = file.split(/^FROM /m).slice(1);
  assert.equal(stages.length, 2);
  assert.match(stages[1], /^USER [1-9]\d*:[1-9]\d*$/m);
  assert.ok(!/^(COPY|ADD) (?!--from)/m.test(stages[1]), 'the last stage takes nothing but the package');
});

test('the composition is sound, read-only and without privileges', () => {
  const compose = (env) =>
    spawnSync('docker-compose', ['-f', 'deploy/container/compose.yml', '--project-directory', source, 'config'], { cwd: source, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  const run = compose({ SPORTELLO_SITE: 'desk.example.it' });
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.stdout.match(/read_only: true/g).length, 2);
  assert.equal(run.stdout.match(/no-new-privileges:true/g).length, 2);
  assert.match(run.stdout, /SPORTELLO_SITE: desk\.example\.it/);
  assert.equal(run.stdout.match(/ports:/g).length, 1, "only the proxy's ports are open");
  assert.notEqual(compose({}).status, 0);
});

test('the program takes its configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sportello-container-'));
  try {
    writeFileSync(join(folder, 'sportello.json'), read('sportello.json').replace('/var/lib/sportello', folder));
    mkdirSync(join(folder, 'secrets'));
    for (const name of ['app_secret', 'verify_token', 'access_token']) writeFileSync(join(folder, 'secrets', name), 'x\n');
    const run = spawnSync(process.env.SPORTELLO, ['operator', 'list', '--config', join(folder, 'sportello.json')], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

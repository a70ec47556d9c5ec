// A PostgreSQL server of the test's own, on a Unix socket in its folder.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const kBinaries = process.env.SPORTELLO_POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin';
const kUser = 'postgres';

/** PostgreSQL refuses to run as root. */
function unprivileged(command) {
  if (process.getuid() !== 0) return command;
  return ['setpriv', '--reuid', kUser, '--regid', kUser, '--clear-groups', '--pdeathsig', 'QUIT', ...command];
}

export class Postgres {
  /** `durable`: as in production, on the disk. Otherwise in memory, where a test of the desk loses nothing by it. */
  static async start({ durable = false } = {}) {
    const memory = !durable && existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
    const server = new Postgres(mkdtempSync(join(memory, 'sportello-postgres-')));
    if (process.getuid() === 0) {
      const id = (flag) => Number(execFileSync('id', [flag, kUser], { encoding: 'utf8' }));
      chownSync(server.folder, id('-u'), id('-g'));
    }
    const data = join(server.folder, 'data');
    const [initdb, ...how] = unprivileged([
      `${kBinaries}/initdb`, '-D', data, '-A', 'trust', '-U', kUser, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync',
    ]);
    execFileSync(initdb, how, { stdio: ['ignore', 'ignore', 'pipe'] });
    const settings = ['listen_addresses=', 'max_connections=200', 'deadlock_timeout=200ms'];
    if (!durable) settings.push('fsync=off', 'full_page_writes=off');
    const [program, ...options] = unprivileged([
      `${kBinaries}/postgres`, '-D', data, '-k', server.folder, ...settings.flatMap((setting) => ['-c', setting]),
    ]);
    server.process = spawn(program, options, { stdio: 'ignore' });
    server.gone = once(server.process, 'exit');
    while (!server.#answers()) {
      if (server.process.exitCode !== null) throw new Error('the PostgreSQL server did not start');
      await pause(50);
    }
    return server;
  }

  constructor(folder) {
    this.folder = folder;
  }

  async stop() {
    this.process.kill('SIGQUIT');
    await this.gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  url(database) {
    return `postgresql:///${database}?host=${this.folder}&user=${kUser}`;
  }

  make_database(name) {
    this.#psql('postgres', `CREATE DATABASE ${name} TEMPLATE template0`);
    return this.url(name);
  }

  rows(database, sql) {
    return JSON.parse(this.#psql(database, `SELECT coalesce(json_agg(r), '[]') FROM (${sql}) r`));
  }

  #psql(database, sql) {
    return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', this.url(database), '-c', sql], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
  }

  #answers() {
    try {
      execFileSync(`${kBinaries}/pg_isready`, ['-q', '-d', this.url('postgres')]);
      return true;
    } catch {
      return false;
    }
  }
}

// The real program, started and ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { free_port } from '../../support/free_port.mjs';

export class Desk {
  secret = 'an app secret';
  token = 'a token of the API';
  number = '1';
  starts = 0;
  /** Where fail points ended it, with the statement. */
  fail_points = [];

  /** `storage`: as in the configuration; a file of its own unless told. Several of one desk have names. */
  constructor(folder, { name = 'sportello', storage } = {}) {
    this.folder = folder;
    this.database = join(folder, 'sportello.db');
    this.storage = storage ?? { url: `sqlite://${this.database}` };
    this.config = join(folder, `${name}.json`);
  }

  async configure(graph_port, uncertain_seconds, lease_seconds) {
    this.origin = `http://127.0.0.1:${await free_port()}`;
    const graph_url = `http://127.0.0.1:${graph_port}/v26.0`;
    writeFileSync(
      this.config,
      JSON.stringify({
        listen: this.origin,
        storage: this.storage,
        whatsapp: { graph_url, app_secret: this.secret, verify_token: 'v', access_token: 't' },
        numbers: [{ phone_number_id: this.number, profile: 'leotron' }],
        api_tokens: [this.token],
        gather_seconds: 0,
        pace_per_second: 1000,
        uncertain_seconds,
        ...(lease_seconds ? { lease_seconds } : {}),
        log: { level: 'warning' },
      }),
    );
  }

  /** Resolves with true when it serves, with false when it died before. */
  async start(environment = {}) {
    ++this.starts;
    this.process = spawn(process.env.SPORTELLO, ['serve', '--config', this.config], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LD_PRELOAD: process.env.SPORTELLO_FAIL_POINTS ?? '', ...environment },
    });
    this.gone = once(this.process, 'exit').then(([code, signal]) => ({ code, signal }));
    let text = '';
    this.errors = [];
    this.process.stderr.on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop();
      for (const line of lines) {
        if (line.startsWith('fail point: ')) this.fail_points.push(line.slice('fail point: '.length));
        else this.errors.push(line);
      }
    });
    return await Promise.race([this.#serves(), this.gone.then(() => false)]);
  }

  async #serves() {
    for (;;) {
      try {
        if ((await fetch(`${this.origin}/healthz`)).ok) return true;
      } catch {
        if (this.process.exitCode !== null || this.process.signalCode !== null) return false;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  kill() {
    this.process.kill('SIGKILL');
  }

  /** A graceful end. */
  async stop() {
    this.process.kill('SIGTERM');
    return await this.gone;
  }

  call(path, options = {}) {
    return fetch(`${this.origin}/api/v1/${path}`, { headers: { Authorization: `Bearer ${this.token}` }, ...options });
  }

  async ready() {
    return (await fetch(`${this.origin}/readyz`)).json();
  }
}

// What the database says at the end, against what Meta's side saw.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

export class Evidence {
  /** Of a file of SQLite's, or of whatever `read` asks. */
  constructor(database, read = null) {
    this.database = database;
    this.read = read;
  }

  rows(sql) {
    if (this.read) return this.read(sql);
    const json = execFileSync('sqlite3', ['-readonly', '-json', this.database, sql], { encoding: 'utf8', maxBuffer: 2 ** 30 });
    return json.trim() === '' ? [] : JSON.parse(json);
  }

  /** Every acknowledged event once with its effects, every answer sent, none twice, no ticket twice, all intact. */
  check(meta, graph, customers) {
    if (!this.read) {
      assert.deepEqual(this.rows('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
      assert.deepEqual(this.rows('PRAGMA foreign_key_check'), []);
    }
    this.#check_events(meta, customers);
    this.#check_answers(graph);
    this.#check_tickets(customers);
  }

  #check_events(meta, customers) {
    const inbox = this.#counted("SELECT key, count(*) AS n, min(state) AS state, min(outcome) AS outcome FROM inbox WHERE kind = 'message' GROUP BY key");
    const shown = this.#counted('SELECT wamid AS key, count(*) AS n FROM message GROUP BY wamid');
    const answers = this.#counted("SELECT substr(cause, 3, instr(cause, '#') - 3) AS key, count(*) AS n FROM outbox WHERE cause NOT LIKE '%+again' GROUP BY key");
    for (const id of meta.acknowledged) {
      const event = inbox.get(id);
      assert.ok(event, `lost: ${id}, ${JSON.stringify(customers.written.get(id))}`);
      assert.deepEqual([event.n, event.state, event.outcome], [1, 'done', 'answered'], id);
      assert.equal(shown.get(id)?.n, 1, `shown once: ${id}`);
      assert.equal(answers.get(id)?.n, 1, `answered once: ${id}`);
    }
    assert.equal(inbox.size, meta.acknowledged.size, 'nothing that nobody wrote');
    assert.equal(meta.acknowledged.size, customers.written.size, 'everything was acknowledged in the end');
  }

  #check_answers(graph) {
    const outbox = this.rows('SELECT callback, state, attempts, error FROM outbox');
    const callbacks = new Set(outbox.map((row) => row.callback));
    for (const { callback, state, attempts, error } of outbox) {
      const times = graph.accepted.get(callback)?.length ?? 0;
      if (state === 'failed' && error.startsWith('sent again by')) {
        assert.equal(times, 0, `a person had to send it again although it had arrived: ${callback}`);
        // Which has a fate of its own: it may have been lost too.
        assert.ok(callbacks.has(`${callback}+again`), callback);
        continue;
      }
      assert.ok(times >= 1, `never sent: ${callback} (${state} ${error})`);
      assert.ok(['sent', 'delivered'].includes(state), `${callback} is ${state}: ${error}`);
      // Sent again is what was uncertain and heard no status in time: once, and with the same callback data.
      assert.ok(times <= Math.min(attempts, 2), `${callback} was accepted ${times} times in ${attempts} attempts`);
    }
    assert.deepEqual(graph.repeated, [], 'sent again although its fate was known');
    for (const callback of graph.accepted.keys()) assert.ok(callbacks.has(callback), `sent but not in the outbox: ${callback}`);
  }

  #check_tickets(customers) {
    const held = this.rows(
      "SELECT t.code, a.value AS wa_id FROM ticket t JOIN alias a ON a.person_id = t.person_id AND a.kind = 'wa_id'",
    );
    assert.deepEqual(held.map((row) => row.wa_id).sort(), [...customers.confirmed].sort(), 'one ticket for each request that was sent');
    const codes = new Map(held.map((row) => [row.wa_id, row.code]));
    assert.equal(new Set(codes.values()).size, held.length, 'no code is given twice');
    for (const [from, told] of customers.codes) assert.equal(codes.get(from), told, from);
  }

  #counted(sql) {
    return new Map(this.rows(sql).map((row) => [row.key, row]));
  }
}

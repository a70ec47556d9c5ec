// A Graph API that remembers every message it accepted by its callback data, tells their fates as Meta does, loses some
// answers and some requests, and ends the desk between send and record when it is told to.
import { createServer } from 'node:http';
import { chance } from './dice.mjs';

const kLostRequests = 0.01;
const kLostAnswers = 0.01;

export class Graph {
  /** callback → the times it was accepted: {wamid, told}; `told` once the desk has acknowledged a status of it. */
  accepted = new Map();
  lost = { requests: 0, answers: 0 };
  /** Accepted although a status of an earlier acceptance had been acknowledged: never allowed. */
  repeated = [];
  #listeners = new Map();
  #pending_kill = null;
  #server;
  #count = 0;
  #fates = new Set();

  /** Delivers the statuses of what was accepted: a Meta, known once the desk serves. */
  meta = null;

  constructor() {
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  listen() {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(this.#server.address().port)));
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The next text that is accepted for this person. */
  next_for(to) {
    return new Promise((resolve) => this.#listeners.set(to, resolve));
  }

  /** Ends the desk at the n-th send from now: `sending` before it counts, `sent` before its answer, `answered` after. */
  kill_at(place, sends, kill) {
    this.#pending_kill = { place, sends, kill };
  }
  forget_kill() {
    this.#pending_kill = null;
  }

  async #take(request, response) {
    let body = '';
    try {
      for await (const part of request) body += part;
    } catch {
      return; // The desk died in the middle of its request.
    }
    const answer = (value, status = 200) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    if (request.method === 'GET') return answer({ error: { code: 100, message: 'not here' } }, 400);
    const call = JSON.parse(body);
    if (call.status) return answer({ success: true });

    const kill = this.#pending_kill && --this.#pending_kill.sends <= 0 ? this.#pending_kill : null;
    if (kill) this.#pending_kill = null;
    if (kill?.place === 'sending') {
      kill.kill();
      return request.socket.destroy();
    }
    if (!kill && chance(kLostRequests)) {
      ++this.lost.requests;
      return request.socket.destroy();
    }
    const wamid = this.#accept(call);
    if (kill?.place === 'sent' || (!kill && chance(kLostAnswers))) {
      if (kill) kill.kill();
      else ++this.lost.answers;
      return request.socket.destroy();
    }
    response.on('finish', () => kill?.kill());
    answer({ messaging_product: 'whatsapp', messages: [{ id: wamid }] });
  }

  /** Resolves when the desk has been told of everything that was accepted. */
  async told() {
    while (this.#fates.size > 0) await Promise.all([...this.#fates]);
  }

  #tell_fate(wamid, callback, to, acceptance) {
    const telling = (async () => {
      for (const state of ['sent', 'delivered']) {
        await this.meta.status(wamid, state, callback, to);
        acceptance.told = true;
      }
    })();
    this.#fates.add(telling);
    telling.finally(() => this.#fates.delete(telling));
  }

  #accept(call) {
    const callback = call.biz_opaque_callback_data;
    const wamid = `wamid.out${++this.#count}`;
    const before = this.accepted.get(callback) ?? [];
    if (before.some((acceptance) => acceptance.told)) this.repeated.push(callback);
    const acceptance = { wamid, told: false };
    this.accepted.set(callback, [...before, acceptance]);
    const to = call.to.replace('+', '');
    this.#tell_fate(wamid, callback, to, acceptance);
    if (before.length === 0) {
      const words = call.text?.body ?? call.interactive?.body.text ?? '';
      const listener = this.#listeners.get(to);
      this.#listeners.delete(to);
      listener?.(words);
    }
    return wamid;
  }
}

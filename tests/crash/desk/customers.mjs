// Customers who write to the desk at the same time, whatever becomes of it.
import { setTimeout as pause } from 'node:timers/promises';
import { between, chance } from './dice.mjs';

const kQuestions = ['siete aperti domani?', 'quanto costa l\'assistenza?', 'siete aperti a Natale?', 'che orari fate?'];
const kTurnsAtMost = 16;
const kPatience = 5_000;

export class Customers {
  /** Every message: id → {from, text}. */
  written = new Map();
  /** Who saw the summary and sent the request. */
  confirmed = new Set();
  /** from → the ticket's code, where it was heard. */
  codes = new Map();
  finished = 0;
  #open = true;
  #visits = [];
  #met = 0;

  constructor(meta, graph) {
    this.meta = meta;
    this.graph = graph;
  }

  /** Keeps `count` of them busy, each followed by a new one when it is done. */
  arrive(count) {
    for (let i = 0; i < count; ++i) this.#visits.push(this.#stream());
  }

  /** Nobody new comes; resolves when all have had their answers. */
  async leave() {
    this.#open = false;
    await Promise.all(this.#visits);
  }

  async #stream() {
    while (this.#open) {
      const from = `39333${1_000_000 + ++this.#met}`;
      await (chance(0.3) ? this.#complain(from) : this.#ask(from));
      ++this.finished;
    }
  }

  /** What was answered; nothing when it takes too long: then the answer must come, but nobody waits for it. */
  async say(from, text) {
    const id = `wamid.in${this.written.size + 1}`;
    this.written.set(id, { from, text });
    const answer = this.graph.next_for(from);
    await this.meta.message(from, id, text);
    return await Promise.race([answer, pause(kPatience, null, { ref: false })]);
  }

  async #ask(from) {
    for (let i = between(1, 4); i > 0; --i) {
      if ((await this.say(from, kQuestions[between(0, kQuestions.length - 1)])) === null) return;
    }
  }

  /** A whole ticket, as somebody unknown. */
  async #complain(from) {
    let question = await this.say(from, 'la stampante delle etichette non stampa più da stamattina');
    for (let turn = 0; question !== null && !question.includes('Ecco la richiesta'); ++turn) {
      if (turn === kTurnsAtMost) throw new Error(`no summary: ${question}`);
      question = await this.say(from, this.#answer(question));
    }
    if (question === null) return;
    this.confirmed.add(from);
    const told = await this.say(from, 'INVIA');
    if (told !== null) this.codes.set(from, told.match(/LEO-[0-9A-Z]+-[0-9A-Z]/)[0]);
  }

  #answer(question) {
    if (question.includes('azienda')) return 'Rossi Srl';
    if (question.includes('ti chiami')) return 'Anna Rossi';
    if (question.includes('programma usi')) return 'J2K';
    if (question.includes('Di cosa si tratta')) return '1';
    if (question.includes('numero')) return 'questo numero';
    if (question.includes('e-mail')) return 'anna@rossi.example';
    return 'sì';
  }
}

// Meta's side of the webhooks: signs, delivers, and delivers again until there is a 200.
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { between, chance } from './dice.mjs';

const kTwice = 0.05;
const kRetryAfter = 50;

export class Meta {
  acknowledged = new Set();
  counts = { deliveries: 0, refusals: 0, twice: 0, acknowledgements: 0 };
  #agent = new Agent({ keepAlive: true, maxSockets: 48 });
  #stopped = false;

  /** `origins`: one address, or several of which any takes any webhook. */
  constructor(origins, secret, number) {
    this.origins = [origins].flat();
    this.secret = secret;
    this.number = number;
  }

  stop() {
    this.#stopped = true;
    this.#agent.destroy();
  }

  body_of(from, id, text) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    return this.#body({
      contacts: [{ profile: { name: 'Anna' }, wa_id: from }],
      messages: [{ from, id, timestamp, type: 'text', text: { body: text } }],
    });
  }

  /** Resolves once the desk has acknowledged it. */
  async message(from, id, text) {
    const body = this.body_of(from, id, text);
    const deliveries = [this.deliver(body)];
    if (chance(kTwice)) {
      ++this.counts.twice;
      deliveries.push(this.deliver(body));
    }
    await Promise.all(deliveries);
    this.acknowledged.add(id);
  }

  async status(wamid, state, callback, to) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const fate = { id: wamid, status: state, timestamp, recipient_id: to, biz_opaque_callback_data: callback };
    await this.deliver(this.#body({ statuses: [fate] }));
  }

  /** Until it is acknowledged, or the test is over. */
  async deliver(body) {
    for (; !this.#stopped; await pause(kRetryAfter)) {
      const status = await this.post(body);
      if (status === 200) {
        ++this.counts.acknowledgements;
        return;
      }
      ++this.counts.refusals;
      if (status !== 0 && status !== 503) throw new Error(`a webhook was answered with ${status}`);
    }
  }

  /** One attempt; 0 when there was no answer. */
  post(body) {
    ++this.counts.deliveries;
    const signature = `sha256=${createHmac('sha256', this.secret).update(body).digest('hex')}`;
    return new Promise((resolve) => {
      const call = request(`${this.origins[between(0, this.origins.length - 1)]}/webhooks/whatsapp`, {
        method: 'POST',
        agent: this.#agent,
        headers: { 'Content-Type': 'application/json', 'X-Hub-Signature-256': signature, 'Content-Length': Buffer.byteLength(body) },
      });
      call.on('error', () => resolve(0));
      call.on('response', (response) => {
        response.on('error', () => resolve(0));
        response.on('close', () => resolve(response.complete ? response.statusCode : 0));
        response.resume();
      });
      call.end(body);
    });
  }

  #body(what) {
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '390450000000', phone_number_id: this.number },
      ...what,
    };
    return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '9', changes: [{ field: 'messages', value }] }] });
  }
}

// What is around the phone: whose it is, the clock, and the network's whims.
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Avatar } from './chat';
import { Suggestions } from './composer';
import { longDay, shortDay, time } from './format';
import { Icon, type IconName } from './icons';
import {
  attempt,
  clearFaults,
  clock,
  clockMoves,
  customer,
  customers,
  faults,
  key,
  now,
  numbers,
  onTheWay,
  open,
  policy,
  post,
  show,
  threads,
  type Fault,
  type Policy,
} from './model';
import { use } from './store';
import { words } from './words';

const tints = ['#a34c6f', '#2f6f9f', '#6a5bab', '#437a4e', '#8f5f26', '#4b6a79'];
export const tintOf = (id: string): string => tints[Math.max(0, customers.get().findIndex((one) => one.id === id)) % tints.length] ?? '';

export function People({ onNew }: { onNew: () => void }): VNode {
  const w = words();
  const who = use(customer);
  const all = use(threads);
  use(open);
  return (
    <nav class="people" aria-label={w.customers}>
      {use(customers).map((one) => {
        const unread = numbers.get().reduce((sum, number) => sum + (all[key(number.id, one.id)]?.unread ?? 0), 0);
        const below = one.hides_phone ? `@${one.username || w.numberHidden}` : one.phone ? `+${one.phone}` : `@${one.username}`;
        return (
          <button type="button" key={one.id} aria-pressed={one.id === who} onClick={() => show(open.get(), one.id)} title={below}>
            <Avatar name={one.name} tint={tintOf(one.id)} small />
            <span>
              <b>{one.name}</b>
              <small>{below}</small>
            </span>
            {unread > 0 && (
              <span class="badge">
                {unread}
                <span class="hidden"> {w.unread}</span>
              </span>
            )}
          </button>
        );
      })}
      <button type="button" class="new" onClick={onNew} aria-label={w.newCustomer} title={w.newCustomer}>
        <Icon name="plus" size={20} />
      </button>
    </nav>
  );
}

export function NewCustomer({ onDone }: { onDone: () => void }): VNode {
  const w = words();
  const [hides, setHides] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = Object.fromEntries(['name', 'phone', 'username'].map((name) => [name, String(form.get(name) ?? '').trim()]));
    const made = await attempt(async () => {
      const one = await post('customers', { ...body, hides_phone: hides });
      show(open.get(), one.id);
    });
    if (made) onDone();
  };
  return (
    <form class="fields" onSubmit={(event) => void submit(event as unknown as SubmitEvent)}>
      <label>
        {w.name}
        <input name="name" required maxLength={60} data-first />
      </label>
      <label>
        {w.phone}
        <input name="phone" type="tel" required={!hides} placeholder="+39 347 000 0000" maxLength={20} />
      </label>
      <label>
        {w.username}
        <input name="username" required={hides} pattern="[a-z0-9._]{3,35}" placeholder="nome.cognome" maxLength={35} />
      </label>
      <label class="check">
        <input type="checkbox" checked={hides} onChange={() => setHides(!hides)} />
        {w.hidePhone}
      </label>
      <button type="submit" class="primary">
        {w.add}
      </button>
    </form>
  );
}

export function Panel({ title, icon, children }: { title: string; icon: IconName; children: ComponentChildren }): VNode {
  return (
    <section class="panel" aria-label={title}>
      <h2>
        <Icon name={icon} size={18} /> {title}
      </h2>
      {children}
    </section>
  );
}

/** What to try, and who the demo's customers are. */
export function Guide(): VNode {
  const w = words();
  const about: Record<string, string> = { anna: w.aboutAnna, luca: w.aboutLuca, giulia: w.aboutGiulia };
  return (
    <>
      <Panel title={w.try} icon="smile">
        <Suggestions />
      </Panel>
      <Panel title={w.customers} icon="person">
        <ul class="who">
          {use(customers)
            .filter((one) => about[one.id])
            .map((one) => (
              <li key={one.id}>
                <Avatar name={one.name} tint={tintOf(one.id)} small />
                <span>
                  <b>{one.name}</b>
                  <small>{about[one.id]}</small>
                </span>
              </li>
            ))}
        </ul>
        <p class="help">{w.welcome}</p>
      </Panel>
    </>
  );
}

const hour = 3600;

export function ClockControls(): VNode {
  const w = words();
  use(clock);
  const [target, setTarget] = useState('');
  const move = (wish: unknown): void => void attempt(() => post('clock', wish));
  const next = (weekday: number, at: string): void => move({ next: { weekday, time: at } });
  if (!use(clockMoves)) return <p class="help">{w.clockFixed}</p>;
  return (
    <>
      <p class="now">
        <b>{time(now())}</b> {longDay(now())}
      </p>
      <div class="pills">
        <button type="button" onClick={() => next(6, '13:30')} data-first>
          {w.saturday}
        </button>
        <button type="button" onClick={() => next(0, '10:00')}>
          {w.sunday}
        </button>
        <button type="button" onClick={() => next(1, '09:00')}>
          {w.monday}
        </button>
        {[1, 25, 48].map((hours) => (
          <button type="button" key={hours} onClick={() => move({ forward_seconds: hours * hour })}>
            +{hours} h
          </button>
        ))}
        <button type="button" onClick={() => move({ real: true })}>
          {w.realTime}
        </button>
      </div>
      <form
        class="goto"
        onSubmit={(event) => {
          event.preventDefault();
          if (target) move({ at: target });
        }}
      >
        <label>
          {w.goTo}
          <input type="datetime-local" value={target} onInput={(event) => setTarget(event.currentTarget.value)} />
        </label>
        <button type="submit">{w.go}</button>
      </form>
      <p class="help">{w.clockHelp}</p>
    </>
  );
}

const kinds: Record<string, unknown> = {
  fault131047: { code: 131047 },
  fault131056: { code: 131056, retry_after: 2 },
  fault130429: { code: 130429, retry_after: 2 },
  fault131026: { code: 131026 },
  fault131000: { code: 131000 },
  fault190: { code: 190 },
  faultTaken: { kind: 'silence', accepted: true },
  faultLost: { kind: 'silence' },
  fault502: { kind: 'http', http_status: 502 },
};

function faultName(fault: Fault): string {
  const w = words() as unknown as Record<string, string>;
  if (fault.kind === 'silence') return (fault.accepted ? w['faultTaken'] : w['faultLost']) ?? '';
  if (fault.kind === 'http') return w['fault502'] ?? '';
  return w[`fault${fault.code}`] ?? String(fault.code);
}

function Window(): VNode {
  const w = words();
  use(clock);
  const thread = use(threads)[key(use(open) || (numbers.get()[0]?.id ?? ''), use(customer))];
  const until = thread?.window_until;
  const text = !until ? w.windowNever : until > now() ? `${w.windowOpen} ${shortDay(until)}, ${time(until)}` : w.windowClosed;
  return (
    <p class="fact">
      <span>{w.window}</span> <b>{text}</b>
    </p>
  );
}

export function NetworkControls(): VNode {
  const w = words();
  const rules = use(policy);
  const waiting = use(faults);
  const way = use(onTheWay);
  const person = use(customers).find((one) => one.id === use(customer));
  const [kind, setKind] = useState('fault131047');
  const set = (wish: Partial<Policy>): void => void attempt(() => post('policy', wish));
  const flip = (name: string, on: boolean, change: (on: boolean) => void, first = false): VNode => (
    <label class="switch">
      <span>{name}</span>
      <input type="checkbox" role="switch" checked={on} onChange={() => change(!on)} data-first={first ? true : undefined} />
    </label>
  );
  if (!rules) return <p class="help">…</p>;
  return (
    <>
      <p class="help">{w.networkHelp}</p>
      {flip(w.duplicates, rules.copies > 1, (on) => set({ copies: on ? 2 : 1 }), true)}
      {flip(w.disorder, rules.disorder_ms > 0, (on) => set({ disorder_ms: on ? 2500 : 0 }))}
      {flip(w.slow, rules.delay_ms > 0, (on) => set({ delay_ms: on ? 3000 : 0 }))}
      {flip(w.paused, rules.paused, (on) => set({ paused: on }))}
      {flip(w.noStatuses, !rules.statuses, (on) => set({ statuses: !on }))}
      {flip(w.apiOnly, !rules.coexistence, (on) => set({ coexistence: !on }))}
      {person && flip(`${w.switchedOff}: ${person.name}`, !person.online, (on) => void attempt(() => post(`customers/${person.id}`, { online: !on })))}
      <form
        class="goto"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() => post('faults', { for: 'send', ...(kinds[kind] as object) }));
        }}
      >
        <label>
          {w.nextSend}
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            {Object.keys(kinds).map((one) => (
              <option key={one} value={one}>
                {(w as unknown as Record<string, string>)[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{w.prepare}</button>
      </form>
      {waiting.length > 0 && (
        <p class="fact">
          <span>{w.prepared}</span> <b>{waiting.map(faultName).join(', ')}</b>
          <button type="button" onClick={() => void attempt(clearFaults)}>
            {w.forget}
          </button>
        </p>
      )}
      <Window />
      <p class="fact">
        <span>{w.onTheWay}</span> <b>{way}</b>
      </p>
    </>
  );
}

// A phone in the browser, for somebody who plays the customer.
import { render, type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ChatList, ChatScreen } from './chat';
import { tryOut } from './composer';
import { shortDay, time } from './format';
import { Icon } from './icons';
import { clock, connect, connected, customer, customers, notice, now, numbers, open, policy, faults, show } from './model';
import { ClockControls, Guide, NetworkControls, NewCustomer, Panel, People } from './panels';
import { Sheet } from './sheet';
import { use } from './store';
import { language, switchLanguage, words } from './words';

const embedded = window.parent !== window;

function useTick(): void {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => again((n) => n + 1), 5000);
    return () => clearInterval(timer);
  }, []);
}

function StatusBar(): VNode {
  useTick();
  use(clock);
  const person = use(customers).find((one) => one.id === use(customer));
  return (
    <div class="status" aria-hidden="true">
      <b>{time(now())}</b>
      <span>{shortDay(now())}</span>
      <i />
      <Icon name={person && !person.online ? 'plane' : 'network'} size={16} />
      <svg viewBox="0 0 26 12" width={26} height={12} class="battery">
        <rect x="0.5" y="0.5" width="22" height="11" rx="3" />
        <rect x="2" y="2" width="16" height="8" rx="1.5" class="charge" />
        <path d="M24 4v4" />
      </svg>
    </div>
  );
}

type Shown = '' | 'new' | 'clock' | 'network';

function App(): VNode {
  useTick();
  use(clock);
  use(language);
  const w = words();
  const chat = use(open);
  const online = use(connected);
  const said = use(notice);
  const rules = use(policy);
  const whims = use(faults).length > 0 || (rules && (rules.copies > 1 || rules.disorder_ms > 0 || rules.delay_ms > 0 || rules.paused || !rules.statuses || !rules.coexistence));
  const [shown, setShown] = useState<Shown>('');
  const close = (): void => setShown('');
  document.documentElement.lang = language.get();

  return (
    <div class={`stage ${embedded ? 'embedded' : ''}`}>
      <div class="bar">
        <People onNew={() => setShown('new')} />
        <div class="tools">
          <button type="button" class="tool" onClick={() => setShown('clock')} aria-haspopup="dialog">
            <Icon name="clock" size={18} />
            <span>
              {shortDay(now())} <b>{time(now())}</b>
            </span>
          </button>
          <button type="button" class={`tool ${whims ? 'on' : ''}`} onClick={() => setShown('network')} aria-haspopup="dialog">
            <Icon name="network" size={18} />
            <span>{w.network}</span>
          </button>
          {!embedded && (
            <button type="button" class="tool" onClick={switchLanguage} lang={language.get() === 'it' ? 'en' : 'it'}>
              <Icon name="globe" size={18} />
              <span>{w.language}</span>
            </button>
          )}
        </div>
      </div>
      <aside class="side guide" aria-label={w.try}>
        <Guide />
      </aside>
      <main class="phone">
        <StatusBar />
        {chat ? <ChatScreen embedded={embedded} /> : <ChatList />}
        {!online && <p class="toast">{w.offline}</p>}
        {said && (
          <p class="toast" role="alert">
            {said}
          </p>
        )}
      </main>
      <aside class="side" aria-label={`${w.clock}, ${w.network}`}>
        <Panel title={w.clock} icon="clock">
          <ClockControls />
        </Panel>
        <Panel title={w.network} icon="network">
          <NetworkControls />
        </Panel>
      </aside>
      {shown === 'new' && (
        <Sheet title={w.newCustomer} onClose={close}>
          <NewCustomer onDone={close} />
        </Sheet>
      )}
      {shown === 'clock' && (
        <Sheet title={w.clock} onClose={close}>
          <ClockControls />
        </Sheet>
      )}
      {shown === 'network' && (
        <Sheet title={w.network} onClose={close}>
          <NetworkControls />
        </Sheet>
      )}
    </div>
  );
}

/** The page around asks for one of the suggestions. */
window.addEventListener('message', (event) => {
  if (event.origin !== window.location.origin || event.source !== window.parent) return;
  const which = (event.data as { suggestion?: unknown } | null)?.suggestion;
  if (which !== 1 && which !== 2 && which !== 3) return;
  tryOut(which);
});

const root = document.getElementById('app');
if (root) render(<App />, root);
connect();
// The phone begins in the first business's chat.
const stop = numbers.watch(() => {
  stop();
  queueMicrotask(() => !open.get() && show(numbers.get()[0]?.id ?? ''));
});

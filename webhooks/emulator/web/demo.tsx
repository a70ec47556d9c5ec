// The demo's first page: the customer's phone on one side, the operators' console on the other.
import { render, type VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from './icons';
import { use } from './store';
import { language, switchLanguage } from './words';

const texts = {
  it: {
    lead: 'A sinistra scrivi come un cliente, a destra lavori come operatore.',
    try: 'Prova:',
    suggestions: ['la stampante non stampa più le etichette', 'siete aperti sabato pomeriggio?', 'mandi un vocale e vedi'],
    phone: 'Telefono',
    console: 'Console',
    mail: 'Posta',
    other: 'English',
  },
  en: {
    lead: 'Write as a customer on the left, work as an operator on the right.',
    try: 'Try:',
    suggestions: ['the printer no longer prints labels', 'are you open on Saturday afternoon?', 'send a voice note and see'],
    phone: 'Phone',
    console: 'Console',
    mail: 'Mail',
    other: 'Italiano',
  },
};

type Side = 'phone' | 'console';

function Demo(): VNode {
  const t = texts[use(language)];
  const [side, setSide] = useState<Side>('phone');
  const phone = useRef<HTMLIFrameElement>(null);
  document.documentElement.lang = language.get();
  const suggest = (which: number): void => {
    setSide('phone');
    phone.current?.contentWindow?.postMessage({ suggestion: which }, window.location.origin);
  };
  const tab = (name: Side): VNode => (
    <button type="button" role="tab" id={`tab-${name}`} aria-selected={side === name} aria-controls={name} onClick={() => setSide(name)}>
      {t[name]}
    </button>
  );
  return (
    <>
      <header>
        <h1>
          <img src="/emulator/assets/icon.svg" alt="" width={28} height={28} /> Sportello
        </h1>
        <p>{t.lead}</p>
        <div class="try">
          <span>{t.try}</span>
          {t.suggestions.map((text, i) => (
            <button type="button" key={text} onClick={() => suggest(i + 1)}>
              {i === 2 && <Icon name="mic" size={15} />}
              {text}
            </button>
          ))}
        </div>
        <a class="mail" href="/emulator/mail" target="_blank" rel="noopener">
          {t.mail}
        </a>
        <button type="button" class="language" onClick={switchLanguage} lang={language.get() === 'it' ? 'en' : 'it'}>
          <Icon name="globe" size={17} /> {t.other}
        </button>
      </header>
      <div class="tabs" role="tablist">
        {tab('phone')}
        {tab('console')}
      </div>
      <main class={side}>
        <section id="phone" aria-label={t.phone}>
          <iframe ref={phone} src="/emulator/" title={t.phone} allow="microphone" />
        </section>
        <section id="console" aria-label={t.console}>
          <iframe src="/console/" title={t.console} />
        </section>
      </main>
    </>
  );
}

const root = document.getElementById('app');
if (root) render(<Demo />, root);

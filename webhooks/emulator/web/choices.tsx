// What can be tapped below a message: buttons, links, the list's rows.
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, type IconName } from './icons';
import { act, type Message } from './model';
import { Sheet } from './sheet';
import { words } from './words';

function Rows({ message }: { message: Message }): VNode {
  const content = message.content;
  const [chosen, setChosen] = useState('');
  const [shown, setShown] = useState(false);
  const close = (): void => {
    setShown(false);
    setChosen('');
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!chosen) return;
    close();
    void act({ type: 'tap', message: message.id, id: chosen });
  };
  return (
    <>
      <button type="button" class="choice" onClick={() => setShown(true)}>
        <Icon name="list" size={18} /> {content.action.button}
      </button>
      {shown && (
        <Sheet title={content.action.button || words().choose} onClose={close}>
          <form onSubmit={submit} class="rows">
            {content.action.sections.map((section: any, s: number) => (
              <fieldset key={s}>
                {section.title && <legend>{section.title}</legend>}
                {section.rows.map((row: any, r: number) => (
                  <label key={row.id}>
                    <span>
                      <b>{row.title}</b>
                      {row.description && <small>{row.description}</small>}
                    </span>
                    <input
                      type="radio"
                      name="row"
                      value={row.id}
                      data-first={s === 0 && r === 0 ? true : undefined}
                      onChange={() => setChosen(row.id)}
                    />
                  </label>
                ))}
              </fieldset>
            ))}
            <button type="submit" class="primary" disabled={!chosen}>
              {words().send}
            </button>
          </form>
        </Sheet>
      )}
    </>
  );
}

export function Choices({ message }: { message: Message }): VNode | null {
  const w = words();
  const content = message.content ?? {};
  const choice = (name: string, icon: IconName, deed: Record<string, unknown>): VNode => (
    <button type="button" class="choice" key={name} onClick={() => void act(deed)}>
      <Icon name={icon} size={18} /> {name}
    </button>
  );
  const visit = (name: string, url: string): VNode => (
    <a class="choice" key={name} href={url} target="_blank" rel="noopener noreferrer" title={w.openLink}>
      <Icon name="link" size={18} /> {name}
    </a>
  );
  let buttons: ComponentChildren = null;
  if (message.type === 'template') {
    buttons = message.shown?.buttons.map((one) =>
      one.type === 'QUICK_REPLY'
        ? choice(one.text, 'reply', { type: 'tap', message: message.id, title: one.text })
        : one.url
          ? visit(one.text, one.url)
          : null,
    );
  } else if (message.type === 'interactive') {
    const action = content.action ?? {};
    if (content.type === 'button') {
      buttons = action.buttons.map((one: any) => choice(one.reply.title, 'reply', { type: 'tap', message: message.id, id: one.reply.id }));
    }
    if (content.type === 'list') buttons = <Rows message={message} />;
    if (content.type === 'cta_url') buttons = visit(action.parameters.display_text, action.parameters.url);
    if (content.type === 'request_contact_info') {
      buttons = choice(w.shareNumber, 'person', { type: 'share_contact', reply_to: message.id });
    }
    if (content.type === 'location_request_message') {
      buttons = choice(w.sendPosition, 'pin', { type: 'location', reply_to: message.id });
    }
  }
  if (!buttons || (Array.isArray(buttons) && buttons.length === 0)) return null;
  return <div class={`choices ${message.answered ? 'answered' : ''}`}>{buttons}</div>;
}

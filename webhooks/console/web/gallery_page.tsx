/** Every component in every state, on one page: what the console is built from. For those who change it. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Flags, PriorityBadge, StatusBadge } from './badges';
import { Dialog } from './dialog';
import { Fault } from './door';
import { t } from './i18n';
import { Icon } from './icons';
import { Menu } from './menu';
import { toast } from './toasts';

const statuses = [
  'registered',
  'taken',
  'waiting_customer',
  'second_level',
  'planned',
  'quoted',
  'resolved',
  'closed',
] as const;
const surfaces = ['ground', 'surface', 'raised', 'chosen', 'accent-soft', 'good-soft', 'warn-soft', 'bad-soft', 'info-soft'];

function Shelf({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="shelf">
      <h3>{name}</h3>
      <div class="shelf-row">{children}</div>
    </section>
  );
}

function Buttons(): JSX.Element {
  return (
    <Shelf name="button">
      <button type="button" class="button primary">
        {t('do.take')}
      </button>
      <button type="button" class="button">
        {t('do.resolve')}
      </button>
      <button type="button" class="button plain">
        {t('app.cancel')}
      </button>
      <button type="button" class="button danger">
        {t('account.everywhere')}
      </button>
      <button type="button" class="button small">
        <Icon name="print" size={15} /> {t('ticket.print')}
      </button>
      <button type="button" class="button" disabled>
        {t('app.loading')}
      </button>
    </Shelf>
  );
}

function Marks(): JSX.Element {
  return (
    <Shelf name="badge">
      {statuses.map((status) => (
        <StatusBadge key={status} status={status} />
      ))}
      <PriorityBadge priority={1} />
      <PriorityBadge priority={3} />
      <Flags flags={['blocking', 'to_verify']} />
      <span class="unread">3</span>
      <kbd>?</kbd>
    </Shelf>
  );
}

function Fields(): JSX.Element {
  const [view, setView] = useState('a');
  return (
    <>
      <Shelf name="field">
        <label class="field">
          <span>{t('field.summary')}</span>
          <input value={t('app.title')} readOnly />
          <small>{t('views.hint')}</small>
        </label>
        <label class="field">
          <span>{t('priority.label')}</span>
          <select>
            <option>{t('priority.1')}</option>
            <option>{t('priority.2')}</option>
          </select>
        </label>
        <label class="check-line">
          <input type="checkbox" checked readOnly /> {t('alerts.sound')}
        </label>
        <Fault text={t('door.wrong')} />
      </Shelf>
      <Shelf name="segments, view">
        <div class="segments" role="group" aria-label="segments">
          {['a', 'b'].map((one) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
              {t(one === 'a' ? 'write.reply' : 'write.note')}
            </button>
          ))}
        </div>
        <button type="button" class="view" aria-pressed="true">
          {t('view.to_call')} <span class="view-count">4</span>
        </button>
        <button type="button" class="view is-overdue" aria-pressed="false">
          {t('view.overdue')} <span class="view-count">2</span>
        </button>
        <span class="due warn">
          <Icon name="clock" size={13} /> {t('due.left', { time: '20 min' })}
        </span>
        <span class="due bad">
          <Icon name="clock" size={13} /> {t('due.late', { time: '1 h 05' })}
        </span>
      </Shelf>
    </>
  );
}

function Above(): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Shelf name="menu, dialog, toast">
        <Menu summary={<>{t('do.more')}</>} summaryClass="button">
          <button type="button" class="button plain">
            {t('do.assign')}
          </button>
        </Menu>
        <button type="button" class="button" onClick={() => setOpen(true)}>
          dialog
        </button>
        {(['good', 'news', 'bad'] as const).map((tone) => (
          <button key={tone} type="button" class="button" onClick={() => toast({ text: t('done.take'), tone })}>
            toast {tone}
          </button>
        ))}
        {open && (
          <Dialog title={t('form.close.title', { code: 'LEO-7K3M-Q' })} close={() => setOpen(false)}>
            <p>{t('form.close.text')}</p>
          </Dialog>
        )}
      </Shelf>
      <Shelf name="strip, together, citation">
        <p class="strip warn">{t('live.lost')}</p>
        <p class="strip bad">
          <Icon name="alert" /> {t('desk.channelDown')}
        </p>
        <p class="together warn">
          <Icon name="text" size={15} /> {t('together.writes', { name: 'Eva' })}
        </p>
        <p class="citation">
          <Icon name="reply" size={14} /> <span>{t('talk.voice')}</span>
        </p>
      </Shelf>
    </>
  );
}

export function GalleryPage(): JSX.Element {
  return (
    <div class="page">
      <header class="ticket-head">
        <div class="ticket-title">
          <h2>{t('gallery.title')}</h2>
          <p class="quiet">{t('gallery.text')}</p>
        </div>
      </header>
      <div class="page-body">
        <Shelf name="colour">
          {surfaces.map((name) => (
            <span key={name} class={`swatch on-${name}`}>
              {name}
            </span>
          ))}
        </Shelf>
        <Buttons />
        <Marks />
        <Fields />
        <Above />
        <Shelf name="tile, table">
          <dl class="tiles">
            <div class="tile">
              <dt>{t('sheet.answer')}</dt>
              <dd>
                <b>42 min</b>
                <small class="quiet">{t('sheet.ninety', { time: '2 h 05', count: 31 })}</small>
              </dd>
            </div>
          </dl>
          <div class="table-frame">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">{t('sheet.day')}</th>
                  <th scope="col" class="number">
                    {t('sheet.opened')}
                  </th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row">1</th>
                  <td class="number">12</td>
                </tr>
              </tbody>
            </table>
          </div>
        </Shelf>
        <Shelf name="empty">
          <div class="empty">
            <h3>{t('list.none.title')}</h3>
            <p>{t('list.none')}</p>
          </div>
        </Shelf>
      </div>
    </div>
  );
}

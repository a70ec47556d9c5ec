/** The views of the queue with their counts, and those that somebody saved under a name. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isFiltered, narrowedBy, views, type Filter, type Narrowing, type View } from './filter';
import { Dialog } from './dialog';
import { Fault } from './door';
import { ChoiceField, type Option } from './field';
import { t, tOr } from './i18n';
import { Icon } from './icons';
import { operatorNames } from './operator_names';
import { clearFilter, counts, filter, openView, removeView, savedViews, saveView, setFilter } from './queue';
import { businesses, businessOptions, sayError } from './store';
import { toast } from './toasts';

const urgent: View[] = ['overdue', 'due_soon'];

export function Views(): JSX.Element {
  const chosen = filter.value;
  return (
    <div class="views" role="group" aria-label={t('list.view')}>
      {views.map((view) => {
        const count = counts.value[view];
        const loud = urgent.includes(view) && (count ?? 0) > 0;
        return (
          <button
            key={view}
            type="button"
            class={`view ${loud ? `is-${view}` : ''}`}
            aria-pressed={chosen.view === view}
            onClick={() => setFilter({ view })}
          >
            <span>{t(`view.${view}`)}</span>
            {count !== undefined && <span class="view-count">{count}</span>}
          </button>
        );
      })}
      {savedViews.value.map((view) => (
        <span key={view.id} class="view saved">
          <button type="button" class="view-open" onClick={() => openView(view)}>
            {view.name}
          </button>
          <button
            type="button"
            class="view-remove"
            aria-label={t('views.remove', { name: view.name })}
            onClick={() =>
              void removeView(view.id).catch((error: unknown) => toast({ text: sayError(error), tone: 'bad' }))
            }
          >
            <Icon name="close" size={13} />
          </button>
        </span>
      ))}
    </div>
  );
}

type ChoiceProps = { name: Narrowing; label: string; all: string; options: Option[] };

function Choice({ name, label, all, options }: ChoiceProps): JSX.Element {
  return (
    <ChoiceField
      label={label}
      value={filter.value[name]}
      change={(value) => setFilter({ [name]: value } as Partial<Filter>)}
      options={options}
      all={all}
    />
  );
}

const statuses = ['registered', 'taken', 'waiting_customer', 'second_level', 'planned', 'quoted'];
const flags = ['to_verify', 'administration', 'not_covered', 'old_version', 'blocking'];

function SaveView({ close }: { close: () => void }): JSX.Element {
  const [name, setName] = useState('');
  const [fault, setFault] = useState('');
  const save = (event: Event): void => {
    event.preventDefault();
    saveView(name.trim())
      .then(close)
      .catch((error: unknown) => setFault(sayError(error)));
  };
  return (
    <Dialog title={t('views.save')} close={close}>
      <form class="form-part" onSubmit={save}>
        <label class="field">
          <span>{t('views.name')}</span>
          <input required maxLength={60} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          <small>{t('views.hint')}</small>
        </label>
        {fault && <Fault text={fault} />}
        <button type="submit" class="button primary" disabled={!name.trim()}>
          {t('views.do')}
        </button>
      </form>
    </Dialog>
  );
}

/** What narrows the view, folded away until it is wanted. */
export function Filters(): JSX.Element {
  const [saving, setSaving] = useState(false);
  const names = operatorNames.value;
  const count = narrowedBy(filter.value);
  const all = t('filter.all');
  return (
    <details class="filters" open={count > 0}>
      <summary>
        {t('filter.title')}
        {count > 0 && <span class="view-count">{count}</span>}
      </summary>
      <div class="filter-fields">
        {businesses.value.length > 1 && (
          <Choice
            name="business"
            label={t('list.business')}
            all={t('list.allBusinesses')}
            options={businessOptions()}
          />
        )}
        <Choice
          name="assignee"
          label={t('filter.assignee')}
          all={all}
          options={names.map((name) => ({ value: name, title: name }))}
        />
        <Choice
          name="priority"
          label={t('priority.label')}
          all={all}
          options={['1', '2', '3'].map((value) => ({ value, title: tOr(`priority.${value}`, value) }))}
        />
        <Choice
          name="status"
          label={t('filter.status')}
          all={all}
          options={statuses.map((value) => ({ value, title: tOr(`status.${value}`, value) }))}
        />
        <Choice
          name="flag"
          label={t('filter.flag')}
          all={all}
          options={flags.map((value) => ({ value, title: tOr(`flag.${value}`, value) }))}
        />
        <div class="filter-buttons">
          {isFiltered(filter.value) && (
            <button type="button" class="button small" onClick={clearFilter}>
              {t('list.clear')}
            </button>
          )}
          <button type="button" class="button small" onClick={() => setSaving(true)}>
            {t('views.save')}
          </button>
        </div>
      </div>
      {saving && <SaveView close={() => setSaving(false)} />}
    </details>
  );
}

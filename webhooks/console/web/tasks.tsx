/** What somebody has to look at because a customer was unhappy or a promise was not kept. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, post, type Customer } from './api';
import { Fault } from './door';
import { language, t, tOr } from './i18n';
import { Link } from './link';
import { desk, now, readDesk, sayError, zoneOf } from './store';
import { moment } from './time';
import { toast } from './toasts';

type Task = {
  id: number;
  kind: string;
  since: string;
  score: number | null;
  comment: string | null;
  ticket: string;
  business: string;
  assignee: string | null;
  customer: Customer;
};

function TaskCard({ task, done }: { task: Task; done: (note: string) => Promise<void> }): JSX.Element {
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    void done(note.trim()).finally(() => setBusy(false));
  };
  const { customer } = task;
  return (
    <li class="card">
      <p>
        <span class={`badge ${task.kind === 'low_score' ? 'bad' : 'warn'}`}>{tOr(`task.${task.kind}`, task.kind)}</span>{' '}
        {task.score !== null && <b>{t('data.score', { score: task.score })}</b>}{' '}
        <b>{customer.company || customer.name}</b> {customer.company && customer.name}{' '}
        {customer.phone && <a href={`tel:${customer.phone}`}>{customer.phone}</a>}
      </p>
      <p class="quiet">
        {moment(task.since, zoneOf(task.business), language.value, now.value)}{' '}
        <Link to={{ page: 'ticket', code: task.ticket }}>
          <span class="code">{task.ticket}</span>
        </Link>{' '}
        {task.assignee && t('ticket.assignee', { name: task.assignee })}
      </p>
      {task.comment && <p class="bubble-text">{task.comment}</p>}
      <form class="line-form" onSubmit={submit}>
        <input
          aria-label={t('task.note')}
          placeholder={t('task.note')}
          maxLength={2000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <button type="submit" class="button small" disabled={busy}>
          {t('task.done')}
        </button>
      </form>
    </li>
  );
}

export function Tasks(): JSX.Element | null {
  const [tasks, setTasks] = useState<Task[] | null>(null);
  const [fault, setFault] = useState('');
  const read = (): Promise<void> =>
    get<{ tasks: Task[] }>('/tasks')
      .then((page) => setTasks(page.tasks))
      .catch((error: unknown) => setFault(sayError(error)));
  useEffect(() => void read(), [desk.value?.tasks]);
  const finish = async (id: number, note: string): Promise<void> => {
    try {
      await post(`/tasks/${id}/done`, { note });
      toast({ text: t('task.finished'), tone: 'good' });
    } catch (error) {
      toast({ text: sayError(error), tone: 'bad' });
    }
    await Promise.all([read(), readDesk()]);
  };
  if (fault) return <Fault text={fault} />;
  if (!tasks?.length) return null;
  return (
    <section>
      <h3>{t('task.title')}</h3>
      <p class="quiet">{t('task.text')}</p>
      <ul class="checks">
        {tasks.map((task) => (
          <TaskCard key={task.id} task={task} done={(note) => finish(task.id, note)} />
        ))}
      </ul>
    </section>
  );
}

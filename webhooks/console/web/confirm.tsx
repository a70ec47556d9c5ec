/** Asks before something that cannot be taken back: the question, a way out, and what would be done. */
import type { JSX } from 'preact';
import { Dialog, FormButtons } from './dialog';

export type Question = { text: string; yes: string; run: () => void };

export function Confirm({ question, close }: { question: Question; close: () => void }): JSX.Element {
  return (
    <Dialog title={question.text} close={close}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          close();
          question.run();
        }}
      >
        <FormButtons close={close}>
          <button type="submit" class="button danger">
            {question.yes}
          </button>
        </FormButtons>
      </form>
    </Dialog>
  );
}

import { type KeyboardEvent, useId } from 'react';
import { Button } from 'react-aria-components';
import type { Schemas } from '../api/client';
import { useMessages } from '../i18n';
import type { Search } from './ExecutionsPage';
import { rangeOf, ranges } from './ranges';
import styles from './Filters.module.css';

const words = ['running', 'pending', 'completed', 'failed', 'cancelled'] as const;

type Change = (next: Partial<Record<keyof Search, string | undefined>>) => void;

/** The list's filters, each of them in the URL. Text is taken when it is confirmed: a half-typed key finds nothing. */
export function Filters({
  search,
  workflows,
  change,
}: {
  readonly search: Search;
  readonly workflows: readonly Schemas['WorkflowListItem'][];
  readonly change: Change;
}) {
  const messages = useMessages();
  const id = useId();
  const known = search.workflow === undefined || workflows.some((workflow) => workflow.id === search.workflow);
  const isNarrowed = Object.entries(search).some(([name]) => name !== 'range');
  return (
    <div role="search" aria-label={messages.list.filters} className={styles['filters']}>
      <div className="field">
        <label htmlFor={`${id}-status`}>{messages.list.status}</label>
        <select id={`${id}-status`} value={search.status ?? ''} onChange={(event) => change({ status: event.target.value })}>
          <option value="">{messages.list.all}</option>
          {words.map((word) => (
            <option key={word} value={word}>
              {messages.status[word]}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-workflow`}>{messages.list.workflow}</label>
        <select id={`${id}-workflow`} value={search.workflow ?? ''} onChange={(event) => change({ workflow: event.target.value })}>
          <option value="">{messages.list.anyWorkflow}</option>
          {!known && <option value={search.workflow}>{search.workflow}</option>}
          {workflows.map((workflow) => (
            <option key={workflow.id} value={workflow.id}>
              {workflow.name}
            </option>
          ))}
        </select>
      </div>
      <TextFilter label={messages.list.key} value={search.key} take={(key) => change({ key })} />
      <TextFilter label={messages.list.node} value={search.node} take={(node) => change({ node })} />
      <div className="field">
        <label htmlFor={`${id}-range`}>{messages.list.range}</label>
        <select id={`${id}-range`} value={rangeOf(search.range)} onChange={(event) => change({ range: event.target.value })}>
          {Object.keys(ranges).map((name) => (
            <option key={name} value={name}>
              {messages.list.ranges[rangeOf(name)]}
            </option>
          ))}
        </select>
      </div>
      {isNarrowed && (
        <Button
          className="button"
          onPress={() => change({ status: undefined, workflow: undefined, key: undefined, node: undefined, from: undefined, to: undefined })}
        >
          {messages.list.clear}
        </Button>
      )}
    </div>
  );
}

function TextFilter({ label, value, take }: { readonly label: string; readonly value: string | undefined; readonly take: (text: string) => void }) {
  const id = useId();
  const confirm = (text: string): void => {
    if (text.trim() !== (value ?? '')) {
      take(text.trim());
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        // The field starts anew when the URL changed elsewhere: back, forward, or the filters were cleared.
        key={value ?? ''}
        id={id}
        defaultValue={value ?? ''}
        autoComplete="off"
        spellCheck={false}
        onBlur={(event) => confirm(event.currentTarget.value)}
        onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
          if (event.key === 'Enter') {
            confirm(event.currentTarget.value);
          }
        }}
      />
    </div>
  );
}

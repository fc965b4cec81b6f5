// Tabs: one of several parts is shown; the arrow keys move between the tabs.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect } from 'preact/hooks';

export type Tab<Key extends string> = { key: Key; label: string };

type TabsProps<Key extends string> = {
  tabs: readonly Tab<Key>[];
  selected: Key;
  select: (key: Key) => void;
  children: ComponentChildren;
};

/** The list of the tabs, and the part of the selected one. */
export function Tabs<Key extends string>({ tabs, selected, select, children }: TabsProps<Key>) {
  const id = useId();
  // In a narrow panel the list of the tabs is scrolled.
  useLayoutEffect(() => {
    document.getElementById(`${id}-${selected}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const at = tabs.findIndex(({ key }) => key === selected);
    const step = stepOf(event);
    const next = step === undefined ? undefined : tabs.at((at + step) % tabs.length);
    if (!next) return;
    event.preventDefault();
    select(next.key);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" onKeyDown={onKeyDown}>
        {tabs.map(({ key, label }) => (
          <button
            type="button"
            key={key}
            role="tab"
            data-tab={key}
            id={`${id}-${key}`}
            aria-selected={key === selected}
            aria-controls={id}
            tabIndex={key === selected ? 0 : -1}
            onClick={() => select(key)}
          >
            {label}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={id} aria-labelledby={`${id}-${selected}`} tabIndex={-1}>
        {children}
      </div>
    </>
  );
}

// In a text from right to left, the next tab is on the left.
function stepOf({ key, currentTarget }: KeyboardEvent & { currentTarget: HTMLElement }): number | undefined {
  const forward = getComputedStyle(currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key === forward) return 1;
  return key === 'ArrowLeft' || key === 'ArrowRight' ? -1 : undefined;
}

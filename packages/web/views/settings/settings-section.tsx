// The parts of the settings screen: a section with its heading, and a choice of one of several values.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** A section of the settings. */
export function SettingsSection({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="settings-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

type ChoiceSettingProps<Value extends string> = {
  legend: string;
  values: readonly Value[];
  labels: Readonly<Record<Value, string>>;
  value: Value;
  choose: (value: Value) => void;
};

/** A choice that takes effect at once. */
export function ChoiceSetting<Value extends string>(props: ChoiceSettingProps<Value>) {
  const { legend, values, labels, value, choose } = props;
  const name = useId();
  return (
    <fieldset class="choice-setting">
      <legend>{legend}</legend>
      {values.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => choose(one)} />
          <span dir="auto">{labels[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

type CheckboxSettingProps = { label: string; checked: boolean; disabled: boolean; choose: (on: boolean) => void };

/** A setting that is on or off. */
export function CheckboxSetting({ label, checked, disabled, choose }: CheckboxSettingProps) {
  return (
    <label class="checkbox-field">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

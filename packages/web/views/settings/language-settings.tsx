// Settings: the language of the page in this browser.

import { t } from '../../i18n/all-texts.ts';
import { chooseLanguage, LANGUAGES, type Language, language } from '../../i18n/index.ts';
import { FormError, useAction } from '../dialog.tsx';
import { ChoiceSetting, SettingsSection } from './settings-section.tsx';

const BROWSER = 'browser';
const VALUES = [BROWSER, ...(Object.keys(LANGUAGES) as Language[])] as const;

/** The choice takes effect in place: what was typed stays. */
export function LanguageSettings() {
  const { error, run } = useAction();
  return (
    <SettingsSection title={t.languageTitle}>
      <ChoiceSetting
        legend={t.languageOfPage}
        values={VALUES}
        labels={{ [BROWSER]: t.languageOfBrowser, ...LANGUAGES }}
        value={language.value ?? BROWSER}
        choose={(value) => void run(() => chooseLanguage(value === BROWSER ? undefined : value))}
      />
      <FormError error={error} />
    </SettingsSection>
  );
}

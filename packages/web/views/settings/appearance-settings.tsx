// Settings: theme and density of the page in this browser.
import { t } from '../../i18n/all-texts.ts';
import { CHANNEL_ORDERS, channelOrder, DENSITIES, density, THEMES, theme } from '../../platform/appearance.ts';
import { ChoiceSetting, SettingsSection } from './settings-section.tsx';

/** Theme and density. */
export function AppearanceSettings() {
  return (
    <SettingsSection title={t.appearance}>
      <ChoiceSetting
        legend={t.theme}
        values={THEMES}
        labels={t.themeNames}
        value={theme.value}
        choose={(value) => theme.choose(value)}
      />
      <ChoiceSetting
        legend={t.density}
        values={DENSITIES}
        labels={t.densityNames}
        value={density.value}
        choose={(value) => density.choose(value)}
      />
      <ChoiceSetting
        legend={t.channelOrder}
        values={CHANNEL_ORDERS}
        labels={t.channelOrderNames}
        value={channelOrder.value}
        choose={(value) => channelOrder.choose(value)}
      />
    </SettingsSection>
  );
}

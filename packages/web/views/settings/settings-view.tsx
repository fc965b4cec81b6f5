// The settings of the signed-in user, a screen in place of the channel. Each section is a component of its own.
import type { ComponentType } from 'preact';
import type { Chat } from '../../state/chat.ts';
import { AppearanceSettings } from './appearance-settings.tsx';
import { BlockedUsersSettings } from './blocked-users-settings.tsx';
import { DevicesSettings } from './devices-settings.tsx';
import { LanguageSettings } from './language-settings.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { PreviewSettings } from './preview-settings.tsx';
import { StatusSettings } from './status-settings.tsx';

/** What each section is given. */
export type SettingsProps = { chat: Chat; signOut: () => void };

/** The sections, in the order of the screen. */
const SECTIONS: readonly ComponentType<SettingsProps>[] = [
  StatusSettings,
  AppearanceSettings,
  LanguageSettings,
  NotificationSettings,
  PreviewSettings,
  BlockedUsersSettings,
  DevicesSettings,
];

/** All sections. */
export function SettingsView(props: SettingsProps) {
  return (
    <div class="settings">
      {SECTIONS.map((Section) => (
        <Section key={Section.name} {...props} />
      ))}
    </div>
  );
}

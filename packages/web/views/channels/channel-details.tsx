// The details of a channel in tabs: what it is, what is pinned, its members, its files, its settings, and the reports for its moderators.
import { type Action, type Channel, isPermitted } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { type DetailsTab, detailsOf } from '../../platform/address.ts';
import { replacePlace } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { ChannelFiles } from '../files/channel-files.tsx';
import { PinnedList } from '../pins/pinned-list.tsx';
import { type Tab, Tabs } from '../tabs.tsx';
import { AuditLog } from './audit-trail.tsx';
import { ChannelAbout } from './channel-about.tsx';
import { ChannelSettings } from './channel-settings.tsx';
import { MemberList } from './members.tsx';
import { ReportQueue } from './report-queue.tsx';

type ChannelDetailsProps = { chat: Chat; channel: Channel; tab: DetailsTab };

/** The tabs that the reader's role permits. */
export function ChannelDetails({ chat, channel, tab }: ChannelDetailsProps) {
  // The owners of the chat archive any public channel.
  const can = (action: Action) =>
    isPermitted(channel, action) || (action === 'archive' && channel.kind === 'public' && chat.user.owner === true);
  const tabs = tabsOf(channel, can, chat.files.value !== undefined);
  const { key: selected } = tabs.find(({ key }) => key === tab) ?? { key: 'about' };
  return (
    <Tabs tabs={tabs} selected={selected} select={(key) => replacePlace(detailsOf(channel.name, key))}>
      {selected === 'about' && <ChannelAbout key={channel.name} chat={chat} channel={channel} />}
      {selected === 'pins' && <PinnedList chat={chat} channel={channel} />}
      {selected === 'members' && <MemberList key={channel.name} chat={chat} channel={channel} />}
      {selected === 'files' && <ChannelFiles key={channel.name} chat={chat} channel={channel} />}
      {selected === 'settings' && (
        <>
          {CHANGES.some(can) && <ChannelSettings chat={chat} channel={channel} can={can} />}
          {can('view-audit') && <AuditLog key={channel.name} chat={chat} channel={channel} />}
        </>
      )}
      {selected === 'reports' && <ReportQueue key={channel.name} chat={chat} channel={channel} />}
    </Tabs>
  );
}

/** What can be changed in the settings. */
const CHANGES = ['rename', 'set-topic', 'archive', 'set-slow-mode', 'set-retention'] as const;

// The participants of a direct conversation are a part of what it is.
function tabsOf(
  { kind, reports = 0, pins = 0 }: Channel,
  can: (action: Action) => boolean,
  hasFiles: boolean,
): Tab<DetailsTab>[] {
  const tabs: (Tab<DetailsTab> & { shown: boolean })[] = [
    { key: 'about', label: t.about, shown: true },
    { key: 'pins', label: pins > 0 ? t.pinnedWithCount(pins) : t.pinned, shown: true },
    { key: 'members', label: t.members, shown: kind !== 'direct' },
    { key: 'files', label: t.filesTab, shown: hasFiles },
    { key: 'settings', label: t.settings, shown: CHANGES.some(can) || can('view-audit') },
    { key: 'reports', label: reports > 0 ? t.reportsWithCount(reports, false) : t.reports, shown: can('view-reports') },
  ];
  return tabs.filter(({ shown }) => shown);
}

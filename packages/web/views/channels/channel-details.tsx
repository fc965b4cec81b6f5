// The details of a channel: its members, invitations, settings, reports and audit log.
import { type Action, type Channel, isPermitted } from '@parley/chat';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { AuditLog } from './audit-trail.tsx';
import { ChannelSettings } from './channel-settings.tsx';
import { InvitationLinks } from './invitations.tsx';
import { MemberList } from './members.tsx';
import { ReportQueue } from './report-queue.tsx';

type ChannelDetailsProps = { chat: Chat; channel: Channel; close: () => void };

/** A dialog with the parts that the reader's role permits. */
export function ChannelDetails({ chat, channel, close }: ChannelDetailsProps) {
  const { userId, owner } = chat.user;
  // The owners of the chat archive any public channel.
  const can = (action: Action) =>
    isPermitted(channel, action) || (action === 'archive' && channel.kind === 'public' && owner === true);
  return (
    <Dialog title={headingOf(channel, userId)} close={close}>
      {channel.topic !== '' && (
        <p class="secondary" dir="auto">
          {channel.topic}
        </p>
      )}
      {can('view-reports') && <ReportQueue chat={chat} channel={channel} />}
      <MemberList chat={chat} channel={channel} />
      {can('invite') && <InvitationLinks chat={chat} channel={channel} />}
      {CHANGES.some(can) && <ChannelSettings chat={chat} channel={channel} can={can} />}
      {can('view-audit') && <AuditLog chat={chat} channel={channel} />}
      {can('leave') && <LeaveChannel chat={chat} channel={channel} close={close} />}
    </Dialog>
  );
}

/** What can be changed in the settings. */
const CHANGES = ['rename', 'set-topic', 'archive', 'set-slow-mode'] as const;

// The texts of leaving each kind of channel.
function leaveTexts(kind: Channel['kind']): { ask: string; help: string; leave: string } {
  if (kind === 'direct') return { ask: t.askCloseConversation, help: t.returnsWithMessage, leave: t.closeConversation };
  const help = kind === 'public' ? t.rejoinAnytime : t.rejoinByInvitation;
  return { ask: t.askLeaveChannel, help, leave: t.leaveChannel };
}

// Asks for confirmation: a private channel can be joined again only by another invitation.
function LeaveChannel({ chat, channel, close }: ChannelDetailsProps) {
  const texts = leaveTexts(channel.kind);
  const [confirming, setConfirming] = useState(false);
  const { busy, error, run } = useAction();
  const section = useRef<HTMLElement>(null);
  // The question and the error open at the lower edge of the dialog.
  useEffect(() => {
    if (confirming || error !== undefined) section.current?.scrollIntoView({ block: 'nearest' });
  }, [confirming, error]);
  const leave = () =>
    run(async () => {
      await chat.membership.leave(channel.name);
      close();
      goTo('');
    });
  return (
    <section ref={section}>
      {confirming && error === undefined && <p role="status">{texts.help}</p>}
      <FormError error={error} />
      <div class="actions">
        <button
          type="button"
          class="button destructive"
          disabled={busy}
          onClick={() => (confirming ? void leave() : setConfirming(true))}
        >
          {confirming ? texts.leave : texts.ask}
        </button>
        {confirming && (
          <button type="button" class="button" onClick={() => setConfirming(false)}>
            {t.cancel}
          </button>
        )}
      </div>
    </section>
  );
}

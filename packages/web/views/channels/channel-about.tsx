// What a channel is: its kind, its topic, how long it keeps messages, the participants of a direct conversation, its notifications; and how to leave it.
import { type Channel, isPermitted } from '@parley/chat';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { UserButton } from '../users/profile-card-context.tsx';
import { InvitationLinks } from './invitations.tsx';
import { NotificationLevelSetting } from './notification-level.tsx';

type ChannelAboutProps = { chat: Chat; channel: Channel };

/** The first tab of the details. */
export function ChannelAbout({ chat, channel }: ChannelAboutProps) {
  const { kind, topic, participants = [], retentionDays = 0 } = channel;
  return (
    <>
      <p class="secondary">{t.channelKinds[kind]}</p>
      {kind !== 'direct' && (
        <section aria-label={t.topic}>
          <h3>{t.topic}</h3>
          <p class={topic === '' ? 'secondary' : ''} dir="auto">
            {topic === '' ? t.noTopic : topic}
          </p>
        </section>
      )}
      {kind !== 'direct' && (
        <section aria-label={t.keepMessages}>
          <h3>{t.keepMessages}</h3>
          <p class={retentionDays === 0 ? 'secondary' : ''}>
            {retentionDays === 0 ? t.keptForever : t.keptDaysHint(retentionDays)}
          </p>
        </section>
      )}
      {kind === 'direct' && (
        <section aria-label={t.people}>
          <h3>{t.people}</h3>
          <ul class="user-list">
            {participants.map((user) => (
              <li key={user.userId}>
                <UserButton user={user} self={user.userId === chat.user.userId} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {isPermitted(channel, 'invite') && <InvitationLinks chat={chat} channel={channel} />}
      {!chat.user.guest && <NotificationLevelSetting chat={chat} channel={channel} />}
      {isPermitted(channel, 'leave') && <LeaveChannel chat={chat} channel={channel} />}
    </>
  );
}

// The texts of leaving each kind of channel.
function leaveTexts(kind: Channel['kind']): { ask: string; help: string; leave: string } {
  if (kind === 'direct') return { ask: t.askCloseConversation, help: t.returnsWithMessage, leave: t.closeConversation };
  const help = kind === 'public' ? t.rejoinAnytime : t.rejoinByInvitation;
  return { ask: t.askLeaveChannel, help, leave: t.leaveChannel };
}

// Asks for confirmation: a private channel can be joined again only by another invitation.
function LeaveChannel({ chat, channel }: ChannelAboutProps) {
  const texts = leaveTexts(channel.kind);
  const [confirming, setConfirming] = useState(false);
  const { busy, error, run } = useAction();
  const section = useRef<HTMLElement>(null);
  // The question and the error open at the lower edge of the panel.
  useEffect(() => {
    if (confirming || error !== undefined) section.current?.scrollIntoView({ block: 'nearest' });
  }, [confirming, error]);
  const leave = () =>
    run(async () => {
      await chat.membership.leave(channel.name);
      goTo('');
    });
  return (
    <section ref={section}>
      {confirming && error === undefined && <p role="status">{texts.help}</p>}
      <FormError error={error} />
      <div class="actions">
        <button
          type="button"
          class={confirming ? 'button destructive' : 'button'}
          disabled={busy}
          onClick={() => (confirming ? void leave() : setConfirming(true))}
        >
          {confirming ? texts.leave : texts.ask}
        </button>
        {confirming && (
          <button type="button" class="button quiet" onClick={() => setConfirming(false)}>
            {t.cancel}
          </button>
        )}
      </div>
    </section>
  );
}

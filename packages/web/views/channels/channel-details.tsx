// A channel from inside: who is in it, who may come, and what those with a say can change.
import { type Action, type Channel, isPermitted } from '@parley/chat';
import { useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { goTo } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, ProblemLine, useAttempt } from '../dialog.tsx';
import { Audit } from './audit-trail.tsx';
import { Settings } from './channel-settings.tsx';
import { Invites } from './invitations.tsx';
import { MembersList } from './members.tsx';
import { ReportQueue } from './report-queue.tsx';

type DetailsProps = { chat: Chat; channel: Channel; close: () => void };

/** The dialog behind the channel's name. What somebody may not do is not there. */
export function Details({ chat, channel, close }: DetailsProps) {
  const { userId } = chat.person;
  const can = (action: Action) => isPermitted(channel, action);
  const rules = ['rename', 'set-topic', 'archive', 'set-slow-mode'] as const;
  return (
    <Dialog title={headingOf(channel, userId)} close={close}>
      {channel.topic !== '' && (
        <p class="quiet" dir="auto">
          {channel.topic}
        </p>
      )}
      {can('view-reports') && <ReportQueue chat={chat} channel={channel} />}
      <MembersList chat={chat} channel={channel} />
      {can('invite') && <Invites chat={chat} channel={channel} />}
      {rules.some(can) && <Settings chat={chat} channel={channel} />}
      {can('view-audit') && <Audit chat={chat} channel={channel} />}
      {can('leave') && <Leave chat={chat} channel={channel} close={close} />}
    </Dialog>
  );
}

// Whoever leaves a private channel needs another invitation: one question is worth it.
function Leave({ chat, channel, close }: DetailsProps) {
  const [asking, setAsking] = useState(false);
  const { busy, problem, attempt } = useAttempt();
  const leave = () =>
    attempt(async () => {
      await chat.membership.leave(channel.name);
      close();
      goTo('');
    });
  return (
    <section>
      {asking && <p role="status">{channel.kind === 'private' ? t.rejoinByInvitation : t.rejoinAnytime}</p>}
      <ProblemLine problem={problem} />
      <div class="actions">
        <button
          type="button"
          class="button danger"
          disabled={busy}
          onClick={() => (asking ? void leave() : setAsking(true))}
        >
          {asking ? t.leaveChannel : t.askLeaveChannel}
        </button>
        {asking && (
          <button type="button" class="button" onClick={() => setAsking(false)}>
            {t.cancel}
          </button>
        )}
      </div>
    </section>
  );
}

// The profile card of a user: who it is, and what the reader can do: write to, mention or block the user.
import { isPermitted, type Member, normalizeName } from '@parley/chat';
import { useContext, useEffect, useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import type { Drafts } from '../../state/messages/drafts.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { onDemand } from '../on-demand.tsx';
import type { NamedUser } from './profile-card-context.tsx';
import {
  Avatar,
  DEFAULT_STATUS_EMOJI,
  PresenceMark,
  ProfilesContext,
  useDisplayName,
  useStatus,
} from './user-view.tsx';

const ProfileDialog = onDemand(() => import('./profile-dialog.tsx').then((module) => module.ProfileDialog));

type ProfileCardProps = { chat: Chat; drafts: Drafts; user: NamedUser; close: () => void };

/** A dialog. A mention names only the username: the user is searched first. */
export function ProfileCard({ user, ...props }: ProfileCardProps) {
  const { chat, close } = props;
  const [userId, setUserId] = useState(user.userId);
  const { error, busy, run } = useAction();
  useEffect(() => {
    if (userId === undefined)
      void run(async () => {
        const found = await chat.membership.searchUsers(user.username);
        setUserId(found.find(({ username }) => normalizeName(username) === normalizeName(user.username))?.userId);
      });
  }, []);
  if (userId !== undefined) return <KnownUserCard {...props} user={{ ...user, userId }} />;
  return (
    <Dialog title={`@${user.username}`} close={close}>
      <p class="secondary" role="status">
        {busy ? t.loading : t.noSuchUser}
      </p>
      <FormError error={error} />
    </Dialog>
  );
}

type KnownUserCardProps = Omit<ProfileCardProps, 'user'> & { user: { userId: string; username: string } };

function KnownUserCard({ chat, drafts, user, close }: KnownUserCardProps) {
  const { userId, username } = user;
  const { membership, blocked } = chat;
  const profiles = useContext(ProfilesContext);
  const name = useDisplayName()(user);
  const { busy, error, run } = useAction();
  const [editing, setEditing] = useState(false);
  const open = chat.openChannel.value?.conversation.channel;
  const channel = open === undefined ? undefined : chat.channels.of(open);
  const member = useMember(chat, channel?.kind === 'direct' ? undefined : channel?.name, userId);
  if (editing && profiles) return <ProfileDialog user={chat.user} profiles={profiles} close={close} />;
  const self = userId === chat.user.userId;
  const isBlocked = blocked.userIds.value.has(userId);
  const startChat = () =>
    run(async () => {
      goTo(await membership.create({ kind: 'direct', userIds: [userId] }));
      close();
    });
  const mention = (channelName: string) => {
    const draft = drafts.of(channelName);
    const text = draft.edit.peek()?.text ?? draft.text.peek();
    draft.write(`${text}${text === '' || /\s$/.test(text) ? '' : ' '}@${username} `);
    close();
    // The dialog returns the focus to where it was first.
    requestAnimationFrame(() => document.getElementById('composer')?.focus());
  };
  return (
    <Dialog title={name} close={close}>
      <div class="profile-card">
        <Avatar {...user} />
        <p class="secondary" dir="auto">
          @{username}
          {self && t.youAfterName}
        </p>
        <PresenceMark userId={userId} labelled />
        <StatusText userId={userId} />
        <p class="secondary">
          {member && t.roleNames[member.role]}
          {isBlocked && t.blockedMark}
        </p>
      </div>
      <FormError error={error} />
      <div class="actions">
        {self && (
          <button type="button" class="button primary" onClick={() => setEditing(true)}>
            {t.editProfile}
          </button>
        )}
        {!self && !chat.user.guest && (
          <button type="button" class="button primary" disabled={busy} onClick={startChat}>
            {t.messageUser}
          </button>
        )}
        {!self && channel && isPermitted(channel, 'post') && (
          <button type="button" class="button" onClick={() => mention(channel.name)}>
            {t.mentionUser}
          </button>
        )}
        {!self && (
          <button
            type="button"
            class="button quiet"
            disabled={busy}
            onClick={() => run(() => (isBlocked ? blocked.unblock(userId) : blocked.block(user)))}
          >
            {isBlocked ? t.unblock : t.block}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function StatusText({ userId }: { userId: string }) {
  const status = useStatus(userId);
  if (!status) return null;
  return (
    <p class="user-status" dir="auto">
      {status.emoji ?? DEFAULT_STATUS_EMOJI} {status.text}
      {status.until !== undefined && <span class="secondary"> {t.statusUntil(status.until)}</span>}
    </p>
  );
}

// The user as a member of the open channel. The card is shown before the list is read, and also when it cannot be read.
function useMember(chat: Chat, channel: string | undefined, userId: string): Member | undefined {
  const [member, setMember] = useState<Member>();
  useEffect(() => {
    if (channel === undefined) return;
    moderationApi(chat)
      .listMembers(channel)
      .then(
        ({ members }) => setMember(members.find((one) => one.userId === userId)),
        () => undefined,
      );
  }, [channel, userId]);
  return member;
}

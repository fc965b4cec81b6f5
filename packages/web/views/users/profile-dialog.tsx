// The dialog in which users choose their display name, their picture and their status.
import { currentStatus, DISPLAY_NAME_MAX, type ProfileChange, parseDisplayName, parsePicture } from '@parley/chat';
import { useRef, useState } from 'preact/hooks';
import type { SessionUser } from '../../auth/session.ts';
import { t } from '../../i18n/all-texts.ts';
import { smallPicture } from '../../platform/picture.ts';
import type { Profiles } from '../../state/users/profiles.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { draftOf, type StatusDraft, StatusField, statusChange } from './status-field.tsx';
import { AvatarImage } from './user-view.tsx';

type ProfileDialogProps = { user: SessionUser; profiles: Profiles; close: () => void };

/** Edits the profile; stays open until the change is stored or the user cancels. */
export function ProfileDialog({ user, profiles, close }: ProfileDialogProps) {
  const { displayName: oldName, picture: oldPicture, status } = profiles.of(user.userId).peek() ?? {};
  const oldStatus = currentStatus(status, Date.now());
  const [draft, setDraft] = useState<StatusDraft>(draftOf(oldStatus));
  const [name, setName] = useState(oldName ?? '');
  const [picture, setPicture] = useState(oldPicture);
  const { busy, error, run } = useAction();
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const change: ProfileChange = {
        ...(name.trim() !== (oldName ?? '') && { displayName: name.trim() === '' ? null : parseDisplayName(name) }),
        ...(picture !== oldPicture && { picture: picture === undefined ? null : parsePicture(picture) }),
        ...statusChange(draft, oldStatus),
      };
      if (Object.keys(change).length > 0) await profiles.change(change);
      close();
    });
  };
  return (
    <Dialog title={t.editProfile} close={close}>
      <form onSubmit={save} noValidate>
        <label for="profile-name">{t.displayName}</label>
        <input
          id="profile-name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
          maxLength={DISPLAY_NAME_MAX * 2}
          placeholder={user.username}
          autocomplete="name"
          aria-describedby="profile-help"
        />
        <p class="secondary" id="profile-help">
          {t.usernameHelp(user.username)}
        </p>
        <PictureField user={user} name={name} picture={picture} choose={setPicture} run={run} />
        <StatusField status={draft} keptUntil={oldStatus?.until} change={setDraft} />
        <FormError error={error} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? t.saving : t.save}
          </button>
          <button type="button" class="button" onClick={close}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type PictureFieldProps = {
  user: SessionUser;
  name: string;
  picture: string | undefined;
  choose: (picture: string | undefined) => void;
  run: (action: () => Promise<unknown>) => Promise<void>;
};

function PictureField({ user, name, picture, choose, run }: PictureFieldProps) {
  const file = useRef<HTMLInputElement>(null);
  const chosen = (event: Event & { currentTarget: HTMLInputElement }) => {
    const [image] = event.currentTarget.files ?? [];
    if (image) void run(async () => choose(await smallPicture(image)));
    // So that choosing the same file again is a change.
    event.currentTarget.value = '';
  };
  const isImage = picture?.startsWith('data:') ?? false;
  return (
    <fieldset class="picture-field">
      <legend>{t.picture}</legend>
      <AvatarImage userId={user.userId} name={name.trim() || user.username} picture={picture} />
      <input
        type="file"
        class="visually-hidden"
        ref={file}
        accept="image/*"
        tabIndex={-1}
        aria-hidden="true"
        onChange={chosen}
      />
      <button type="button" class="button" onClick={() => file.current?.click()}>
        {t.uploadPhoto}
      </button>
      <label>
        {t.orEmoji}
        <input
          class="emoji-field"
          value={isImage ? '' : (picture ?? '')}
          onInput={(event) => choose(event.currentTarget.value.trim() || undefined)}
          autocomplete="off"
          maxLength={32}
        />
      </label>
      {picture !== undefined && (
        <button type="button" class="link-button" onClick={() => choose(undefined)}>
          {t.removePicture}
        </button>
      )}
    </fieldset>
  );
}
